// Which data a check's result rests on: only with all of it read, complete and fresh may the check pass. Leaving out data that
// matters would pass on no data, so in doubt it is in scope. What is in scope for a kind of subjects is said in subjects/<kind>.ts.

import { INCIDENT_SOURCE } from '../api/kinds.ts';
import type { CompiledSelector } from './selector.ts';

/** An object of the check's namespace whose data a result rests on. */
export interface DataRef {
  /** Its Kubernetes kind: the one under which `Freshness` knows it. */
  readonly kind: string;
  readonly name: string;
}

export interface DataScope {
  readonly data: readonly DataRef[];
  /** The names in the selector that no object has: of sources, and of systems. */
  readonly missing: readonly string[];
}

/**
 * The scope of a check among the sources of its namespace: those that the selector names, whatever else it selects; else all that
 * are `inScope`.
 */
export function scopeOverSources<Source extends { readonly name: string }>(
  { sourceNames, systemNames }: Pick<CompiledSelector<never>, 'sourceNames' | 'systemNames'>,
  sources: readonly Source[],
  inScope: (source: Source) => boolean,
): DataScope {
  // No kind of critical system exists yet, so one that is named is missing.
  if (sourceNames.length === 0) return { data: sources.filter(inScope).map(refOf), missing: systemNames };
  const names = new Set(sources.map(({ name }) => name));
  return {
    data: sourceNames.filter((name) => names.has(name)).map((name) => refOf({ name })),
    missing: [...sourceNames.filter((name) => !names.has(name)), ...systemNames],
  };
}

const refOf = ({ name }: { readonly name: string }): DataRef => ({ kind: INCIDENT_SOURCE.kind, name });
