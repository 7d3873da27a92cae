// Records as the incidents that should exist, beside what the cache holds of them. Reads the cache, writes nothing; an acknowledgement that
// is stated is noted, as the source may forget it.

import { keyOf } from '../../api/meta.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { ProviderName } from '../../api/v1alpha1/vocabulary.gen.ts';
import { earliest, instantOf } from '../../base/instants.ts';
import { plainRow } from '../../compliance/compact-row.ts';
import type { IncidentRow } from '../../compliance/verdict.ts';
import type { IncidentRecord } from '../../integrations/ports/record.ts';
import type { SourceDeps } from './deps.ts';
import type { DesiredIncident } from './observation.ts';
import { desiredIncident, recordedRow } from './plan-record.ts';

type CacheDeps = Pick<SourceDeps, 'incidents' | 'acknowledgements'>;
type RecordDeps = CacheDeps & Pick<SourceDeps, 'memories' | 'limits'>;

/** The same incident may come twice in one response; the later fact is the newer one. */
export function desiredOf(
  deps: RecordDeps,
  source: IncidentSource,
  provider: ProviderName,
  records: readonly IncidentRecord[],
): DesiredIncident[] {
  const byKey = new Map<string, DesiredIncident>();
  const memory = deps.memories.of(keyOf(source.metadata));
  const origin = { source, provider, lowers: deps.limits.allowsLowered };
  for (const record of records) {
    const desired = desiredIncident(origin, record, (key) => rowOf(deps, key));
    noteAcknowledgement(deps, desired);
    byKey.set(desired.key, { ...desired, recordedAt: memory.recordedAt.get(record.externalID) });
  }
  return [...byKey.values()];
}

/** The incident on record for an external ID of the source. */
export function recordedIn(
  deps: CacheDeps,
  source: IncidentSource,
  provider: ProviderName,
): (externalID: string) => IncidentRow | undefined {
  return (externalID) => recordedRow({ source, provider, externalID }, (key) => rowOf(deps, key));
}

/** The row, with an acknowledgement that the source has stated and no status holds yet. */
function rowOf({ incidents, acknowledgements }: CacheDeps, key: string): IncidentRow | undefined {
  const row = incidents.get(key);
  const stated = acknowledgements.get(key);
  if (row === undefined || stated === undefined) return row;
  return { ...plainRow(row), statedAcknowledgedAt: earliest([row.statedAcknowledgedAt, stated]) };
}

function noteAcknowledgement({ acknowledgements, incidents }: CacheDeps, { key, incident }: DesiredIncident): void {
  const stated = instantOf(incident.spec.acknowledgedAt);
  if (stated !== undefined) acknowledgements.note(key, stated, incidents.get(key)?.statedAcknowledgedAt);
}
