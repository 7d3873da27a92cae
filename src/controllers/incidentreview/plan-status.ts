// The status of a review: which incident it counts for, how its evidence stands, and who must be told. Pure.

import { type Condition, setConditions } from '../../api/conditions.ts';
import { toLine } from '../../api/facts.ts';
import type { IncidentReviewStatus } from '../../api/v1alpha1/incidentreview.gen.ts';
import { type EvidenceFinding, reasonAt } from '../../compliance/reviews/evidence.ts';
import { earliest, rfc3339 } from '../../base/instants.ts';
import { classifiedMember } from '../../compliance/reviews/review-row.ts';
import { isMet, type Obligation } from '../../compliance/disclosure/obligation.ts';
import { boundState, evidenceVerifiedState, readyStates } from './conditions.ts';
import type { Binding, ReviewObservation } from './observation.ts';

type StoredEvidence = NonNullable<IncidentReviewStatus['evidence']>[number];
type StoredObligation = NonNullable<IncidentReviewStatus['obligations']>[number];

/** How many a status holds; the earliest deadlines come first. */
const MAX_OBLIGATIONS = 50;
/** An object's name; an id of a source may be longer. */
const MAX_NAME = 253;

/** `conditions`: the stored ones. */
export function reviewStatus(
  { review, binding, evidence }: Omit<ReviewObservation, 'stored'>,
  conditions: readonly Condition[] | undefined,
  now: Date,
): IncidentReviewStatus {
  const states = [...readyStates(evidence), boundState(binding), evidenceVerifiedState(evidence, now.getTime())];
  const { generation, classifications } = review;
  const looked = evidence.flatMap((item) => storedEvidence(item, now.getTime()));
  return {
    observedGeneration: generation,
    incident: incidentNamed(review, binding),
    ...classifiedMember({ classifications }),
    ...(binding.kind === 'Bound'
      ? { bound: { name: binding.incident }, ...owed(binding.obligations, now.getTime()) }
      : {}),
    ...(looked.length === 0 ? {} : { evidence: looked }),
    conditions: setConditions(conditions, states, { generation, now }),
  };
}

/** What the column of the incident shows, also of a review that counts for none. */
function incidentNamed({ incident = '', external }: ReviewObservation['review'], binding: Binding): string {
  if (binding.kind !== 'IncidentNotFound') return binding.incident;
  return toLine(external === undefined ? incident : `${external.source}/${external.externalID}`, MAX_NAME);
}

/** Leaves out evidence that could not be read. */
function storedEvidence(item: EvidenceFinding, nowMs: number): StoredEvidence[] {
  const { name, state, digest } = item;
  if (state === 'Pending' || state === 'Sealed') return [];
  return [{ name, state, reason: reasonAt(item, nowMs), ...(digest === undefined ? {} : { digest }) }];
}

/** The earliest deadline that is not met. A missed one is still owed. */
function owed(
  obligations: readonly Obligation[],
  nowMs: number,
): Pick<IncidentReviewStatus, 'obligations' | 'nextDue'> {
  if (obligations.length === 0) return {};
  const nextDue = earliest(obligations.filter((one) => !isMet(one, nowMs)).map(({ dueAt }) => dueAt));
  return {
    obligations: obligations.slice(0, MAX_OBLIGATIONS).map(storedObligation),
    ...(nextDue === undefined ? {} : { nextDue: rfc3339(nextDue) }),
  };
}

function storedObligation({ policy, name, recipient, basis, dueAt, metAt }: Obligation): StoredObligation {
  return {
    policy,
    obligation: name,
    recipient,
    ...(basis.when === 'Classified' && { classification: basis.classification }),
    ...(dueAt === undefined ? {} : { dueAt: rfc3339(dueAt) }),
    ...(metAt === undefined ? {} : { metAt: rfc3339(metAt) }),
  };
}
