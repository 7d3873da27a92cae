// The failures of parts, while the other parts are read. The reading ends in one of them, whose message names every part that failed.

import { isTransient, SourceError, type SourceFailure } from '../ports/failure.ts';
import type { Part } from './parts.ts';

/** After these, the other parts would fail in the same way. */
const FATAL: ReadonlySet<SourceFailure> = new Set(['rate-limited', 'unauthorized', 'unreachable', 'cursor-expired']);

export class Failures {
  readonly #all: { readonly part: Part; readonly error: SourceError }[] = [];

  get count(): number {
    return this.#all.length;
  }

  note(part: Part, error: unknown, signal: AbortSignal): void {
    if (signal.aborted || !(error instanceof SourceError)) throw error;
    if (!this.#all.some((each) => each.part === part)) this.#all.push({ part, error });
    if (FATAL.has(error.kind)) this.throwIfAny();
  }

  /** A failure that lasts goes before those that may pass. The message names every part that failed. */
  throwIfAny(): void {
    const first = this.#all.find(({ error }) => !isTransient(error.kind)) ?? this.#all[0];
    if (first === undefined) return;
    const others = this.#all.filter((each) => each !== first).map(({ part }) => part.name);
    const { kind, message, retryAfterMs } = first.error;
    const all = others.length === 0 ? message : `${message}; failed, too: ${listed(others)}`;
    throw new SourceError(kind, all, { retryAfterMs });
  }
}

const MAX_NAMED = 10;

function listed(names: readonly string[]): string {
  const more = names.length - MAX_NAMED;
  return more > 0 ? `${names.slice(0, MAX_NAMED).join(', ')} and ${more} more` : names.join(', ');
}
