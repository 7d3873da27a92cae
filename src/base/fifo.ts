// First in, first out, at a constant cost per item: Array.shift moves all that are left. Knows nothing of what it holds.

/** Above this many taken items the front of the array is cut off. */
const COMPACT_AT = 1_024;

export class Fifo<T> {
  #items: Array<T | undefined> = [];
  /** Items before this index were taken. */
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  /** Takes out the item that has been in the longest; undefined when there is none. */
  shift(): T | undefined {
    if (this.#head === this.#items.length) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head++] = undefined;
    if (this.#head >= COMPACT_AT && this.#head * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }
}
