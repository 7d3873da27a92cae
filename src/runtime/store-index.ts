// One index of a store: from a value to the rows that have it. It is updated by differences and holds the same row objects as the store,
// so it needs no keys. A row that is replaced in the store must be replaced here too.

/** The values under which a row is found: one, several, or none. Pure: the store calls it again on the old row to remove it. */
export type IndexFunction<R> = (row: R) => string | readonly string[] | undefined;

/** In an index by identity most values have one row. A Set for each would take ten times the memory of its content. */
type Bucket<R> = R | Set<R>;

export type IndexValues = readonly string[];

const NONE: IndexValues = [];

/** The values of a row in an index, always as a list. */
export function valuesOf<R>(index: IndexFunction<R>, row: R | undefined): IndexValues {
  const values = row === undefined ? undefined : index(row);
  if (values === undefined) return NONE;
  return typeof values === 'string' ? [values] : values;
}

/** A row with the values under which it is found. */
export interface Indexed<R> {
  readonly row: R;
  readonly values: IndexValues;
}

/** The buckets of one index. */
export class IndexBuckets<R extends object> {
  readonly #buckets = new Map<string, Bucket<R>>();

  /** Removes one row and adds another; either may be absent. */
  move(before: Indexed<R> | undefined, after: Indexed<R> | undefined): void {
    for (const value of before?.values ?? NONE) if (before !== undefined) this.#take(value, before.row);
    for (const value of after?.values ?? NONE) if (after !== undefined) this.#put(value, after.row);
  }

  *rows(value: string): IterableIterator<R> {
    const bucket = this.#buckets.get(value);
    if (bucket === undefined) return;
    if (bucket instanceof Set) yield* bucket;
    else yield bucket;
  }

  #put(value: string, row: R): void {
    const bucket = this.#buckets.get(value);
    if (bucket === undefined) this.#buckets.set(value, row);
    else if (bucket instanceof Set) bucket.add(row);
    else if (bucket !== row) this.#buckets.set(value, new Set([bucket, row]));
  }

  #take(value: string, row: R): void {
    const bucket = this.#buckets.get(value);
    if (bucket === undefined) return;
    if (bucket instanceof Set) {
      bucket.delete(row);
      if (bucket.size > 0) return;
    } else if (bucket !== row) return;
    this.#buckets.delete(value);
  }
}
