// ReviewComplete: once a selected incident has been resolved for longer than `within`, its review has a summary, a root cause, what
// is done against another one, and who reviewed it.

import { resolutionOrder } from '../contradictions.ts';
import { isOpen } from '../lifecycle.ts';
import type { JoinedIncident } from '../joined-incident.ts';
import { type Closure, isComplete } from '../reviews/review-row.ts';
import { incidentCheck, type IncidentVerdict } from '../subjects/incident.ts';
import { durationParameter } from './check-type.ts';
import { resolvedFact } from './facts.ts';
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
  if (resolvedAt === undefined) return unknown('ResolvedAtUnknown', subject.detectedAt);
  const by = resolvedAt + parameters.withinMs;
  return nowMs <= by ? due('ReviewDue', resolvedAt, by) : failing('ReviewIncomplete', by, by);
};

export const reviewComplete = incidentCheck<Parameters>({
  reasons,
  order: resolutionOrder,
  facts: (incident) => [resolvedFact(incident), closureFact(incident)],
  parameters: ({ reviewComplete: { within = DEFAULT_WITHIN } = {} }) => {
    const parsed = durationParameter('reviewComplete.within', within);
    return parsed.ok ? { ok: true, value: { withinMs: parsed.value } } : parsed;
  },
  verdict: reviewCompleteVerdict,
});

/** What a complete closure has, as a sentence names it. */
const PARTS = {
  summary: 'the summary',
  rootCause: 'the root cause',
  prevention: 'a prevention measure',
  reviewer: 'the reviewer',
} as const satisfies Partial<Record<keyof Closure, string>>;

function closureFact({ review }: JoinedIncident): string {
  if (review === undefined) return 'no review';
  const { closure } = review;
  if (closure === undefined) return `the review ${review.name} has no closure`;
  const missing = (Object.keys(PARTS) as Array<keyof typeof PARTS>).filter((part) => !closure[part]);
  const parts = missing.map((part) => PARTS[part]).join(', ');
  return missing.length === 0 ? `the closure of the review ${review.name} is complete` : `the closure lacks ${parts}`;
}
