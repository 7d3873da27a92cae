// A binary heap of items with numeric keys, smallest first, that tolerates stale entries: its owner tells which entries are still live, and
// each stale one is dropped once. Does not know what the items are.

/** Below this many entries a heap is never compacted. */
const SMALL = 64;

/**
 * Entries are ordered by key, then by `tie`. An entry cannot be changed or removed: push it again, and the stale entry is dropped when it
 * comes first or when `compact` runs. A push only appends, and the next read restores the order: O(1) per push, and O(log size) per entry
 * for the reader, once.
 */
export class Heap<T> {
  #keys = new Float64Array(0);
  readonly #items: T[] = [];
  /** Entries before this index are in heap order; the others were pushed since the last read. */
  #ordered = 0;
  readonly #tie: (a: T, b: T) => number;

  constructor(tie: (a: T, b: T) => number = () => 0) {
    this.#tie = tie;
  }

  /** Entries, stale ones included. */
  get size(): number {
    return this.#items.length;
  }

  /** The smallest key; undefined when empty. Its entry may be stale. */
  get firstKey(): number | undefined {
    this.#order();
    return this.#items.length === 0 ? undefined : this.#keys[0];
  }

  /** The item under the smallest key; undefined when empty. May be stale. */
  get first(): T | undefined {
    this.#order();
    return this.#items[0];
  }

  push(key: number, item: T): void {
    const at = this.#items.length;
    if (at === this.#keys.length) this.#grow();
    this.#keys[at] = key;
    this.#items.push(item);
  }

  /** Removes and returns the smallest entry's item; undefined when empty. */
  pop(): T | undefined {
    this.#order();
    const first = this.#items[0];
    const last = this.#items.pop();
    this.#ordered = this.#items.length;
    if (last !== undefined && this.#items.length > 0) this.#sink(0, this.#keys[this.#items.length] as number, last);
    return first;
  }

  /**
   * The first `count` live items in order, without doubles. Stale entries on the way are dropped for good, so each costs once;
   * the rest is O(count x log size).
   */
  take(count: number, isLive: (key: number, item: T) => boolean): T[] {
    const keys: number[] = [];
    const items: T[] = [];
    this.#order();
    while (items.length < count && this.#items.length > 0) {
      const key = this.#keys[0] as number;
      const item = this.pop() as T;
      const doubled = items.length > 0 && items.at(-1) === item && keys.at(-1) === key;
      if (doubled || !isLive(key, item)) continue;
      keys.push(key);
      items.push(item);
    }
    items.forEach((item, at) => this.push(keys[at] as number, item));
    return items;
  }

  /**
   * Whether stale and doubled entries outnumber the `live` ones, which the caller counts. If the caller asks after each push and then
   * calls `compact`, the size stays below 2 x live + a constant, at O(1) a push on average.
   */
  isOvergrown(live: number): boolean {
    return this.#items.length > 2 * live + SMALL;
  }

  /** Drops stale and doubled entries. */
  compact(isLive: (key: number, item: T) => boolean): void {
    const seen = new Set<T>();
    let kept = 0;
    for (const [at, item] of this.#items.entries()) {
      const key = this.#keys[at] as number;
      if (seen.has(item) || !isLive(key, item)) continue;
      seen.add(item);
      this.#keys[kept] = key;
      this.#items[kept++] = item;
    }
    this.#items.length = kept;
    if (this.#keys.length > 4 * kept + SMALL) this.#keys = this.#keys.slice(0, kept);
    this.#heapify();
  }

  clear(): void {
    this.#keys = new Float64Array(0);
    this.#items.length = 0;
    this.#ordered = 0;
  }

  /** Brings pushed entries into heap order: one by one if they are few, all at once if they are many. */
  #order(): void {
    const size = this.#items.length;
    if (size - this.#ordered > this.#ordered) return this.#heapify();
    while (this.#ordered < size) {
      const at = this.#ordered++;
      this.#raise(at, this.#keys[at] as number, this.#items[at] as T);
    }
  }

  #heapify(): void {
    this.#ordered = this.#items.length;
    for (let at = (this.#ordered >>> 1) - 1; at >= 0; at--) {
      this.#sink(at, this.#keys[at] as number, this.#items[at] as T);
    }
  }

  #grow(): void {
    const wider = new Float64Array(Math.max(4, Math.ceil(this.#keys.length * 1.5)));
    wider.set(this.#keys);
    this.#keys = wider;
  }

  /** Moves the hole at `at` up until the entry fits. */
  #raise(at: number, key: number, item: T): void {
    let hole = at;
    while (hole > 0) {
      const parent = (hole - 1) >>> 1;
      if (!this.#isBefore(key, item, parent)) break;
      this.#move(parent, hole);
      hole = parent;
    }
    this.#place(hole, key, item);
  }

  /** Moves the hole at `at` down until the entry fits. */
  #sink(at: number, key: number, item: T): void {
    const size = this.#ordered;
    let hole = at;
    for (let child = 2 * hole + 1; child < size; child = 2 * hole + 1) {
      const right = child + 1;
      if (right < size && this.#isBefore(this.#keys[right] as number, this.#items[right] as T, child)) child = right;
      if (this.#isBefore(key, item, child)) break;
      this.#move(child, hole);
      hole = child;
    }
    this.#place(hole, key, item);
  }

  #isBefore(key: number, item: T, other: number): boolean {
    const otherKey = this.#keys[other] as number;
    return key === otherKey ? this.#tie(item, this.#items[other] as T) < 0 : key < otherKey;
  }

  #move(from: number, to: number): void {
    this.#place(to, this.#keys[from] as number, this.#items[from] as T);
  }

  #place(at: number, key: number, item: T): void {
    this.#keys[at] = key;
    this.#items[at] = item;
  }
}
