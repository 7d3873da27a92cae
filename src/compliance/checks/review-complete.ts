// ReviewComplete: once a selected incident has been resolved for longer than `within`, its review has a summary, a root cause, what
// is done against another one, and who reviewed it.

import { isOpen } from '../lifecycle.ts';
import { isComplete } from '../reviews/review-row.ts';
import { durationParameter, incidentCheck } from './check-type.ts';
import type { IncidentVerdict } from './check-type.ts';
import { due, failing, passing, unknown } from './verdicts.ts';

const reasons = {
  ReviewComplete: 'The closure of the review has a summary, a root cause, a prevention measure and a reviewer.',
  NotResolved: 'The incident is not resolved yet.',
  ReviewDue: 'The incident is resolved, its review is not complete, and there is still time.',
  ReviewIncomplete: 'The time for completing the review has passed.',
  ResolvedAtUnknown: 'The incident is resolved, its review is not complete, and nothing says when it was resolved.',
} as const;

interface Parameters {
  readonly withinMs: number;
}

const DEFAULT_WITHIN = '7d';

const COMPLETE = passing('ReviewComplete');
const NOT_RESOLVED = passing('NotResolved');

export const reviewCompleteVerdict: IncidentVerdict<Parameters> = (subject, { parameters }, nowMs) => {
  if (isOpen(subject.state)) return NOT_RESOLVED;
  if (isComplete(subject.review?.closure)) return COMPLETE;
  const { resolvedAt } = subject;
  if (resolvedAt === undefined) return unknown('ResolvedAtUnknown', subject.row.detectedAt);
  const by = resolvedAt + parameters.withinMs;
  return nowMs <= by ? due('ReviewDue', resolvedAt, by) : failing('ReviewIncomplete', by, by);
};

export const reviewComplete = incidentCheck<Parameters>({
  reasons,
  parameters: ({ reviewComplete: { within = DEFAULT_WITHIN } = {} }) => {
    const parsed = durationParameter('reviewComplete.within', within);
    return parsed.ok ? { ok: true, value: { withinMs: parsed.value } } : parsed;
  },
  verdict: reviewCompleteVerdict,
});
