// Jira's rate limits: what its headers mean. https://developer.atlassian.com/cloud/jira/platform/rate-limiting/

import type { RateSignals } from '../kit/rate-budget.ts';
import { retryAfterHeaderMs, secondsMs, type Headers } from '../kit/retry-after.ts';

/** A limit on writes to one issue. It says nothing about other requests. */
const PER_ISSUE = 'jira-per-issue-on-write';

/** How long the vendor asks to wait, in milliseconds: `retry-after`, else the instant in `x-ratelimit-reset`, which is cut to the minute. */
export function retryAfterMs(headers: Headers, now: Date): number | undefined {
  return retryAfterHeaderMs(headers, now) ?? untilResetMs(headers, now);
}

function untilResetMs(headers: Headers, now: Date): number | undefined {
  const resetMs = Date.parse(headers['x-ratelimit-reset'] ?? '');
  if (Number.isNaN(resetMs)) return undefined;
  const sentMs = Date.parse(headers['date'] ?? '');
  const leftMs = resetMs - (Number.isNaN(sentMs) ? now.getTime() : sentMs);
  return secondsMs(String(Math.max(0, Math.ceil(leftMs / 1000))));
}

export const RATE_SIGNALS: RateSignals = {
  vendor: 'Jira',
  isExhausted: ({ status, headers }) => status === 429 && headers['ratelimit-reason'] !== PER_ISSUE,
  waitMs: retryAfterMs,
};
