// What was last seen of objects whose rows in the stores leave it out, so that a reconcile that follows a change need not read the object
// again. Bounded; what is not here any more is read. Knows no kind.

/** Some 3 KB each. A reconcile follows a change within milliseconds, so that few are needed at a time. */
const MAX_OBJECTS = 1_000;

interface Seen<T> {
  readonly resourceVersion: string;
  readonly value: T;
}

export class RecentObjects<T> {
  /** By `namespace/name`; the oldest first. */
  readonly #seen = new Map<string, Seen<T>>();

  /** The object was seen in this version. */
  note(key: string, resourceVersion: string, value: T): void {
    this.#seen.delete(key);
    this.#seen.set(key, { resourceVersion, value });
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > MAX_OBJECTS && oldest !== undefined) this.#seen.delete(oldest);
  }

  /** What was seen of the object in this very version; undefined when that is not here. It is forgotten. */
  take(key: string, resourceVersion: string): T | undefined {
    const seen = this.#seen.get(key);
    this.#seen.delete(key);
    return seen?.resourceVersion === resourceVersion ? seen.value : undefined;
  }

  get size(): number {
    return this.#seen.size;
  }
}
