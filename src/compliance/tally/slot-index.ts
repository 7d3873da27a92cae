// Finds the slot of a name, with four to eight bytes per name: a hash table of slots only, as the rows in the slots have the names. A
// Map would take six times as much. Knows nothing about a slot except its name.

const EMPTY = 0;
/** The entry was removed. A search goes on behind it. */
const TOMBSTONE = -1;
const MIN_SIZE = 16;

export class SlotIndex {
  /** Slot + 1, at the place given by the name's hash or at the next free one. The size is a power of two. */
  #table = new Int32Array(MIN_SIZE);
  /** Places that are not EMPTY. */
  #used = 0;
  #size = 0;
  readonly #nameOf: (slot: number) => string;

  /** `nameOf` answers for every slot that is in here. */
  constructor(nameOf: (slot: number) => string) {
    this.#nameOf = nameOf;
  }

  get size(): number {
    return this.#size;
  }

  get(name: string): number | undefined {
    const place = this.#find(name);
    return place === undefined ? undefined : (this.#table[place] as number) - 1;
  }

  /** The name must not be in here yet. */
  add(name: string, slot: number): void {
    // At most two thirds full, so that a search ends soon.
    if ((this.#used + 1) * 3 > this.#table.length * 2) this.#rebuild();
    const mask = this.#table.length - 1;
    let place = hashOf(name) & mask;
    while ((this.#table[place] as number) > 0) place = (place + 1) & mask;
    if (this.#table[place] === EMPTY) this.#used++;
    this.#table[place] = slot + 1;
    this.#size++;
  }

  delete(name: string): void {
    const place = this.#find(name);
    if (place === undefined) return;
    this.#table[place] = TOMBSTONE;
    this.#size--;
  }

  *values(): IterableIterator<number> {
    for (const entry of this.#table) if (entry > 0) yield entry - 1;
  }

  #find(name: string): number | undefined {
    const mask = this.#table.length - 1;
    for (let place = hashOf(name) & mask; ; place = (place + 1) & mask) {
      const entry = this.#table[place] as number;
      if (entry === EMPTY) return undefined;
      if (entry > 0 && this.#nameOf(entry - 1) === name) return place;
    }
  }

  #rebuild(): void {
    const slots = [...this.values()];
    let length = MIN_SIZE;
    while ((slots.length + 1) * 2 > length) length *= 2;
    this.#table = new Int32Array(length);
    this.#used = 0;
    this.#size = 0;
    for (const slot of slots) this.add(this.#nameOf(slot), slot);
  }
}

/** FNV-1a over UTF-16 units. The bits are mixed once more, as names differ at their ends. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
