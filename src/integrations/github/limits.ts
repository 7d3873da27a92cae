// GitHub's rate limits: what is left of the hourly budget, and the secondary limits, which are about too much at once.
// https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api

import type { HttpAnswer } from '../ports/http.ts';
import type { RateSignals } from '../kit/rate-budget.ts';
import { retryAfterHeaderMs, type Headers } from '../kit/retry-after.ts';
import { refusalText } from './schema.ts';

const MIN_WAIT_MS = 1000;
const MAX_WAIT_MS = 60 * 60_000;
/** "Wait for at least one minute before retrying", where a secondary limit has no `retry-after`; longer each time that it goes on. */
const SECONDARY_WAIT_MS = 60_000;

/**
 * How long the vendor asks to wait, in milliseconds: `retry-after` in seconds, else `x-ratelimit-reset` in epoch seconds once nothing
 * remains. The reset is compared with the vendor's own clock. Undefined when it does not say.
 */
export function retryAfterMs(headers: Headers, now: Date): number | undefined {
  return retryAfterHeaderMs(headers, now) ?? (isEmpty(headers) ? untilResetMs(headers, now) : undefined);
}

function untilResetMs(headers: Headers, now: Date): number | undefined {
  const reset = headers['x-ratelimit-reset']?.trim() ?? '';
  if (!/^\d{9,11}$/.test(reset)) return undefined;
  const sentAt = Date.parse(headers['date'] ?? '');
  const leftMs = Number(reset) * 1000 - (Number.isNaN(sentAt) ? now.getTime() : sentAt);
  return Math.min(Math.max(leftMs, MIN_WAIT_MS), MAX_WAIT_MS);
}

/** Every resource that Docket reads counts against `core`; others (search) have budgets of their own. */
function isEmpty(headers: Headers): boolean {
  const resource = headers['x-ratelimit-resource']?.trim() ?? 'core';
  return headers['x-ratelimit-remaining']?.trim() === '0' && resource === 'core';
}

/** 429, or a 403 that is about a limit. A 403 without these signs is about permissions. */
export function isLimited({ status, headers, body }: HttpAnswer): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  return isEmpty(headers) || headers['retry-after'] !== undefined || isSecondary(body);
}

function isSecondary(body: unknown): boolean {
  return /secondary rate limit|abuse detection/i.test(refusalText(body));
}

/** A secondary limit: how many in a row are behind it decides the wait. */
export function secondaryWaitMs(strikes: number): number {
  return Math.min(SECONDARY_WAIT_MS * 2 ** Math.max(0, strikes - 1), MAX_WAIT_MS);
}

export const RATE_SIGNALS: RateSignals = {
  vendor: 'GitHub',
  isExhausted: (answer) => isLimited(answer) || isEmpty(answer.headers),
  waitMs: retryAfterMs,
};
