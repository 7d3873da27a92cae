// The first entries of a list, as a status shows them, kept from the last read. They stay valid until one of them changes or another
// entry comes among them, so that changes of other subjects cost no new read. Knows no verdict's meaning; judges nothing.

import type { Verdict } from '../verdict.ts';

/** One subject of a check's list. Instants are epoch milliseconds. */
export interface ListedSubject {
  readonly name: string;
  readonly reason: string;
  readonly since: number | undefined;
  readonly dueAt: number | undefined;
}

/** The place of an entry, and what a status shows of it. */
export interface ListEntry {
  readonly key: number;
  readonly slot: number;
  readonly shown: ListedSubject;
}

/** The members of a verdict that a status shows. */
type Details = Pick<Verdict, 'reason' | 'since' | 'dueAt'>;

export class ListHead {
  readonly #limit: number;
  #entries: readonly ListEntry[] | undefined;
  #shown: readonly ListedSubject[] = [];
  #slots: readonly number[] = [];

  /** `limit`: how many entries are shown at most. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The entries. Calls `take` where the entries of the last read are no longer valid. */
  read(take: (count: number) => readonly ListEntry[]): readonly ListedSubject[] {
    if (this.#entries === undefined) {
      this.#entries = take(this.#limit);
      this.#shown = this.#entries.map(({ shown }) => shown);
      this.#slots = this.#entries.map(({ slot }) => slot);
    }
    return this.#shown;
  }

  /** Makes the entries of the last read invalid. */
  clear(): void {
    this.#entries = undefined;
  }

  /** A slot left the list. */
  left(slot: number): void {
    if (this.#entryOf(slot) !== undefined) this.clear();
  }

  /** A slot is in the list now, under this key and with these details. It may have been in it before. */
  stands(slot: number, key: number, details: Details): void {
    if (this.#entries === undefined) return;
    const known = this.#entryOf(slot);
    const stays = known === undefined ? this.#isBeyond(key) : known.key === key && isSame(known.shown, details);
    if (!stays) this.clear();
  }

  #entryOf(slot: number): ListEntry | undefined {
    return this.#entries?.[this.#slots.indexOf(slot)];
  }

  /** Whether an entry of this key would come after all that are shown. */
  #isBeyond(key: number): boolean {
    const last = this.#entries?.at(-1);
    return this.#entries?.length === this.#limit && last !== undefined && key > last.key;
  }
}

function isSame(a: Details, b: Details): boolean {
  return a.reason === b.reason && a.since === b.since && a.dueAt === b.dueAt;
}
