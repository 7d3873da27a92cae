// PagerDuty's rate limits: 960 requests a minute for each key, shared by every source that uses it. Never waits: it refuses to
// send while the budget is used up, and says for how long. PagerDuty/developer-docs docs/REST-API/04-Rate-Limits.md

import { type Clock } from '../../base/clock.ts';
import { SourceError, type HttpAnswer } from '../provider.ts';

const MAX_WAIT_MS = 60 * 60_000;

type Headers = HttpAnswer['headers'];

/**
 * How long the vendor wants us to wait, in milliseconds: `ratelimit-reset` counts seconds from now; proxies in front of it send
 * `retry-after` (seconds or a date). Undefined when neither is there, as happens, or neither makes sense.
 */
export function retryAfterMs(headers: Headers, now: Date): number | undefined {
  return secondsOf(headers['ratelimit-reset']) ?? retryAfterHeaderMs(headers, now);
}

/** `retry-after` alone, for failures that have nothing to do with the budget. */
export function retryAfterHeaderMs(headers: Headers, now: Date): number | undefined {
  return secondsOf(headers['retry-after']) ?? untilDate(headers, now);
}

/** What one credential may still send. */
export interface Budget {
  /** Throws SourceError `rate-limited` while the vendor would refuse anyway. */
  check(attempted: string): void;
  note(answer: HttpAnswer): void;
}

export function createBudget(clock: Clock): Budget {
  let blockedUntilMs = 0;
  return {
    check(attempted) {
      const leftMs = Math.ceil(blockedUntilMs - clock.monotonicMs());
      if (leftMs <= 0) return;
      // Without the time that is left: a message that is another one at each poll would be a write at each poll.
      const message = `${attempted}: not sent: the credential's request budget at PagerDuty is used up for now`;
      throw new SourceError('rate-limited', message, { retryAfterMs: leftMs });
    },
    note({ status, headers }) {
      const exhausted = status === 429 || headers['ratelimit-remaining']?.trim() === '0';
      const waitMs = exhausted ? retryAfterMs(headers, clock.now()) : undefined;
      if (waitMs !== undefined) blockedUntilMs = Math.max(blockedUntilMs, clock.monotonicMs() + waitMs);
    },
  };
}

function secondsOf(value: string | undefined): number | undefined {
  if (value === undefined || !/^\s*\d{1,9}(\.\d+)?\s*$/.test(value)) return undefined;
  return bounded(Number(value) * 1000);
}

function untilDate(headers: Headers, now: Date): number | undefined {
  const at = Date.parse(headers['retry-after'] ?? '');
  if (Number.isNaN(at)) return undefined;
  const sentAt = Date.parse(headers['date'] ?? '');
  return bounded(at - (Number.isNaN(sentAt) ? now.getTime() : sentAt));
}

function bounded(ms: number): number {
  return Math.min(Math.max(Math.ceil(ms), 1000), MAX_WAIT_MS);
}
