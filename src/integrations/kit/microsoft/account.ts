// What is kept for one app and tenant between syncs: the request budget and the token. Holds nothing that was read.

import { type Clock } from '../../../base/clock.ts';
import { createTokens, type Tokens } from '../oauth.ts';
import { createRateBudget, type RateBudget, type RateSignals } from '../rate-budget.ts';
import { retryAfterHeaderMs } from '../retry-after.ts';

export interface Account {
  readonly budget: RateBudget;
  readonly tokens: Tokens;
}

/** Graph counts requests per app and tenant, and says when it is enough, with a time to wait as a rule. */
const RATE_SIGNALS: RateSignals = {
  vendor: 'Microsoft Graph',
  isExhausted: ({ status }) => status === 429,
  waitMs: retryAfterHeaderMs,
};

export function createAccount(clock: Clock): Account {
  return { budget: createRateBudget(clock, RATE_SIGNALS), tokens: createTokens() };
}
