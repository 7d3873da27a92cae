// What is kept for one PagerDuty account between syncs: the request budget, OAuth tokens, acknowledgement times that were read, and
// the parts that the plan does not include. Holds no incident.

import { type Clock } from '../../base/clock.ts';
import { keepNewest } from '../kit/accounts.ts';
import { createTokens, type Tokens } from '../kit/oauth.ts';
import { createRateBudget, type RateBudget } from '../kit/rate-budget.ts';
import { RATE_SIGNALS } from './limits.ts';

export interface Account {
  readonly budget: RateBudget;
  readonly tokens: Tokens;
  /** When an incident was first acknowledged, by its id and time of resolution. Null when it never was. */
  readonly acknowledgements: Map<string, string | null>;
  /** Parts that the vendor refused for this credential or plan. */
  readonly degraded: Set<string>;
}

const MAX_ACKNOWLEDGEMENTS = 20_000;

export function createAccount(clock: Clock): Account {
  return {
    budget: createRateBudget(clock, RATE_SIGNALS),
    tokens: createTokens(),
    acknowledgements: new Map(),
    degraded: new Set(),
  };
}

export function rememberAcknowledgement(account: Account, key: string, at: string | null): void {
  keepNewest(account.acknowledgements, { key, value: at, max: MAX_ACKNOWLEDGEMENTS });
}
