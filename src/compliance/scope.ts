// Which sources a check's result rests on: only with all of these read, whole and fresh, may it pass. Leaving one out that matters
// would be green on no data, so in doubt a source is in.

import type { CompiledCheck } from './checks/compile.ts';
import type { SourceRow } from './verdict.ts';

export interface SourceScope {
  /** Names of the sources that are there, in the namespace of the check. */
  readonly sources: readonly string[];
  /** What the selector names and nobody has: sources, and systems. */
  readonly missing: readonly string[];
}

/**
 * The scope of a check among the sources of its namespace. Named ones, whatever else is selected; otherwise the selected ones
 * where sources are the subjects; otherwise every source whose incidents could be selected, which only its zone can rule out.
 */
export function sourcesInScope(check: CompiledCheck, rows: readonly SourceRow[]): SourceScope {
  // No kind of critical system exists yet, so one that is named is missing.
  const missing = [...check.systemNames];
  if (check.sourceNames.length > 0) {
    const names = new Set(rows.map(({ name }) => name));
    missing.unshift(...check.sourceNames.filter((name) => !names.has(name)));
    return { sources: check.sourceNames.filter((name) => names.has(name)), missing };
  }
  const inScope = check.subject === 'source' ? check.selects : inZones(check.zones);
  return { sources: rows.filter(inScope).map(({ name }) => name), missing };
}

/** An incident has the zone of its source. */
function inZones(zones: readonly string[]): (row: SourceRow) => boolean {
  return ({ zone }) => zones.length === 0 || (zone !== undefined && zones.includes(zone));
}
