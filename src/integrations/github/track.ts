// The positions of the parts while a reading goes on: what the cursor of each page covers, and which finding the next reading must bring.

import type { ChangesRequest, Cursor } from '../ports/changes.ts';
import { cursorOf, LOOK_BACK_MS, positionKey, positionsIn } from './cursor.ts';
import { changedAt } from './normalize.ts';
import type { Part } from './parts.ts';
import type { ReadPage } from './readings.ts';

/** A finding that was read, and when it was last changed. */
export interface Dated {
  readonly externalID: string;
  readonly changedAtMs: number;
}

/** The positions while a reading goes on. */
export class Track {
  readonly #parts: readonly Part[];
  readonly #sinceMs: number;
  readonly #before: ReadonlyMap<string, number>;
  readonly #cursor: Cursor | undefined;
  readonly #positions: Map<string, number>;
  readonly #newest = new Map<string, number>();
  readonly #begunMs = new Map<string, number>();
  readonly #unread: Map<string, number>;
  #anchor: (Dated & { readonly isSure: boolean }) | undefined;

  constructor(parts: readonly Part[], { cursor, since }: ChangesRequest) {
    this.#parts = parts;
    this.#sinceMs = since.getTime();
    this.#cursor = cursor;
    this.#before = positionsIn(cursor);
    const keys = parts.map((part) => positionKey(part, parts));
    this.#unread = new Map(
      Object.entries(Object.groupBy(keys, (key) => key)).map(([key, all]) => [key, all?.length ?? 0]),
    );
    this.#positions = new Map([...this.#before].filter(([key]) => this.#unread.has(key)));
  }

  hasPosition(part: Part): boolean {
    return this.#before.has(this.#keyOf(part));
  }

  /** From when the part is read, in milliseconds. */
  begin(part: Part): number {
    const before = this.#before.get(this.#keyOf(part));
    return before === undefined ? this.#sinceMs : before - LOOK_BACK_MS;
  }

  /** A position stays before the time at which its reading began: another change of that time may not be visible yet. */
  advance(part: Part, page: ReadPage, dated: readonly Dated[]): Cursor | undefined {
    const key = this.#keyOf(part);
    const begunMs = this.#begunMs.getOrInsert(key, page.sentAtMs);
    const changes = page.items.map((item) => Date.parse(changedAt(item) ?? '')).filter((ms) => ms <= begunMs);
    this.#newest.set(key, Math.max(this.#newest.get(key) ?? 0, ...changes));
    const isSure = part.stream !== 'DependabotAlerts';
    for (const each of dated) if (each.changedAtMs <= begunMs) this.#noteAnchor({ ...each, isSure });
    if (page.last) this.end(part);
    else if (page.isOrdered && this.#isAlone(key)) this.#settle(key);
    return this.cursor();
  }

  /** The part was read to its end. */
  end(part: Part): void {
    const key = this.#keyOf(part);
    const left = (this.#unread.get(key) ?? 1) - 1;
    this.#unread.set(key, left);
    if (left === 0) this.#settle(key);
  }

  cursor(): Cursor | undefined {
    return cursorOf(this.#positions, this.#anchor?.externalID ?? this.#cursor?.anchor);
  }

  #settle(key: string): void {
    const newest = this.#newest.get(key) ?? 0;
    if (newest > 0) this.#positions.set(key, Math.max(newest, this.#positions.get(key) ?? 0));
  }

  /** No other part has the same position. */
  #isAlone(key: string): boolean {
    return this.#parts.filter((part) => this.#keyOf(part) === key).length === 1;
  }

  #keyOf(part: Part): string {
    return positionKey(part, this.#parts);
  }

  /** The newest one, and of several the last by its ID, so that the choice does not change while nothing changes. Dependabot sorts by another time than it shows. */
  #noteAnchor(each: Dated & { readonly isSure: boolean }): void {
    const held = this.#anchor;
    const rank = ({ isSure, changedAtMs, externalID }: Dated & { readonly isSure: boolean }) =>
      `${isSure ? 1 : 0} ${String(changedAtMs).padStart(15, '0')} ${externalID}`;
    if (held === undefined || rank(each) > rank(held)) this.#anchor = each;
  }
}
