// The read side of a store, and the change feed that hangs on it. Types only: store.ts implements them.

/** What every row of a store has: identity, and the version it was projected from. */
export interface Row {
  readonly namespace?: string | undefined;
  readonly name: string;
  /** Tells an object from another that had its name before; only ever compared with itself. */
  readonly uid: string | number;
  /** Of the object that the row was projected from; a number only where it is the same text. */
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
  /** All reflectors that feed the store have seen the present state once. */
  readonly synced: boolean;
  /** Resolves once `synced`. */
  whenSynced(signal?: AbortSignal): Promise<void>;
  /**
   * Called in order for each change, `before` undefined for an addition, `after` undefined for a removal. A handler must only
   * update derived state or enqueue; one that throws is reported and does not stop the feed. An object that was deleted and made
   * again under its name while nobody watched comes as a removal and an addition. Returns the unsubscribe function.
   */
  onChange(handler: (before: R | undefined, after: R | undefined) => void): () => void;
}
