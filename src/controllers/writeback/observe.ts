// What the write-back of one incident depends on. Reads the incident and its review only where something is left to write.

import { INCIDENT, INCIDENT_REVIEW } from '../../api/kinds.ts';
import type { Incident } from '../../api/v1alpha1/incident.gen.ts';
import type { IncidentReview } from '../../api/v1alpha1/incidentreview.gen.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import { instantOf } from '../../base/instants.ts';
import type { FreshnessJudgement } from '../../compliance/freshness.ts';
import { isListed } from '../../compliance/lifecycle.ts';
import { writeBackKeys } from '../../compliance/write-back.ts';
import type { KubeClient } from '../../kube/client.ts';
import { unlessNotFound } from '../../kube/errors.ts';
import type { ApplyReport } from '../../runtime/plan.ts';
import { type Candidate, type CandidateDeps, candidateOf } from './candidates.ts';
import type { WriteBackObservation } from './observation.ts';

export interface WriteBackDeps extends CandidateDeps {
  readonly client: KubeClient;
  /** How far the data of a source can be trusted, by its key. */
  readonly judgeData: (source: string) => FreshnessJudgement;
}

export function createObserve(deps: WriteBackDeps) {
  const { client, incidents, judgeData } = deps;
  return async function* observe(
    key: string,
    signal: AbortSignal,
  ): AsyncGenerator<WriteBackObservation, void, ApplyReport> {
    const row = incidents.get(key);
    const candidate = row && candidateOf(deps, row);
    if (candidate === undefined) return;
    const data = judgeData(`${candidate.row.namespace}/${candidate.source.metadata.name}`);
    // Nothing is known before the first sync of this process: its end wakes the incident again.
    if (data.kind === 'unpolled') return;
    const read = await readBoth(client, candidate, signal);
    if (read !== undefined) yield observationOf(candidate, data, read);
  };
}

interface Read {
  readonly incident: Incident;
  readonly closure: WriteBackObservation['closure'];
}

/** Undefined for an incident that is gone, and for a review that has changed since: the change wakes the key again. */
async function readBoth(
  client: KubeClient,
  { row: { namespace, name }, review }: Candidate,
  signal: AbortSignal,
): Promise<Read | undefined> {
  const [incident, reviewed] = await Promise.all([
    unlessNotFound(client.get<Incident>(INCIDENT, { namespace, name }, { signal })),
    unlessNotFound(client.get<IncidentReview>(INCIDENT_REVIEW, { namespace, name: review.name }, { signal })),
  ]);
  if (incident === undefined || reviewed?.metadata.generation !== review.generation) return undefined;
  const { summary, closedAt } = reviewed.spec.closure ?? {};
  return summary ? { incident, closure: { summary, closedAt: instantOf(closedAt) } } : undefined;
}

function observationOf(
  { row, source, externalID, review }: Candidate,
  data: FreshnessJudgement,
  { incident: { metadata, status }, closure }: Read,
): WriteBackObservation {
  const { namespace, name } = row;
  const { closedAt } = closure;
  const { generation = 0, resourceVersion = '' } = metadata;
  return {
    ...{ namespace, name, generation, resourceVersion, stored: status, externalID, closure, data },
    source: source.metadata.name,
    review: review.name,
    keys: writeBackKeys({ namespace, source: source.metadata.name, externalID, closedAt }),
    revision: revisionOf(source),
    isListed: isListed(row),
  };
}

/** A new spec, or a sync that somebody asked for after they changed the Secret or the rights at the vendor. */
export function revisionOf({ metadata, status }: IncidentSource): string {
  return `${metadata.generation ?? 0} ${status?.lastHandledRequestedAt ?? ''}`.slice(0, 128).trim();
}
