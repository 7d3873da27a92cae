// Keys ordered by the time they are due: an indexed binary heap, so that an earlier time for a known key replaces the later one
// in place and the heap never holds a key twice. It has no timer and no clock; who owns it asks for what is due.

interface Entry {
  readonly key: string;
  atMs: number;
  /** Insertion order breaks ties, so that equal times come out first in, first out. */
  readonly order: number;
}

/** A priority queue of keys by due time, at most one entry per key. */
export class DelayHeap {
  readonly #heap: Entry[] = [];
  readonly #positions = new Map<string, number>();
  #order = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** When the earliest key is due. */
  get nextMs(): number | undefined {
    return this.#heap[0]?.atMs;
  }

  /** Schedules a key; of several times for one key the earliest counts. */
  schedule(key: string, atMs: number): void {
    const position = this.#positions.get(key);
    if (position === undefined) {
      this.#place({ key, atMs, order: this.#order++ }, this.#heap.length);
      this.#up(this.#heap.length - 1);
      return;
    }
    const entry = this.#at(position);
    if (atMs >= entry.atMs) return;
    entry.atMs = atMs;
    this.#up(position);
  }

  /** Takes out the earliest key that is due at `nowMs`. */
  takeDue(nowMs: number): string | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.atMs > nowMs) return undefined;
    const last = this.#heap.pop();
    this.#positions.delete(first.key);
    if (last !== undefined && last !== first) {
      this.#place(last, 0);
      this.#down(0);
    }
    return first.key;
  }

  clear(): void {
    this.#heap.length = 0;
    this.#positions.clear();
  }

  #at(position: number): Entry {
    const entry = this.#heap[position];
    if (entry === undefined) throw new Error(`delay heap: no entry at ${position} of ${this.#heap.length}`);
    return entry;
  }

  #place(entry: Entry, position: number): void {
    this.#heap[position] = entry;
    this.#positions.set(entry.key, position);
  }

  #up(from: number): void {
    const entry = this.#at(from);
    let position = from;
    while (position > 0) {
      const parent = (position - 1) >> 1;
      if (!isBefore(entry, this.#at(parent))) break;
      this.#place(this.#at(parent), position);
      position = parent;
    }
    this.#place(entry, position);
  }

  #down(from: number): void {
    const entry = this.#at(from);
    let position = from;
    for (;;) {
      const child = this.#earlierChild(position);
      if (child === undefined || !isBefore(this.#at(child), entry)) break;
      this.#place(this.#at(child), position);
      position = child;
    }
    this.#place(entry, position);
  }

  #earlierChild(position: number): number | undefined {
    const left = 2 * position + 1;
    if (left >= this.#heap.length) return undefined;
    const right = left + 1;
    return right < this.#heap.length && isBefore(this.#at(right), this.#at(left)) ? right : left;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
