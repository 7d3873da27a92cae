// One index of a store: from a value to the keys of the rows that have it. It is moved by differences and holds keys, not rows,
// so a change that leaves the value alone costs nothing. It must not be read past the store: keys mean nothing without it.

/** What a row is found by: one value, several, or none. Pure: the store calls it again on the old row to take it out. */
export type IndexFunction<R> = (row: R) => string | readonly string[] | undefined;

/** Most values of an index by identity have one row; a Set for each would weigh ten times its content. */
type Bucket = string | Set<string>;

export type IndexValues = readonly string[];

const NONE: IndexValues = [];

/** The values of a row under an index, in one shape. */
export function valuesOf<R>(index: IndexFunction<R>, row: R | undefined): IndexValues {
  const values = row === undefined ? undefined : index(row);
  if (values === undefined) return NONE;
  return typeof values === 'string' ? [values] : values;
}

/** The buckets of one index. */
export class IndexBuckets {
  readonly #buckets = new Map<string, Bucket>();

  /** How many values have at least one row. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Takes `key` from the values that only `before` has and puts it under those that only `after` has. */
  move(key: string, before: IndexValues, after: IndexValues): void {
    for (const value of before) if (!after.includes(value)) this.#take(value, key);
    for (const value of after) if (!before.includes(value)) this.#put(value, key);
  }

  *keys(value: string): IterableIterator<string> {
    const bucket = this.#buckets.get(value);
    if (bucket === undefined) return;
    if (typeof bucket === 'string') yield bucket;
    else yield* bucket;
  }

  #put(value: string, key: string): void {
    const bucket = this.#buckets.get(value);
    if (bucket === undefined) this.#buckets.set(value, key);
    else if (typeof bucket !== 'string') bucket.add(key);
    else if (bucket !== key) this.#buckets.set(value, new Set([bucket, key]));
  }

  #take(value: string, key: string): void {
    const bucket = this.#buckets.get(value);
    if (bucket === undefined) return;
    if (typeof bucket !== 'string') {
      bucket.delete(key);
      if (bucket.size > 0) return;
    } else if (bucket !== key) return;
    this.#buckets.delete(value);
  }
}
