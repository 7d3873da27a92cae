// Which requests are repeated, and when: those answered by 429 or 503 with Retry-After, a bounded number of times. Nothing else: after a
// reset nobody knows whether a write happened. It does not wait itself.

import type { AnswerHead } from './wire.ts';

export const MAX_RETRIES = 5;
const RETRY_BUDGET_MS = 30_000;
const MIN_DELAY_MS = 100;
/** Added to the wait, never subtracted: the header is a lower bound. It spreads requests that were refused together. */
const JITTER = 0.25;

export interface RetryState {
  /** How often the request was repeated, and how long ago it was sent first. */
  readonly retries: number;
  readonly elapsedMs: number;
}

export const isOverload = (status: number): boolean => status === 429 || status === 503 || status === 504;

/** Milliseconds to wait before the next attempt; undefined if there is none. */
export function retryDelayMs(
  answer: AnswerHead,
  state: RetryState,
  { now, random }: { readonly now: Date; readonly random: () => number },
): number | undefined {
  if (answer.status !== 429 && answer.status !== 503) return undefined;
  const asked = retryAfterMs(answer.headers, now);
  if (asked === undefined || state.retries >= MAX_RETRIES) return undefined;
  const waitMs = Math.max(asked, MIN_DELAY_MS) * (1 + JITTER * random());
  return state.elapsedMs + waitMs > RETRY_BUDGET_MS ? undefined : waitMs;
}

/** The Retry-After header, in seconds or as a date (RFC 9110, 10.2.3); undefined when absent or unreadable. */
export function retryAfterMs(headers: AnswerHead['headers'], now: Date): number | undefined {
  const value = headers['retry-after'];
  if (typeof value !== 'string') return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
