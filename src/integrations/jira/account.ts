// What is kept for one Jira account between syncs: the request budget, and acknowledgement times that were read. Holds no issue.

import { type Clock } from '../../base/clock.ts';
import { keepNewest } from '../kit/accounts.ts';
import { createRateBudget, type RateBudget } from '../kit/rate-budget.ts';
import { RATE_SIGNALS } from './limits.ts';

export interface Account {
  readonly budget: RateBudget;
  /** When work on an issue first began, by its id and last change of status category. Null when it never did. */
  readonly acknowledgements: Map<string, string | null>;
  /** Parts that the vendor refused for this credential. */
  readonly degraded: Set<string>;
}

const MAX_ACKNOWLEDGEMENTS = 20_000;

export function createAccount(clock: Clock): Account {
  return { budget: createRateBudget(clock, RATE_SIGNALS), acknowledgements: new Map(), degraded: new Set() };
}

export function rememberAcknowledgement(account: Account, key: string, at: string | null): void {
  keepNewest(account.acknowledgements, { key, value: at, max: MAX_ACKNOWLEDGEMENTS });
}
