// What a provider keeps between syncs, per host and credential, in memory only: budgets, tokens, responses that do not change.
// Losing it only costs requests. Knows no vendor.

import { createHash } from 'node:crypto';

import { type Clock } from '../../base/clock.ts';

const MAX_ACCOUNTS = 500;

/** Accounts by key. Credentials rotate, so the least recently used account is evicted when there are too many. */
export function createAccounts<Account>(create: (clock: Clock) => Account): (key: string, clock: Clock) => Account {
  const accounts = new Map<string, Account>();
  return (key, clock) => {
    const account = accounts.get(key) ?? create(clock);
    keepNewest(accounts, { key, value: account, max: MAX_ACCOUNTS });
    return account;
  };
}

/** Joins the parts unambiguously and hashes them, because they include credentials. */
export function accountKey(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Sets a value as the newest one of a map that holds at most `max`. */
export function keepNewest<T>(
  map: Map<string, T>,
  { key, value, max }: { readonly key: string; readonly value: T; readonly max: number },
): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= max) return;
    map.delete(oldest);
  }
}
