// PagerDuty's rate limits: 960 requests a minute for each key, and the headers that say what is left.
// PagerDuty/developer-docs docs/REST-API/04-Rate-Limits.md

import type { RateSignals } from '../kit/rate-budget.ts';
import { retryAfterHeaderMs, secondsMs, type Headers } from '../kit/retry-after.ts';

/**
 * How long the vendor asks to wait, in milliseconds. `ratelimit-reset` counts seconds from now; proxies in front of the vendor send
 * `retry-after`. Undefined when both are missing, which happens, or invalid.
 */
export function retryAfterMs(headers: Headers, now: Date): number | undefined {
  return secondsMs(headers['ratelimit-reset']) ?? retryAfterHeaderMs(headers, now);
}

export const RATE_SIGNALS: RateSignals = {
  vendor: 'PagerDuty',
  isExhausted: ({ status, headers }) => status === 429 || headers['ratelimit-remaining']?.trim() === '0',
  waitMs: retryAfterMs,
};
