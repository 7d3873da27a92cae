// One namespace of the tally: its subjects by slot, its checks by column, one byte for each pair of both, and the windows of
// `detectedWithin`. A namespace is a tenant: its checks see no subject of another namespace, and cost the others nothing.

import { Heap } from '../../base/heap.ts';
import type { SubjectRow } from '../verdict.ts';
import type { Column } from './column.ts';
import { SlotIndex } from './slot-index.ts';
import { VerdictTable } from './verdict-table.ts';

/** The checks whose `detectedWithin` has this length, and the slots of subjects by the last instant at which they are within it. */
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

/** Heaps are tidied once the slots of subjects that are gone exceed this number plus a quarter of the present subjects. */
const MIN_RETIRED = 64;

export class Partition<Row extends SubjectRow, Subject> {
  readonly table = new VerdictTable();
  readonly windows = new Map<number, Window<Row, Subject>>();
  readonly #rows: Row[] = [];
  readonly #slots = new SlotIndex((slot) => this.rowAt(slot).name);
  readonly #freeSlots: number[] = [];
  /**
   * Slots of subjects that are gone. They keep their last row, so that heaps which still hold them stay in order. They are used
   * again only after those heaps are tidied.
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

  /** The row in a slot. A retired slot still has its last row. */
  rowAt(slot: number): Row {
    return this.#rows[slot] as Row;
  }

  /** The slots of the present subjects. */
  slots(): IterableIterator<number> {
    return this.#slots.values();
  }

  /** The rows of the present subjects. */
  *rows(): IterableIterator<Row> {
    for (const slot of this.#slots.values()) yield this.rowAt(slot);
  }

  isRetired(slot: number): boolean {
    return this.#retired.has(slot);
  }

  /** Orders slots by the names of their subjects. The order of two slots does not change while a heap holds them. */
  readonly byName = (a: number, b: number): number => {
    const nameOfA = this.rowAt(a).name;
    const nameOfB = this.rowAt(b).name;
    return nameOfA < nameOfB ? -1 : nameOfA > nameOfB ? 1 : 0;
  };

  /** Replaces the row of that name, or puts the row in a free slot whose bytes are 0. Returns the slot. */
  put(row: Row): number {
    const known = this.#slots.get(row.name);
    const slot = known ?? this.#freeSlots.pop() ?? this.#rows.length;
    this.table.ensureRows(slot + 1);
    this.#rows[slot] = row;
    if (known === undefined) this.#slots.add(row.name, slot);
    return slot;
  }

  /** Retires a slot and sets its bytes to 0. True when so many slots are retired that the caller should tidy the heaps and `release`. */
  remove(slot: number): boolean {
    this.#slots.delete(this.rowAt(slot).name);
    this.table.clearRow(slot);
    this.#retired.add(slot);
    return this.#retired.size > MIN_RETIRED + this.#slots.size / 4;
  }

  /** Frees the retired slots. Call it when no heap holds any of them. */
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

  /** Adds the column, and replaces the one with its index if there is one. */
  addColumn(column: Column<Row, Subject>): void {
    this.#columns = [...this.#columns.filter((other) => other.index !== column.index), column];
  }

  /** Removes the column and sets its bytes to 0. */
  removeColumn(column: Column<Row, Subject>): void {
    this.#columns = this.#columns.filter((other) => other !== column);
    for (const slot of this.#slots.values()) this.table.set(slot, column.index, 0);
    this.#freeColumns.push(column.index);
  }

  /** Takes the column out of its window, and drops the window with its last column. */
  leaveWindow(column: Column<Row, Subject>): void {
    const window = this.windows.get(column.check.windowMs ?? Number.NaN);
    if (window === undefined) return;
    window.columns.delete(column);
    if (window.columns.size === 0) this.windows.delete(window.ms);
  }

  /** Adds the column to the window of its length. True when the window is new, so that the caller has to fill it. */
  joinWindow(column: Column<Row, Subject>): boolean {
    const ms = column.check.windowMs;
    if (ms === undefined) return false;
    const known = this.windows.get(ms);
    known?.columns.add(column);
    if (known === undefined) this.windows.set(ms, { ms, leaving: new Heap(), columns: new Set([column]) });
    return known === undefined;
  }
}
