// AccessReviewed: people have reviewed the access to the system, and not too long ago. A system that is new has as much time for its first
// review.

import { rfc3339 } from '../../base/instants.ts';
import { type SystemRow, systemCheck, type SystemVerdict } from '../subjects/system.ts';
import { durationParameter } from './check-type.ts';
import type { Verdict } from '../verdict.ts';
import { due, failing, passing, unknown } from './verdicts.ts';

const reasons = {
  Reviewed: 'People have reviewed the access, and the next review is not due yet.',
  FirstReviewDue: 'Nobody has reviewed the access yet, and there is still time.',
  NeverReviewed: 'Nobody has reviewed the access since the system was created.',
  ReviewOverdue: 'The last review is older than the interval.',
  ReviewInFuture: 'The last review is dated in the future, so it says nothing.',
} as const;

interface Parameters {
  /** Undefined: the interval of the system. */
  readonly withinMs: number | undefined;
}

/** How far real clocks may be apart. */
const SKEW_MS = 5 * 60_000;

const accessReviewedVerdict: SystemVerdict<Parameters> = ({ row }, { parameters }, nowMs) => {
  const intervalMs = parameters.withinMs ?? row.reviewIntervalMs;
  const { reviewedAt } = row;
  if (reviewedAt === undefined) return firstReview(row, intervalMs, nowMs);
  const countsFrom = reviewedAt - SKEW_MS;
  if (nowMs < countsFrom) return unknown('ReviewInFuture', undefined, countsFrom - 1);
  const by = reviewedAt + intervalMs;
  return nowMs <= by ? passing('Reviewed', by) : failing('ReviewOverdue', by, by);
};

function firstReview({ createdAt }: SystemRow, intervalMs: number, nowMs: number): Verdict {
  if (createdAt === undefined) return failing('NeverReviewed', undefined);
  const by = createdAt + intervalMs;
  return nowMs <= by ? due('FirstReviewDue', createdAt, by) : failing('NeverReviewed', by, by);
}

export const accessReviewed = systemCheck<Parameters>({
  reasons,
  facts: ({ row: { reviewedAt } }) => [
    reviewedAt === undefined ? 'never reviewed' : `last reviewed ${rfc3339(reviewedAt)}`,
  ],
  parameters: ({ accessReviewed: { within } = {} }) => {
    const parsed = durationParameter('accessReviewed.within', within);
    return parsed.ok ? { ok: true, value: { withinMs: parsed.value } } : parsed;
  },
  verdict: accessReviewedVerdict,
});
