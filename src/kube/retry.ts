// Which answers are asked for again, and when: 429 and 503 that carry Retry-After, a bounded number of times. Nothing
// else: after a reset nobody knows whether a write happened. It must not wait itself, save for the one `delay`.

import type { AnswerHead } from './wire.ts';

export const MAX_RETRIES = 5;
const RETRY_BUDGET_MS = 30_000;
const MIN_DELAY_MS = 100;
/** Added on top, never taken off: the header is a lower bound. It spreads out those who were refused together. */
const JITTER = 0.25;

export interface RetryState {
  /** How often it was asked for again already, and since when it is being asked for. */
  readonly retries: number;
  readonly elapsedMs: number;
}

export const isOverload = (status: number): boolean => status === 429 || status === 503 || status === 504;

/** Milliseconds to wait before asking again; undefined when the answer stands. */
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
