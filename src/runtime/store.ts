// The cache of one kind: rows by key, indexes that are updated by differences, and a feed of changes. Reflectors write it, everyone else
// reads it through Lister. It does no I/O and knows no kind, and no handler can stop the feed.

import { abortable } from '../base/abort.ts';
import type { Lister, Row } from './lister.ts';
import { RowMap } from './rows.ts';
import { IndexBuckets, valuesOf, type IndexFunction } from './store-index.ts';

export interface StoreOptions<R extends Row> {
  /** By name; pure functions of the row. */
  readonly indexes: Readonly<Record<string, IndexFunction<R>>>;
  /** Receives what a change handler threw. The change is stored and the other handlers are called anyway. */
  readonly onHandlerError: (error: unknown) => void;
}

/** The part of the store that one reflector fills. Absent namespace: all of it. */
export interface Scope {
  readonly namespace?: string | undefined;
}

/** A replacement of a scope, row by row. At the commit, earlier rows that did not come again are removed. */
export interface Replacement<R extends Row> {
  upsert(row: R): void;
  remove(key: string): void;
  /** Ends the replacement; returns how many rows it removed. */
  commit(): number;
}

/** Lets one reflector report that it has read the present state. */
export interface Feed {
  markSynced(): void;
}

/** The write side, for reflectors and tests. */
export interface Store<R extends Row> extends Lister<R> {
  /**
   * Stores a row. The same uid and resourceVersion again is no change. Another uid under the key is a removal and an addition.
   * If an index function throws, so does this, and the store stays as it was.
   */
  upsert(row: R): void;
  /** Removes by key; an unknown key is no change. */
  remove(key: string): void;
  beginReplace(scope?: Scope): Replacement<R>;
  /** Makes the scope hold exactly these rows (mark and sweep). */
  replace(rows: Iterable<R>, scope?: Scope): void;
  /** Registers a reflector. The store is synced once every registered one has reported; without any it never is. */
  addFeed(): Feed;
}

type Handler<R> = (before: R | undefined, after: R | undefined) => void;

/** The key of a row: `namespace/name`, or `name`, as api/meta.ts has it for objects. */
export function keyOfRow(row: Row): string {
  return row.namespace === undefined ? row.name : `${row.namespace}/${row.name}`;
}

export function createStore<R extends Row>(options: StoreOptions<R>): Store<R> {
  return new MemoryStore(options);
}

interface NamedIndex<R extends object> {
  readonly values: IndexFunction<R>;
  readonly buckets: IndexBuckets<R>;
}

class MemoryStore<R extends Row> implements Store<R> {
  readonly #rows = new RowMap<R>();
  readonly #indexes = new Map<string, NamedIndex<R>>();
  readonly #onHandlerError: (error: unknown) => void;
  /** Replaced and never changed in place, so that a handler may unsubscribe while it is called. */
  #handlers: ReadonlyArray<Handler<R>> = [];
  #feeds = 0;
  #syncedFeeds = 0;
  #nextSync = Promise.withResolvers<void>();

  constructor({ indexes, onHandlerError }: StoreOptions<R>) {
    for (const [name, values] of Object.entries(indexes)) {
      this.#indexes.set(name, { values, buckets: new IndexBuckets() });
    }
    this.#onHandlerError = onHandlerError;
  }

  get size(): number {
    return this.#rows.size;
  }

  get(key: string): R | undefined {
    return this.#rows.get(key);
  }

  list(): IterableIterator<R> {
    return this.#rows.values();
  }

  inNamespace(namespace: string): IterableIterator<R> {
    return this.#rows.values(namespace);
  }

  byIndex(index: string, value: string): IterableIterator<R> {
    const named = this.#indexes.get(index);
    if (named === undefined) throw new Error(`look up by index ${index}: the store was made without it`);
    return named.buckets.rows(value);
  }

  upsert(row: R): void {
    const before = this.#rows.like(row);
    if (before === undefined) return this.#put(undefined, row);
    if (before.uid !== row.uid) {
      this.#drop(before);
      this.#put(undefined, row);
    } else if (before.resourceVersion !== row.resourceVersion) this.#put(before, row);
  }

  remove(key: string): void {
    const before = this.#rows.get(key);
    if (before !== undefined) this.#drop(before);
  }

  beginReplace(scope: Scope = {}): Replacement<R> {
    // Holds only rows that may have to be removed, so filling an empty store costs no memory.
    const unseen = new Set<string>();
    for (const row of this.#rows.values(scope.namespace)) unseen.add(keyOfRow(row));
    return {
      upsert: (row) => {
        unseen.delete(keyOfRow(row));
        this.upsert(row);
      },
      remove: (key) => {
        unseen.delete(key);
        this.remove(key);
      },
      commit: () => {
        const removed = unseen.size;
        for (const key of unseen) this.remove(key);
        unseen.clear();
        return removed;
      },
    };
  }

  replace(rows: Iterable<R>, scope: Scope = {}): void {
    const replacement = this.beginReplace(scope);
    for (const row of rows) replacement.upsert(row);
    replacement.commit();
  }

  addFeed(): Feed {
    this.#feeds++;
    let marked = false;
    return {
      markSynced: () => {
        if (marked) return;
        marked = true;
        this.#syncedFeeds++;
        if (!this.synced) return;
        this.#nextSync.resolve();
        this.#nextSync = Promise.withResolvers();
      },
    };
  }

  get synced(): boolean {
    return this.#feeds > 0 && this.#syncedFeeds === this.#feeds;
  }

  whenSynced(signal?: AbortSignal): Promise<void> {
    if (this.synced) return Promise.resolve();
    return abortable(this.#nextSync.promise, signal);
  }

  onChange(handler: Handler<R>): () => void {
    // Wrapped, so that one function subscribed twice gives two subscriptions.
    const own: Handler<R> = (before, after) => handler(before, after);
    this.#handlers = [...this.#handlers, own];
    return () => {
      this.#handlers = this.#handlers.filter((each) => each !== own);
    };
  }

  #put(before: R | undefined, after: R): void {
    const moves: Array<() => void> = [];
    for (const { values, buckets } of this.#indexes.values()) {
      const from = before && { row: before, values: valuesOf(values, before) };
      const to = { row: after, values: valuesOf(values, after) };
      moves.push(() => buckets.move(from, to));
    }
    for (const move of moves) move();
    this.#rows.set(after);
    this.#tell(before, after);
  }

  #drop(before: R): void {
    for (const { values, buckets } of this.#indexes.values()) {
      buckets.move({ row: before, values: valuesOf(values, before) }, undefined);
    }
    this.#rows.delete(before);
    this.#tell(before, undefined);
  }

  #tell(before: R | undefined, after: R | undefined): void {
    for (const handler of this.#handlers) {
      try {
        handler(before, after);
      } catch (error) {
        this.#onHandlerError(error);
      }
    }
  }
}
