// Remembers the mirrored incidents that somebody deletes: they are wanted back, and keep the time since which they were on record. Writes
// nothing to the cluster.

import type { SourceDeps } from './deps.ts';

/** A mirrored incident that somebody deletes is restored at the next sync. A delta alone would not bring it back. */
export function rememberDeleted({
  incidents,
  sources,
  memories,
}: Pick<SourceDeps, 'incidents' | 'sources' | 'memories'>): void {
  incidents.onChange((before, after) => {
    if (after !== undefined || before?.source === undefined || before.externalID === undefined) return;
    const key = `${before.namespace}/${before.source}`;
    if (sources.get(key) === undefined) return;
    const { wanted, recordedAt } = memories.of(key);
    wanted.add(before.externalID);
    if (before.recordedAt !== undefined) recordedAt.set(before.externalID, before.recordedAt);
  });
}
