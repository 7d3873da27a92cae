// What is remembered between syncs, per host and credential, in memory only: the request budget, the OAuth token, acknowledgement
// times that were read, what the plan does not give. Holds no incident; losing it costs requests, nothing else.

import { createHash } from 'node:crypto';

import { type Clock } from '../../base/clock.ts';
import { createBudget, type Budget } from './limits.ts';

export interface GrantedToken {
  /** Behind a function, so that no print of an account shows it. */
  readonly reveal: () => string;
  /** Monotonic milliseconds. */
  readonly expiresAtMs: number;
  /** Undefined when the vendor did not say. */
  readonly scopes: ReadonlySet<string> | undefined;
}

export interface Account {
  readonly budget: Budget;
  /** OAuth tokens by the scopes that were asked for. */
  readonly tokens: Map<string, GrantedToken>;
  /** Requests for a token that are under way, likewise. */
  readonly pendingTokens: Map<string, Promise<GrantedToken>>;
  /** By incident id and time of resolution: when it was first acknowledged; null when it never was. */
  readonly acknowledgements: Map<string, string | null>;
  /** Parts that this credential or plan was refused. */
  readonly degraded: Set<string>;
}

const MAX_ACCOUNTS = 500;
const MAX_ACKNOWLEDGEMENTS = 20_000;

/** Accounts by key; the least recently used one goes when there are too many (credentials rotate). */
export function createAccounts(): (key: string, clock: Clock) => Account {
  const accounts = new Map<string, Account>();
  return (key, clock) => {
    const account = accounts.get(key) ?? newAccount(clock);
    accounts.delete(key);
    accounts.set(key, account);
    dropOldest(accounts, MAX_ACCOUNTS);
    return account;
  };
}

/** The parts joined so that none can run into the next, hashed: credentials are in it. */
export function accountKey(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

export function rememberAcknowledgement(account: Account, key: string, at: string | null): void {
  account.acknowledgements.delete(key);
  account.acknowledgements.set(key, at);
  dropOldest(account.acknowledgements, MAX_ACKNOWLEDGEMENTS);
}

function newAccount(clock: Clock): Account {
  return {
    budget: createBudget(clock),
    tokens: new Map(),
    pendingTokens: new Map(),
    acknowledgements: new Map(),
    degraded: new Set(),
  };
}

function dropOldest(map: Map<string, unknown>, max: number): void {
  for (const key of map.keys()) {
    if (map.size <= max) return;
    map.delete(key);
  }
}
