// What is kept for one Zenduty account between syncs: the request budget, and which fields its listings have. Holds no incident.

import { type Clock } from '../../base/clock.ts';
import { createRateBudget, type RateBudget } from '../kit/rate-budget.ts';
import { RATE_SIGNALS } from './limits.ts';

export interface Account {
  readonly budget: RateBudget;
  /** Fields that only some answers have, as seen in listings. One that listings lack must not change a record when it is looked up. */
  readonly listed: Set<string>;
}

export function createAccount(clock: Clock): Account {
  return { budget: createRateBudget(clock, RATE_SIGNALS), listed: new Set() };
}
