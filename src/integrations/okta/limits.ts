// Okta's rate limits: what is left of the budget of an address, and when it begins anew.
// https://developer.okta.com/docs/reference/rl-best-practices/

import type { RateSignals } from '../kit/rate-budget.ts';
import { retryAfterHeaderMs, secondsMs, type Headers } from '../kit/retry-after.ts';

/** Where a 429 says nothing: budgets are by the minute. */
const MINUTE_MS = 60_000;

/** How long to wait, in milliseconds: until `x-rate-limit-reset` in epoch seconds, by the vendor's own clock. */
export function retryAfterMs(headers: Headers, now: Date): number {
  return retryAfterHeaderMs(headers, now) ?? untilResetMs(headers, now) ?? MINUTE_MS;
}

function untilResetMs(headers: Headers, now: Date): number | undefined {
  const reset = headers['x-rate-limit-reset']?.trim() ?? '';
  if (!/^\d{9,11}$/.test(reset)) return undefined;
  const sentAt = Date.parse(headers['date'] ?? '');
  const leftMs = Number(reset) * 1000 - (Number.isNaN(sentAt) ? now.getTime() : sentAt);
  return secondsMs(String(Math.max(0, Math.ceil(leftMs / 1000))));
}

export const RATE_SIGNALS: RateSignals = {
  vendor: 'Okta',
  isExhausted: ({ status, headers }) => status === 429 || headers['x-rate-limit-remaining']?.trim() === '0',
  waitMs: retryAfterMs,
};
