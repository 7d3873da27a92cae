// The cache of one kind: rows by key, indexes kept by differences, and a feed of changes. Reflectors write it, everyone else
// reads it through Lister. It does no I/O, knows no kind, and lets no handler stop the feed.

import { abortable } from '../base/abort.ts';
import type { Lister, Row } from './lister.ts';
import { RowMap } from './rows.ts';
import { IndexBuckets, valuesOf, type IndexFunction } from './store-index.ts';

export interface StoreOptions<R extends Row> {
  /** By name; pure functions of the row. */
  readonly indexes: Readonly<Record<string, IndexFunction<R>>>;
  /** What a change handler threw. The change is stored and the other handlers are called all the same. */
  readonly onHandlerError: (error: unknown) => void;
}

/** The part of the store that one reflector answers for. Absent namespace: all of it. */
export interface Scope {
  readonly namespace?: string | undefined;
}

/** A replacement of a scope while it streams in: what was there before and did not come again goes away at the commit. */
export interface Replacement<R extends Row> {
  upsert(row: R): void;
  remove(key: string): void;
  /** Ends the replacement; returns how many rows it removed. */
  commit(): number;
}

/** One reflector's word that it has seen the present state. */
export interface Feed {
  markSynced(): void;
}

/** The write side, for reflectors and tests. */
export interface Store<R extends Row> extends Lister<R> {
  /**
   * Stores a row. The same uid and resourceVersion again is no change; another uid under the key is a removal and an addition.
   * Throws what an index function throws, with the store as it was.
   */
  upsert(row: R): void;
  /** Removes by key; an unknown key is no change. */
  remove(key: string): void;
  beginReplace(scope?: Scope): Replacement<R>;
  /** Makes the scope hold exactly these rows (mark and sweep). */
  replace(rows: Iterable<R>, scope?: Scope): void;
  /** Announces a feeding reflector: the store is synced once each one announced says so. Without any it never is. */
  addFeed(): Feed;
}

type Handler<R> = (before: R | undefined, after: R | undefined) => void;

/** `namespace/name`, or `name`: the key of a row, as api/meta.ts has it for objects. */
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
  /** Replaced, never changed, so that a handler may unsubscribe while it is called. */
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
    // Holds what may have to go, so the first fill of an empty store costs no memory.
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
    // Wrapped: the same function subscribed twice is two subscriptions.
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
