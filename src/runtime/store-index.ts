// One index of a store: from a value to the rows that have it. It is moved by differences, and holds the very rows of the store, so
// it costs no key; a row that is replaced has to be replaced here too.

/** What a row is found by: one value, several, or none. Pure: the store calls it again on the old row to take it out. */
export type IndexFunction<R> = (row: R) => string | readonly string[] | undefined;

/** Most values of an index by identity have one row; a Set for each would weigh ten times its content. */
type Bucket<R> = R | Set<R>;

export type IndexValues = readonly string[];

const NONE: IndexValues = [];

/** The values of a row under an index, in one shape. */
export function valuesOf<R>(index: IndexFunction<R>, row: R | undefined): IndexValues {
  const values = row === undefined ? undefined : index(row);
  if (values === undefined) return NONE;
  return typeof values === 'string' ? [values] : values;
}

/** A row with the values that it is found by. */
export interface Indexed<R> {
  readonly row: R;
  readonly values: IndexValues;
}

/** The buckets of one index. */
export class IndexBuckets<R extends object> {
  readonly #buckets = new Map<string, Bucket<R>>();

  /** Takes one row out and puts another in; either may be absent. */
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
