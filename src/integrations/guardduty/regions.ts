// What went wrong in which region: one SourceError for all of them, which names them. Decides nothing about checks.

import { isTransient, SourceError } from '../ports/failure.ts';

export interface Failures {
  has(region: string): boolean;
  /** Throws what is no SourceError, an abort among them. */
  add(region: string, error: unknown): void;
  throwAny(): void;
}

export function createFailures(regions: readonly string[]): Failures {
  const failed = new Map<string, SourceError>();
  return {
    has: (region) => failed.has(region),
    add(region, error) {
      if (!(error instanceof SourceError)) throw error;
      failed.set(region, error);
    },
    throwAny() {
      const error = combined(regions, failed);
      if (error !== undefined) throw error;
    },
  };
}

/** A definite failure goes before a transient one: what is stored may not be complete any more. */
function combined(regions: readonly string[], failed: ReadonlyMap<string, SourceError>): SourceError | undefined {
  const all = [...failed.values()];
  const first = all.find(({ kind }) => !isTransient(kind)) ?? all[0];
  if (first === undefined || regions.length === 1) return first;
  const waits = all.flatMap(({ retryAfterMs }) => retryAfterMs ?? []);
  const names = [...failed.keys()].join(', ');
  const rest = failed.size === regions.length ? 'no region was read' : 'the other regions were read';
  return new SourceError(first.kind, `regions that could not be read: ${names} (${rest}). ${first.message}`, {
    retryAfterMs: waits.length === 0 ? undefined : Math.max(...waits),
    cause: first,
  });
}
