// What an Incident's status depends on: its row, the verdicts of the checks that select it, and whether its source still lists it. Reads
// the object itself only when the status has to change and the watch has not just delivered it.

import { INCIDENT } from '../../api/kinds.ts';
import type { Incident, IncidentStatus } from '../../api/v1alpha1/incident.gen.ts';
import { earliest } from '../../base/instants.ts';
import { plainRow } from '../../compliance/compact-row.ts';
import { statusDigest } from '../../compliance/incident-facts.ts';
import { type IncidentFacts, incidentStatus } from '../../compliance/incident-status.ts';
import type { JoinedIncident } from '../../compliance/joined-incident.ts';
import { isOpen } from '../../compliance/lifecycle.ts';
import type { Acknowledgements } from '../../compliance/acknowledgements.ts';
import type { Presence } from '../../compliance/presence.ts';
import { type SubjectSummary, UNJUDGED } from '../../compliance/tally.ts';
import type { IncidentRow, Synced } from '../../compliance/verdict.ts';
import type { KubeClient } from '../../kube/client.ts';
import { unlessNotFound } from '../../kube/errors.ts';
import type { Lister, Row } from '../../runtime/lister.ts';
import type { ApplyReport } from '../../runtime/plan.ts';
import type { IncidentObservation } from './observation.ts';

export interface IncidentDeps {
  readonly client: KubeClient;
  readonly incidents: Lister<IncidentRow>;
  readonly sources: Lister<Row>;
  /** A row with its review and policies. */
  readonly joined: (row: IncidentRow) => JoinedIncident;
  readonly presence: Presence;
  readonly acknowledgements: Acknowledgements;
  /** The verdicts of the checks about one incident. */
  readonly verdictsOf: (key: string) => SubjectSummary | undefined;
  /** The status that the watch delivered with this version of an incident, if that was lately. */
  readonly recentStatus: (key: string, resourceVersion: string) => IncidentStatus | undefined;
  readonly now: () => Date;
}

export function createObserve(deps: IncidentDeps) {
  const { client, incidents, sources, joined, presence, acknowledgements, verdictsOf, recentStatus, now } = deps;
  const forget = (key: string): void => {
    presence.forget(key);
    acknowledgements.forget(key);
  };
  return async function* observe(
    key: string,
    signal: AbortSignal,
  ): AsyncGenerator<IncidentObservation, void, ApplyReport> {
    const row = incidents.get(key);
    // An acknowledgement may be noted before its incident is in the cache.
    if (row === undefined) return presence.forget(key);
    const synced = isOrphaned(sources, row) ? 'SourceMissing' : (presence.get(key) ?? storedOf(row));
    const statedAcknowledgedAt = earliest([row.statedAcknowledgedAt, acknowledgements.get(key)]);
    const isAsStored = synced === row.synced && statedAcknowledgedAt === row.statedAcknowledgedAt;
    const incident = joined(isAsStored ? row : { ...plainRow(row), synced, statedAcknowledgedAt });
    const seen = { incident, verdicts: verdictsOf(key) ?? UNJUDGED };
    const resourceVersion = String(row.resourceVersion);
    const stored = recentStatus(key, resourceVersion);
    if (isSettled(seen, now())) return forget(key);
    if (stored !== undefined || row.statusDigest === undefined) yield { ...seen, stored, resourceVersion };
    else yield* withStored(client, seen, signal);
  };
}

/** Reads the stored status. Nothing for an incident that is deleted. */
async function* withStored(
  client: KubeClient,
  seen: Omit<IncidentFacts, 'stored'>,
  signal: AbortSignal,
): AsyncGenerator<IncidentObservation, void, ApplyReport> {
  const { namespace, name } = seen.incident.row;
  const object = await unlessNotFound(client.get<Incident>(INCIDENT, { namespace, name }, { signal }));
  if (object === undefined) return;
  yield { ...seen, stored: object.status, resourceVersion: object.metadata.resourceVersion ?? '' };
}

/** Open, and its source does not exist any more, so nothing will tell when it is resolved. Resolved incidents stay as they are. */
function isOrphaned(sources: Lister<Row>, { namespace, source, recordState }: IncidentRow): boolean {
  return source !== undefined && isOpen(recordState) && sources.get(`${namespace}/${source}`) === undefined;
}

/** After a source is created again, its incidents count as listed until a listing omits them. */
function storedOf({ synced }: IncidentRow): Synced | undefined {
  return synced === 'SourceMissing' ? 'Listed' : synced;
}

/** Whether the stored status equals what would be written now. */
function isSettled(seen: Omit<IncidentFacts, 'stored'>, now: Date): boolean {
  const { statusDigest: stored } = seen.incident.row;
  if (stored === undefined) return false;
  return statusDigest(incidentStatus({ ...seen, stored: undefined }, now)) === stored;
}
