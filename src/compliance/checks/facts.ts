// Sentences about an incident that the facts of several check types share, for `docket explain`. They quote what is stored and decide
// nothing.

import { rfc3339 } from '../../base/instants.ts';
import { isMet, type Obligation } from '../disclosure/obligation.ts';
import type { JoinedIncident } from '../joined-incident.ts';
import { isOpen } from '../lifecycle.ts';

/** Its state, and who says so. */
export function stateFact({ row, state, review }: JoinedIncident): string {
  if (state !== row.recordState)
    return `${state}, by the review ${review?.name ?? ''}; its record says ${row.recordState}`;
  return `${state}, by ${row.source === undefined ? 'whoever reported it' : `the source ${row.source}`}`;
}

/** When it was detected. */
export const detectedFact = ({ detectedAt }: JoinedIncident): string => `detected ${rfc3339(detectedAt)}`;

/** When something was done, or that it was not. */
export const doneFact = (what: string, at: number | undefined): string =>
  at === undefined ? `not ${what}` : `${what} ${rfc3339(at)}`;

/** When it was resolved, or that it is not. */
export function resolvedFact({ state, resolvedAt }: JoinedIncident): string {
  if (!isOpen(state) && resolvedAt === undefined) return 'resolved, and nothing says when';
  return doneFact('resolved', resolvedAt);
}

/** Which review counts. */
export function reviewFact({ review }: JoinedIncident): string {
  return review === undefined ? 'no review' : `review ${review.name}`;
}

/** What the review says about lost data. */
export function assessmentFact({ review }: JoinedIncident): string {
  if (review === undefined) return 'no review: nobody has assessed whether data was lost';
  const { assessment, dataTypes, name } = review;
  if (assessment === undefined) return `the review ${name} does not say whether data was lost`;
  const types = dataTypes.length === 0 ? '' : ` of ${dataTypes.join(', ')}`;
  return `the review ${name} says ${assessment}${assessment === 'None' ? '' : `: loss${types}`}`;
}

/** Whom an obligation names, by when, and whether that was done. */
export function obligationFact(obligation: Obligation, nowMs: number): string {
  const { policy, name, recipient, dueAt, metAt } = obligation;
  const whom = `${recipient} (${policy}/${name})`;
  const by = dueAt === undefined ? 'without a date yet' : `by ${rfc3339(dueAt)}`;
  if (metAt === undefined) return `owed to ${whom} ${by}`;
  return `${isMet(obligation, nowMs) ? 'told' : 'to tell'} ${whom} ${rfc3339(metAt)}, due ${by}`;
}
