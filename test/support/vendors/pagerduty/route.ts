// What a route of the loopback PagerDuty is, and what it answers from. Types only.

import type { Account } from './account.ts';
import type { ApiRequest } from './answers.ts';
import type { ListingRules } from './rules.ts';

export interface Plan {
  /** Without it, 402 with code 2014. */
  readonly teams: boolean;
  readonly priorities: boolean;
  /** Without it, 403. */
  readonly logEntries: boolean;
}

export interface World {
  readonly account: Account;
  readonly rules: ListingRules;
  readonly plan: Plan;
}

export interface Route {
  readonly scope: string;
  answer(world: World, request: ApiRequest): unknown;
}
