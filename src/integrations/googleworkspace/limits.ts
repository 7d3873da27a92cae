// Google's quotas: a refusal for one is a 403 with a reason, or a 429.
// https://developers.google.com/workspace/admin/directory/v1/limits

import type { RateSignals } from '../kit/rate-budget.ts';
import { retryAfterHeaderMs, type Headers } from '../kit/retry-after.ts';
import type { HttpAnswer } from '../ports/http.ts';
import { memberOf } from './schema.ts';

const MINUTE_MS = 60_000;
const REASONS = new Set(['rateLimitExceeded', 'userRateLimitExceeded', 'quotaExceeded', 'dailyLimitExceeded']);

/** In milliseconds: `retry-after`, else a minute, as quotas are by the minute. */
export function retryAfterMs(headers: Headers, now: Date): number {
  return retryAfterHeaderMs(headers, now) ?? MINUTE_MS;
}

export function isLimited({ status, body }: HttpAnswer): boolean {
  if (status === 429) return true;
  const errors = memberOf(memberOf(body, 'error'), 'errors');
  const reasons = Array.isArray(errors) ? errors.map((error) => memberOf(error, 'reason')) : [];
  return status === 403 && reasons.some((reason) => typeof reason === 'string' && REASONS.has(reason));
}

export const RATE_SIGNALS: RateSignals = { vendor: 'Google', isExhausted: isLimited, waitMs: retryAfterMs };
