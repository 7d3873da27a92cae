// The rate limit of one credential, for every source that uses it. Never waits: it refuses to send while the vendor would refuse
// anyway, and says for how long.

import { type Clock } from '../../base/clock.ts';
import { SourceError } from '../ports/failure.ts';
import type { HttpAnswer } from '../ports/http.ts';
import type { Headers } from './retry-after.ts';

/** How a vendor says that its budget is used up. */
export interface RateSignals {
  /** For messages. */
  readonly vendor: string;
  /** Whether the budget is used up after this response. */
  isExhausted(answer: HttpAnswer): boolean;
  /** How long until the vendor accepts requests again, in milliseconds; undefined when it does not say. */
  waitMs(headers: Headers, now: Date): number | undefined;
}

export interface RateBudget {
  /** Throws SourceError `rate-limited` while the vendor would refuse anyway. */
  check(attempted: string): void;
  note(answer: HttpAnswer): void;
}

export function createRateBudget(clock: Clock, { vendor, isExhausted, waitMs }: RateSignals): RateBudget {
  let blockedUntilMs = 0;
  return {
    check(attempted) {
      const leftMs = Math.ceil(blockedUntilMs - clock.monotonicMs());
      if (leftMs <= 0) return;
      // The message leaves out the remaining time: a message that differs at each poll would cause a write at each poll.
      const message = `${attempted}: not sent: the credential's request budget at ${vendor} is used up for now`;
      throw new SourceError('rate-limited', message, { retryAfterMs: leftMs });
    },
    note(answer) {
      const forMs = isExhausted(answer) ? waitMs(answer.headers, clock.now()) : undefined;
      if (forMs !== undefined) blockedUntilMs = Math.max(blockedUntilMs, clock.monotonicMs() + forMs);
    },
  };
}
