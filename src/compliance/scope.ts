// Which data a check's result rests on: only with all of it read, complete and fresh may the check pass. Leaving out data that
// matters would pass on no data, so in doubt it is in scope. What is in scope for a kind of subjects is said in subjects/<kind>.ts.

import { CRITICAL_SYSTEM, INCIDENT_SOURCE, STAFF_ROSTER } from '../api/kinds.ts';
import type { ResourceType } from '../api/meta.ts';
import type { CompiledSelector } from './selector.ts';

/** An object of the check's namespace whose data a result rests on. */
export interface DataRef {
  /** Its Kubernetes kind: the one under which `Freshness` knows it. */
  readonly kind: string;
  readonly name: string;
}

export interface DataScope {
  readonly data: readonly DataRef[];
  /** What is named and does not exist: sources or systems in the selector, and rosters in the systems. */
  readonly missing: readonly DataRef[];
}

/**
 * The scope of a check among the sources of its namespace: those that the selector names, whatever else it selects; else all that
 * are `inScope`.
 */
export function scopeOverSources<Source extends { readonly name: string }>(
  { sourceNames }: Pick<CompiledSelector<never>, 'sourceNames'>,
  sources: readonly Source[],
  inScope: (source: Source) => boolean,
): DataScope {
  if (sourceNames.length === 0) return { data: sources.filter(inScope).map(refTo(INCIDENT_SOURCE)), missing: [] };
  const { known, missing } = split(sourceNames, sources);
  return { data: known.map(refTo(INCIDENT_SOURCE)), missing: missing.map(refTo(INCIDENT_SOURCE)) };
}

/** A system, and the roster that its accounts are judged against; undefined where it names none. */
interface SystemWithRoster {
  readonly name: string;
  readonly rosterName: string | undefined;
}

interface SystemScope<System> {
  readonly inScope: (system: System) => boolean;
  /** The rosters of the namespace. Absent: the result does not rest on rosters. */
  readonly rosters?: ReadonlyArray<{ readonly name: string }>;
}

/**
 * The scope of a check among the critical systems of its namespace, as {@link scopeOverSources}; and the rosters of those systems. A roster
 * that a system names and nobody has is missing like a system that the selector names.
 */
export function scopeOverSystems<System extends SystemWithRoster>(
  { systemNames }: Pick<CompiledSelector<never>, 'systemNames'>,
  systems: readonly System[],
  { inScope, rosters }: SystemScope<System>,
): DataScope {
  const named = systemNames.length === 0 ? undefined : split(systemNames, systems);
  const chosen =
    named === undefined
      ? systems.filter(inScope)
      : systems.filter(({ name }) => named.known.some((each) => each.name === name));
  const data = chosen.map(refTo(CRITICAL_SYSTEM));
  const missingSystems = (named?.missing ?? []).map(refTo(CRITICAL_SYSTEM));
  if (rosters === undefined) return { data, missing: missingSystems };
  const rosterNames = [...new Set(chosen.flatMap(({ rosterName }) => rosterName ?? []))].toSorted();
  const { known, missing } = split(rosterNames, rosters);
  return {
    data: [...data, ...known.map(refTo(STAFF_ROSTER))],
    missing: [...missingSystems, ...missing.map(refTo(STAFF_ROSTER))],
  };
}

interface Split {
  readonly known: ReadonlyArray<{ readonly name: string }>;
  readonly missing: ReadonlyArray<{ readonly name: string }>;
}

/** The names that some object has, and those that none has. */
function split(names: readonly string[], objects: ReadonlyArray<{ readonly name: string }>): Split {
  const held = new Set(objects.map(({ name }) => name));
  return {
    known: names.filter((name) => held.has(name)).map((name) => ({ name })),
    missing: names.filter((name) => !held.has(name)).map((name) => ({ name })),
  };
}

const refTo =
  ({ kind }: ResourceType) =>
  ({ name }: { readonly name: string }): DataRef => ({ kind, name });
