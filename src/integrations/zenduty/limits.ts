// Zenduty's rate limits: a few requests a second and 30 a minute for incidents, without headers (https://zenduty.com/docs/rate-limits/).

import type { RateSignals } from '../kit/rate-budget.ts';
import { retryAfterHeaderMs, type Headers } from '../kit/retry-after.ts';

/** Budgets are by the minute. */
const MINUTE_MS = 60_000;

/** How long to wait after a 429, in milliseconds. A header of a proxy counts when there is one. */
export function retryAfterMs(headers: Headers, now: Date): number {
  return retryAfterHeaderMs(headers, now) ?? MINUTE_MS;
}

export const RATE_SIGNALS: RateSignals = {
  vendor: 'Zenduty',
  isExhausted: ({ status }) => status === 429,
  waitMs: retryAfterMs,
};
