// One namespace of the tally: its subjects by slot, its checks by column, the bytes where they meet, and the windows that
// subjects leave. A namespace is a tenant: no check of one sees a subject of another, and neither costs the other anything.

import { Heap } from '../../base/heap.ts';
import type { SubjectRow } from '../verdict.ts';
import type { Column } from './column.ts';
import { SlotIndex } from './slot-index.ts';
import { VerdictTable } from './verdict-table.ts';

/** Slots under the last instant at which their subject is within `ms` of its detection, and the checks that look so far back. */
export interface Window<Row extends SubjectRow, Subject> {
  readonly ms: number;
  readonly leaving: Heap<number>;
  readonly columns: Set<Column<Row, Subject>>;
}

/** Where a subject is. */
export interface Place<Row extends SubjectRow, Subject> {
  readonly partition: Partition<Row, Subject>;
  readonly slot: number;
}

/** Slots of subjects that are gone may number so many, and a quarter of those that are there, before heaps are tidied. */
const MIN_RETIRED = 64;

export class Partition<Row extends SubjectRow, Subject> {
  readonly table = new VerdictTable();
  readonly windows = new Map<number, Window<Row, Subject>>();
  readonly #rows: Row[] = [];
  readonly #slots = new SlotIndex((slot) => this.rowAt(slot).name);
  readonly #freeSlots: number[] = [];
  /**
   * Slots of subjects that are gone. They keep their last row, and so their place in the order of heaps that still hold them;
   * nobody else gets them before those heaps are tidied.
   */
  readonly #retired = new Set<number>();
  #columns: Array<Column<Row, Subject>> = [];
  readonly #freeColumns: number[] = [];
  #columnCount = 0;

  get isEmpty(): boolean {
    return this.#slots.size === 0 && this.#columns.length === 0;
  }

  /** How many subjects there are. */
  get size(): number {
    return this.#slots.size;
  }

  /** The checks, in no particular order. */
  get columns(): ReadonlyArray<Column<Row, Subject>> {
    return this.#columns;
  }

  slotOf(name: string): number | undefined {
    return this.#slots.get(name);
  }

  /** The row in a slot; for a retired one the last it had. */
  rowAt(slot: number): Row {
    return this.#rows[slot] as Row;
  }

  /** Slots of the subjects that are there. */
  slots(): IterableIterator<number> {
    return this.#slots.values();
  }

  /** Their rows. */
  *rows(): IterableIterator<Row> {
    for (const slot of this.#slots.values()) yield this.rowAt(slot);
  }

  isRetired(slot: number): boolean {
    return this.#retired.has(slot);
  }

  /** Orders slots by the names of their subjects; total and steady for as long as a heap holds a slot. */
  readonly byName = (a: number, b: number): number => {
    const nameOfA = this.rowAt(a).name;
    const nameOfB = this.rowAt(b).name;
    return nameOfA < nameOfB ? -1 : nameOfA > nameOfB ? 1 : 0;
  };

  /** Puts the row in place of the one of its name, or in a free slot whose bytes are 0. Returns the slot. */
  put(row: Row): number {
    const known = this.#slots.get(row.name);
    const slot = known ?? this.#freeSlots.pop() ?? this.#rows.length;
    this.table.ensureRows(slot + 1);
    this.#rows[slot] = row;
    if (known === undefined) this.#slots.add(row.name, slot);
    return slot;
  }

  /** Retires a slot and sets its bytes to 0. True when so many are retired that it is time to tidy the heaps and `release`. */
  remove(slot: number): boolean {
    this.#slots.delete(this.rowAt(slot).name);
    this.table.clearRow(slot);
    this.#retired.add(slot);
    return this.#retired.size > MIN_RETIRED + this.#slots.size / 4;
  }

  /** Frees the retired slots: no heap holds one of them any more. */
  release(): void {
    this.#freeSlots.push(...this.#retired);
    this.#retired.clear();
  }

  /** A free column whose bytes are 0. */
  freeColumn(): number {
    const index = this.#freeColumns.pop() ?? this.#columnCount++;
    this.table.ensureColumns(this.#columnCount);
    return index;
  }

  /** Adds the column, in place of the one with its index if there is one. */
  addColumn(column: Column<Row, Subject>): void {
    this.#columns = [...this.#columns.filter((other) => other.index !== column.index), column];
  }

  /** Removes the column and sets its bytes to 0. */
  removeColumn(column: Column<Row, Subject>): void {
    this.#columns = this.#columns.filter((other) => other !== column);
    for (const slot of this.#slots.values()) this.table.set(slot, column.index, 0);
    this.#freeColumns.push(column.index);
  }

  /** Makes the column leave its window; the last one takes the window with it. */
  leaveWindow(column: Column<Row, Subject>): void {
    const window = this.windows.get(column.check.windowMs ?? Number.NaN);
    if (window === undefined) return;
    window.columns.delete(column);
    if (window.columns.size === 0) this.windows.delete(window.ms);
  }

  /** Makes the column join the window of its length; true when the window is new and has to be filled. */
  joinWindow(column: Column<Row, Subject>): boolean {
    const ms = column.check.windowMs;
    if (ms === undefined) return false;
    const known = this.windows.get(ms);
    known?.columns.add(column);
    if (known === undefined) this.windows.set(ms, { ms, leaving: new Heap(), columns: new Set([column]) });
    return known === undefined;
  }
}
