// The accounts of all critical systems and the people of all rosters, in memory only: who leads holds them, and nobody else. A change of
// one person moves the rows of that person's accounts and no others. Reads nothing itself.

import type { AccountRecord } from '../../integrations/ports/roster.ts';
import { type RowChange, SystemAccounts } from './system-accounts.ts';
import type { Staff } from './staff.ts';
import type { SystemRules } from './system-rules.ts';

/** `roster`: the key of the StaffRoster that the system names; undefined for one that names none. */
export interface SystemSetup {
  readonly rules: SystemRules;
  readonly roster: string | undefined;
}

interface SystemEntry {
  setup: SystemSetup;
  /** Listed, and not judged yet: their roster was not read since the start. Empty once they are judged. */
  waiting: readonly AccountRecord[] | undefined;
  accounts: SystemAccounts | undefined;
}

/** Keys are `namespace/name`. */
export class AccessBook {
  readonly #systems = new Map<string, SystemEntry>();
  /** By roster. Undefined: it was tried, and could not be read since the start. */
  readonly #staff = new Map<string, Staff | undefined>();
  readonly #onRow: (change: RowChange) => void;
  readonly #systemListeners = new Set<(key: string) => void>();
  readonly #judgedListeners = new Set<(key: string) => void>();

  /** `onRow` is called with each row that came, changed or went. */
  constructor(onRow: (change: RowChange) => void) {
    this.#onRow = onRow;
  }

  /** Calls back with each system whose rows changed by something else than its own reading. */
  onSystem(listener: (key: string) => void): void {
    this.#systemListeners.add(listener);
  }

  /** Calls back with each system whose accounts are judged for the first time since the start. */
  onJudged(listener: (key: string) => void): void {
    this.#judgedListeners.add(listener);
  }

  /** The people of a roster were read. */
  setStaff(rosterKey: string, staff: Staff): void {
    this.#staff.set(rosterKey, staff);
    this.#rejoin(rosterKey);
  }

  /** The people of a roster as they were read last; undefined where they were not. */
  staffOf(rosterKey: string): Staff | undefined {
    return this.#staff.get(rosterKey);
  }

  /** A roster could not be read: what was read before stays; accounts that wait for it are judged without. */
  tried(rosterKey: string): void {
    if (this.#staff.has(rosterKey)) return;
    this.#staff.set(rosterKey, undefined);
    this.#rejoin(rosterKey);
  }

  /** There is no such roster: accounts that rest on it are judged without. */
  noRoster(rosterKey: string): void {
    const isNamed = [...this.#systems.values()].some(({ setup }) => setup.roster === rosterKey);
    const isKnown = this.#staff.has(rosterKey) && this.#staff.get(rosterKey) === undefined;
    if (!isNamed) this.#staff.delete(rosterKey);
    if (!isNamed || isKnown) return;
    this.#staff.set(rosterKey, undefined);
    this.#rejoin(rosterKey);
  }

  /** What a system says of its accounts. Costs all of them, where it says something else than before. */
  setSystem(key: string, setup: SystemSetup): void {
    const entry = this.#systems.get(key);
    if (entry === undefined) {
      this.#systems.set(key, { setup, waiting: undefined, accounts: undefined });
      return;
    }
    const before = entry.setup;
    entry.setup = setup;
    if (entry.accounts !== undefined) {
      this.#tell(entry.accounts.setRules(setup.rules));
      if (before.roster !== setup.roster && this.#isSettled(setup)) {
        this.#tell(entry.accounts.setStaff(this.#staffFor(setup)));
      }
    }
    this.#judgeWaiting(key, entry);
  }

  /** A whole listing of the accounts of a system. Its setup must be known. */
  list(key: string, records: readonly AccountRecord[]): void {
    const entry = this.#systems.get(key);
    if (entry === undefined) throw new Error(`list accounts: the system ${key} is not set up`);
    if (entry.accounts === undefined) {
      entry.waiting = records;
      this.#judgeWaiting(key, entry);
    } else this.#tell(entry.accounts.list(records));
  }

  /** The accounts of a system that are judged; undefined while they are not listed, or wait for their roster. */
  accountsOf(key: string): SystemAccounts | undefined {
    return this.#systems.get(key)?.accounts;
  }

  removeSystem(key: string): void {
    const entry = this.#systems.get(key);
    this.#systems.delete(key);
    if (entry?.accounts !== undefined) this.#tell(entry.accounts.clear());
  }

  /** Nobody reads here any more: forgets everything. */
  clear(): void {
    for (const key of [...this.#systems.keys()]) this.removeSystem(key);
    this.#staff.clear();
  }

  #rejoin(rosterKey: string): void {
    for (const [key, entry] of this.#systems) {
      if (entry.setup.roster !== rosterKey) continue;
      const isJudged = this.#judgeWaiting(key, entry);
      const changes = isJudged ? [] : (entry.accounts?.setStaff(this.#staffFor(entry.setup)) ?? []);
      this.#tell(changes);
      if (!isJudged && changes.length === 0) continue;
      for (const listener of this.#systemListeners) listener(key);
    }
  }

  /** Returns whether accounts waited, and are judged now. */
  #judgeWaiting(key: string, entry: SystemEntry): boolean {
    const { waiting, setup } = entry;
    if (waiting === undefined || !this.#isSettled(setup)) return false;
    entry.waiting = undefined;
    entry.accounts = new SystemAccounts(setup.rules, this.#staffFor(setup));
    this.#tell(entry.accounts.list(waiting));
    for (const listener of this.#judgedListeners) listener(key);
    return true;
  }

  #isSettled({ roster }: SystemSetup): boolean {
    return roster === undefined || this.#staff.has(roster);
  }

  #staffFor({ roster }: SystemSetup): Staff | undefined {
    return roster === undefined ? undefined : this.#staff.get(roster);
  }

  #tell(changes: readonly RowChange[]): void {
    for (const change of changes) this.#onRow(change);
  }
}
