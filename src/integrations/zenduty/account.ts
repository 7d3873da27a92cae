// What is kept for one Zenduty account between syncs: the request budget, which fields its listings have, and the numbers of incidents.
// Holds no text of an incident.

import { type Clock } from '../../base/clock.ts';
import { keepNewest } from '../kit/accounts.ts';
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

/**
 * The numbers of incidents by their unique ids, as seen in listings: a single incident is documented to be read by its number. Of a host, as
 * what reads with one key may be written to with another.
 */
export type Numbers = Map<string, number>;

const MAX_NUMBERS = 50_000;

export function rememberNumber(numbers: Numbers, id: string, number: number): void {
  keepNewest(numbers, { key: id, value: number, max: MAX_NUMBERS });
}

/** The path of one incident for reading it: by its number, or, where no listing showed it since the start, by its unique id. */
export function incidentPath(numbers: Numbers, id: string): string {
  return `api/incidents/${numbers.get(id) ?? id}/`;
}
