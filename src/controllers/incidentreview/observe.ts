// What a review's status depends on: its row, its incident with what is owed for it, and what its evidence refers to. Reads the object
// itself only when its status has to change, or when some evidence is in the cluster.

import { INCIDENT_REVIEW } from '../../api/kinds.ts';
import type { IncidentReview } from '../../api/v1alpha1/incidentreview.gen.ts';
import { KEPT_ELSEWHERE } from '../../compliance/reviews/evidence.ts';
import type { JoinedIncident } from '../../compliance/joined-incident.ts';
import { type ReviewRow, reviewStatusDigest } from '../../compliance/reviews/review-row.ts';
import type { KubeClient } from '../../kube/client.ts';
import { unlessNotFound } from '../../kube/errors.ts';
import type { Lister } from '../../runtime/lister.ts';
import type { ApplyReport } from '../../runtime/plan.ts';
import { readEvidence } from './evidence-reader.ts';
import type { Binding, ReviewObservation } from './observation.ts';
import { reviewStatus } from './plan-status.ts';

export interface ReviewDeps {
  readonly client: KubeClient;
  readonly reviews: Lister<ReviewRow>;
  /** The incident of a review, with the review that counts for it; undefined while it does not exist. */
  readonly incidentOf: (review: ReviewRow) => JoinedIncident | undefined;
  readonly now: () => Date;
}

type Seen = Omit<ReviewObservation, 'stored'>;

export function createObserve({ client, reviews, incidentOf, now }: ReviewDeps) {
  return async function* observe(
    key: string,
    signal: AbortSignal,
  ): AsyncGenerator<ReviewObservation, void, ApplyReport> {
    const row = reviews.get(key);
    if (row === undefined) return;
    const seen = seenOf(row, incidentOf);
    if (!row.hasReferences && isSettled(seen, row, now())) {
      yield { ...seen, stored: undefined };
      return;
    }
    const object = await unlessNotFound(
      client.get<IncidentReview>(INCIDENT_REVIEW, { namespace: row.namespace, name: row.name }, { signal }),
    );
    if (object === undefined) return;
    const evidence = row.hasReferences ? await readEvidence(client, object, signal) : seen.evidence;
    // Looked up again after the wait, for what is owed now. If the generation differs, the change will wake this key again.
    const present = reviews.get(key);
    const { generation, resourceVersion = '' } = object.metadata;
    if (present === undefined || present.generation !== generation || row.generation !== generation) return;
    yield { ...seenOf(present, incidentOf), evidence, stored: { status: object.status, resourceVersion } };
  };
}

function seenOf(row: ReviewRow, incidentOf: ReviewDeps['incidentOf']): Seen {
  const kept = { ...KEPT_ELSEWHERE, digest: undefined };
  const evidence = row.evidence.map(({ name, expiresAt }) => ({ name, expiresAt, ...kept }));
  return { review: row, binding: bindingOf(row, incidentOf(row)), evidence, hasReferences: row.hasReferences };
}

function bindingOf(row: ReviewRow, joined: JoinedIncident | undefined): Binding {
  if (joined === undefined) {
    return { kind: 'IncidentNotFound', incident: row.incident, source: row.external?.source };
  }
  const { review, disclosure } = joined;
  const incident = joined.row.name;
  if (review === undefined || review.name === row.name) {
    return { kind: 'Bound', incident, obligations: disclosure.obligations };
  }
  return { kind: 'Duplicate', incident, by: review.name };
}

/** Whether the stored status equals what would be written now. */
function isSettled(seen: Seen, { statusDigest: stored }: ReviewRow, now: Date): boolean {
  return stored !== undefined && reviewStatusDigest(reviewStatus(seen, undefined, now)) === stored;
}
