// Decides what an IncidentReview's status becomes, and when to look again at what is not watched. Pure.

import { INCIDENT_REVIEW } from '../../api/kinds.ts';
import { earliest } from '../../base/instants.ts';
import type { Plan, Requeue } from '../../runtime/plan.ts';
import type { ReviewObservation } from './observation.ts';
import { reviewStatus } from './plan-status.ts';

/** ConfigMaps and Secrets are not watched: their content is compared anew at this interval. */
const LOOK_AGAIN_MS = 600_000;
/** How soon denied access is tried again. */
const TRY_AGAIN_MS = 60_000;

export function plan(observation: ReviewObservation, now: Date): Plan {
  const { stored, review } = observation;
  const { namespace, name } = review;
  const common = { writes: [], transitions: [], requeue: requeue(observation, now.getTime()) };
  if (stored === undefined) return common;
  const { status: current, resourceVersion } = stored;
  const target = { type: INCIDENT_REVIEW, key: { namespace, name }, resourceVersion, current };
  return { ...common, status: { target, next: reviewStatus(observation, current?.conditions, now) } };
}

/** No wait is longer than the interval, as the wall clock may be changed meanwhile. */
function requeue({ evidence, hasReferences, binding }: ReviewObservation, nowMs: number): Requeue {
  // Evidence is valid up to and including its expiry; a disclosure with a future date counts from that date.
  const expiries = evidence.flatMap(({ expiresAt }) => (expiresAt === undefined ? [] : [expiresAt + 1]));
  const obligations = binding.kind === 'Bound' ? binding.obligations : [];
  const next = earliest([...expiries, ...obligations.map(({ metAt }) => metAt)].filter((at) => (at ?? 0) > nowMs));
  const isForbidden = evidence.some(({ state }) => state === 'Pending');
  const waits = [
    ...(next === undefined ? [] : [next - nowMs, LOOK_AGAIN_MS]),
    ...(hasReferences ? [LOOK_AGAIN_MS] : []),
    ...(isForbidden ? [TRY_AGAIN_MS] : []),
  ];
  return waits.length === 0 ? { kind: 'done' } : { kind: 'after', ms: Math.min(...waits) };
}
