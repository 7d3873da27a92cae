// What is kept for one AWS credential between syncs: a request budget per region, the sessions of assumed roles, and how far AWS's clock
// is from ours. Holds no finding.

import { type Clock } from '../../base/clock.ts';
import { createRateBudget, type RateBudget, type RateSignals } from '../kit/rate-budget.ts';
import { retryAfterHeaderMs } from '../kit/retry-after.ts';
import { isThrottled } from './refusals.ts';

/** A credential that signs requests. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Whose requests these are. */
export interface Credential {
  keys(signal: AbortSignal): Promise<Keys>;
  /** Drops what AWS called expired. False when there is nothing else to try. */
  renew(): boolean;
}

export interface Account {
  /** AWS counts requests per account and region. */
  budgetOf(region: string): RateBudget;
  /** Sessions of roles, by role and region of STS. */
  readonly sessions: Map<string, { readonly reveal: () => Keys; readonly endsAtMs: number }>;
  /** Milliseconds to add to our clock when signing. */
  clockOffsetMs: number;
  /** AWS's own time at its last answer, in epoch milliseconds. */
  vendorMs: number | undefined;
}

/** AWS says no waiting time as a rule: then only the sync that was throttled stops. */
const RATE_SIGNALS: RateSignals = {
  vendor: 'AWS',
  isExhausted: ({ status, body }) => isThrottled(status, String(body)),
  waitMs: retryAfterHeaderMs,
};

export function createAccount(clock: Clock): Account {
  const budgets = new Map<string, RateBudget>();
  return {
    budgetOf: (region) => budgets.getOrInsertComputed(region, () => createRateBudget(clock, RATE_SIGNALS)),
    sessions: new Map(),
    clockOffsetMs: 0,
    vendorMs: undefined,
  };
}
