// Keys ordered by the time they are due, at most one entry per key: an earlier time for a known key replaces the later one. It has no
// timer and no clock; its owner asks for what is due.

import { Heap } from './heap.ts';

interface Entry {
  readonly key: string;
  readonly atMs: number;
  /** When the key was first scheduled: equal times come out first in, first out. */
  readonly order: number;
}

/** A priority queue of keys by due time. */
export class DelayQueue {
  /** May hold entries that were replaced. */
  readonly #heap = new Heap<Entry>((a, b) => a.order - b.order);
  readonly #entries = new Map<string, Entry>();
  #order = 0;

  get size(): number {
    return this.#entries.size;
  }

  /** When the earliest key is due. */
  get nextMs(): number | undefined {
    return this.#first()?.atMs;
  }

  /** Schedules a key; of several times for one key the earliest counts. */
  schedule(key: string, atMs: number): void {
    const known = this.#entries.get(key);
    if (known !== undefined && known.atMs <= atMs) return;
    const entry = { key, atMs, order: known?.order ?? this.#order++ };
    this.#entries.set(key, entry);
    this.#heap.push(atMs, entry);
    if (this.#heap.isOvergrown(this.#entries.size)) this.#heap.compact((_atMs, each) => this.#isLive(each));
  }

  /** Takes out the earliest key that is due at `nowMs`. */
  takeDue(nowMs: number): string | undefined {
    const first = this.#first();
    if (first === undefined || first.atMs > nowMs) return undefined;
    this.#heap.pop();
    this.#entries.delete(first.key);
    return first.key;
  }

  clear(): void {
    this.#heap.clear();
    this.#entries.clear();
  }

  /** The earliest entry that was not replaced. Drops the replaced ones before it. */
  #first(): Entry | undefined {
    for (;;) {
      const { first } = this.#heap;
      if (first === undefined || this.#isLive(first)) return first;
      this.#heap.pop();
    }
  }

  #isLive(entry: Entry): boolean {
    return this.#entries.get(entry.key) === entry;
  }
}
