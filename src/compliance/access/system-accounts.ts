// The accounts of one system, in memory: a row of each, and what it takes to find its person again. A new listing, roster or spec gives the
// rows that differ, and costs only the accounts that it concerns. Stores nothing, and forgets a name that it has no use for.

import { isDeepStrictEqual } from 'node:util';

import type { AccountRecord } from '../../integrations/ports/roster.ts';
import type { Identity } from './identity.ts';
import { type AccountRow, accountRow, type KeptAccount } from './account-row.ts';
import type { Staff, StaffKey } from './staff.ts';
import type { SystemRules } from './system-rules.ts';

/** A row that came (`before` undefined), changed, or went (`after` undefined): for `Judge.moveSubject`. */
export interface RowChange {
  readonly before: AccountRow | undefined;
  readonly after: AccountRow | undefined;
}

interface Held {
  readonly account: KeptAccount;
  row: AccountRow;
  keys: readonly StaffKey[];
}

export class SystemAccounts {
  #rules: SystemRules;
  #staff: Staff | undefined;
  /** By the vendor's id. */
  readonly #held = new Map<string, Held>();
  /** Which accounts rest on a key of the roster; one alone without a list of its own. */
  readonly #byKey = new Map<StaffKey, Held | Set<Held>>();
  #built = 0;

  constructor(rules: SystemRules, staff: Staff | undefined) {
    this.#rules = rules;
    this.#staff = staff;
  }

  /** How many rows were worked out so far: the measure of what a change costs. */
  get built(): number {
    return this.#built;
  }

  get size(): number {
    return this.#held.size;
  }

  /** The rows, in no particular order. */
  *rows(): IterableIterator<AccountRow> {
    for (const { row } of this.#held.values()) yield row;
  }

  /** The accounts with whose they are, in no particular order. For people who ask: works every identity out again. */
  *held(): IterableIterator<{ readonly account: KeptAccount; readonly identity: Identity; readonly row: AccountRow }> {
    for (const { account, row } of this.#held.values()) {
      yield { account, row, identity: accountRow(account, this.#rules, this.#staff).identity };
    }
  }

  /** A whole listing. Of an id that it has twice, with different facts, the state is unknown. */
  list(records: Iterable<AccountRecord>): RowChange[] {
    const listed = new Map<string, KeptAccount>();
    for (const record of records) listed.set(record.id, this.#kept(record, listed.get(record.id)));
    const changes: RowChange[] = [];
    for (const [id, held] of this.#held) {
      if (listed.has(id)) continue;
      this.#forget(id, held);
      changes.push({ before: held.row, after: undefined });
    }
    for (const account of listed.values()) {
      const held = this.#held.get(account.id);
      if (held !== undefined && isDeepStrictEqual(held.account, account)) continue;
      if (held !== undefined) this.#forget(account.id, held);
      changes.push({ before: held?.row, after: this.#add(account).row });
    }
    return changes;
  }

  /** Another roster, or none. Costs the accounts of the people who changed; with other rules of matching it costs all. */
  setStaff(staff: Staff | undefined): RowChange[] {
    const before = this.#staff;
    this.#staff = staff;
    if (staff === before) return [];
    if (staff === undefined || before === undefined || !staff.matchesAs(before))
      return this.#rebuild(this.#held.values());
    const concerned = new Set<Held>();
    for (const key of staff.changedSince(before)) for (const held of this.#restingOn(key)) concerned.add(held);
    return this.#rebuild(concerned);
  }

  /** Another spec, or another key of the names. Costs all accounts. */
  setRules(rules: SystemRules): RowChange[] {
    this.#rules = rules;
    const changes: RowChange[] = [];
    for (const held of [...this.#held.values()]) {
      const { row: before, account } = held;
      this.#forget(account.id, held);
      const { row: after } = this.#add({ ...account, name: rules.nameOf(account.id) });
      if (before.name === after.name && before.namespace === after.namespace) changes.push({ before, after });
      else changes.push({ before, after: undefined }, { before: undefined, after });
    }
    return changes.filter(({ before, after }) => !isDeepStrictEqual(before, after));
  }

  /** Forgets all accounts: the system is gone. */
  clear(): RowChange[] {
    return this.list([]);
  }

  /** Who is behind a name of an account; undefined for a name that no account has. O(accounts): for findings and people who ask. */
  identityOf(name: string): { readonly account: KeptAccount; readonly identity: Identity } | undefined {
    for (const { account } of this.#held.values()) {
      if (account.name === name) return { account, identity: accountRow(account, this.#rules, this.#staff).identity };
    }
    return undefined;
  }

  #kept(record: AccountRecord, listed: KeptAccount | undefined): KeptAccount {
    const { id, login, email, kind, state } = record;
    const name = this.#held.get(id)?.account.name ?? listed?.name ?? this.#rules.nameOf(id);
    const kept = { name, id, login, email, kind, state };
    return listed === undefined || isDeepStrictEqual(listed, kept) ? kept : { ...kept, state: 'unknown' };
  }

  #add(account: KeptAccount): Held {
    const { row, keys } = accountRow(account, this.#rules, this.#staff);
    this.#built++;
    const held: Held = { account, row, keys };
    this.#held.set(account.id, held);
    for (const key of keys) this.#index(key, held);
    return held;
  }

  #forget(id: string, held: Held): void {
    this.#held.delete(id);
    this.#unindex(held);
  }

  #rebuild(concerned: Iterable<Held>): RowChange[] {
    const changes: RowChange[] = [];
    for (const held of concerned) {
      const before = held.row;
      const { row: after, keys } = accountRow(held.account, this.#rules, this.#staff);
      this.#built++;
      this.#unindex(held);
      held.keys = keys;
      for (const key of keys) this.#index(key, held);
      if (isDeepStrictEqual(before, after)) continue;
      held.row = after;
      changes.push({ before, after });
    }
    return changes;
  }

  #restingOn(key: StaffKey): Iterable<Held> {
    const held = this.#byKey.get(key);
    if (held === undefined) return [];
    return held instanceof Set ? held : [held];
  }

  #index(key: StaffKey, held: Held): void {
    const known = this.#byKey.get(key);
    if (known === undefined) this.#byKey.set(key, held);
    else if (known instanceof Set) known.add(held);
    else if (known !== held) this.#byKey.set(key, new Set([known, held]));
  }

  #unindex(held: Held): void {
    for (const key of held.keys) {
      const known = this.#byKey.get(key);
      if (known instanceof Set) {
        known.delete(held);
        if (known.size === 0) this.#byKey.delete(key);
      } else if (known === held) this.#byKey.delete(key);
    }
  }
}
