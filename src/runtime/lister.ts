// The read side of a store, and its feed of changes. Types only: store.ts implements them.

/** What every row of a store has: its identity, and the version that it was projected from. */
export interface Row {
  readonly namespace?: string | undefined;
  readonly name: string;
  /** Tells an object from an earlier one of the same name. Only compared for equality. */
  readonly uid: string | number;
  /** Of the object that the row was projected from. A number only if it gives back the same text. */
  readonly resourceVersion: string | number;
}

/** Reads from the cache. Rows are shared and must not be changed. */
export interface Lister<R extends Row> {
  readonly size: number;
  /** By `namespace/name` (api/meta.ts `keyOf`). */
  get(key: string): R | undefined;
  list(): IterableIterator<R>;
  inNamespace(namespace: string): IterableIterator<R>;
  /** By a named index that the store was made with; throws for an unknown index. */
  byIndex(index: string, value: string): IterableIterator<R>;
  /** All reflectors that feed the store have read the present state once. */
  readonly synced: boolean;
  /** Resolves once `synced`. */
  whenSynced(signal?: AbortSignal): Promise<void>;
  /**
   * Called in order for each change: `before` is undefined for an addition, `after` for a removal. A handler must only update derived
   * state or enqueue; one that throws is reported and does not stop the feed. An object that was deleted and created again under the
   * same name while nobody watched comes as a removal and an addition. Returns the unsubscribe function.
   */
  onChange(handler: (before: R | undefined, after: R | undefined) => void): () => void;
}
