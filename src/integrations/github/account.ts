// What is kept for one credential between syncs: its request budget, the token of an installation, and responses by their ETag.
// Holds findings only as GitHub returned them, bounded, and in memory.

import type { Clock } from '../../base/clock.ts';
import { keepNewest } from '../kit/accounts.ts';
import { createRateBudget, type RateBudget } from '../kit/rate-budget.ts';
import { SourceError } from '../ports/failure.ts';
import type { HttpAnswer } from '../ports/http.ts';
import { isLimited, RATE_SIGNALS, retryAfterMs, secondaryWaitMs } from './limits.ts';

export interface Account {
  readonly budget: RateBudget;
  readonly kept: KeptAnswers;
  /** The token of an installation of a GitHub App. */
  installation: InstallationToken | undefined;
  /** The scopes of a classic token, by the last response; undefined for other credentials. */
  classicScopes: string | undefined;
  /** How far the vendor's clock was ahead of ours at the last response, in milliseconds. */
  skewMs: number;
}

export interface InstallationToken {
  /** Behind a function, so that printing an account does not show it. */
  readonly reveal: () => string;
  /** Monotonic milliseconds. */
  readonly expiresAtMs: number;
  /** `issues: read` and so on. Undefined when the vendor did not say. */
  readonly permissions: Readonly<Record<string, string>> | undefined;
}

export function createAccount(clock: Clock): Account {
  return {
    budget: createBudget(clock),
    kept: createKeptAnswers(),
    installation: undefined,
    classicScopes: undefined,
    skewMs: 0,
  };
}

/** So long after a secondary limit the next one is a new one. */
const CALM_MS = 15 * 60_000;

/** The hourly budget, and the secondary limits on top of it: after one without a time to wait, each further one waits twice as long. */
function createBudget(clock: Clock): RateBudget {
  const hourly = createRateBudget(clock, RATE_SIGNALS);
  let strikes = 0;
  let blockedUntilMs = 0;
  return {
    check(attempted) {
      hourly.check(attempted);
      const leftMs = Math.ceil(blockedUntilMs - clock.monotonicMs());
      if (leftMs <= 0) return;
      const message = `${attempted}: not sent: GitHub asked this credential to send less`;
      throw new SourceError('rate-limited', message, { retryAfterMs: leftMs });
    },
    note(answer) {
      hourly.note(answer);
      if (!isLimited(answer) || retryAfterMs(answer.headers, clock.now()) !== undefined) return;
      strikes = clock.monotonicMs() - blockedUntilMs > CALM_MS ? 1 : strikes + 1;
      blockedUntilMs = clock.monotonicMs() + secondaryWaitMs(strikes);
    },
  };
}

/** A response and the ETag that it came with: a 304 for it costs nothing of the budget. */
export interface KeptAnswer {
  readonly etag: string;
  readonly answer: HttpAnswer;
}

export interface KeptAnswers {
  get(key: string): KeptAnswer | undefined;
  keep(key: string, answer: HttpAnswer): void;
}

const MAX_ANSWERS = 1_000;
const MAX_ROWS = 10_000;

function createKeptAnswers(): KeptAnswers {
  const answers = new Map<string, KeptAnswer>();
  let rows = 0;
  const drop = (key: string): void => {
    rows -= rowsOf(answers.get(key)?.answer);
    answers.delete(key);
  };
  return {
    get: (key) => answers.get(key),
    keep(key, answer) {
      const etag = answer.headers['etag'];
      drop(key);
      if (etag === undefined) return;
      rows += rowsOf(answer);
      keepNewest(answers, { key, value: { etag, answer }, max: MAX_ANSWERS + 1 });
      for (const oldest of answers.keys()) {
        if (answers.size <= MAX_ANSWERS && rows <= MAX_ROWS) return;
        drop(oldest);
      }
    },
  };
}

function rowsOf(answer: HttpAnswer | undefined): number {
  return Array.isArray(answer?.body) ? answer.body.length : 0;
}
