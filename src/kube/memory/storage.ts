// The storage of the embedded cluster: objects by kind and key, one version counter for all, and per kind a bounded log of changes, from which
// watches and consistent pages are served. Validates nothing. Never changes a stored object.

import { expired } from './answers.ts';
import type { JsonObject } from '../../base/json.ts';
import { keyOf, type ObjectKey } from '../../api/meta.ts';

/** One change: the object before and after it. At least one of them is present. */
export interface Change {
  readonly revision: number;
  readonly key: string;
  readonly before: JsonObject | undefined;
  readonly after: JsonObject | undefined;
}

/** The versions of all kinds come from one counter, as etcd's revisions do. */
export class Revisions {
  #current = 1;

  get current(): number {
    return this.#current;
  }

  next(): number {
    return ++this.#current;
  }
}

/** The objects of one kind. Keys are `namespace/name`, or `name` for a cluster-scoped kind. */
export class Collection {
  readonly #objects = new Map<string, JsonObject>();
  readonly #revisions: Revisions;
  readonly #historyLimit: number;
  readonly #listeners = new Set<() => void>();
  #log: Change[] = [];
  /** Changes up to this version are no longer in the log. */
  #forgotten: number;
  #sorted: string[] | undefined;

  constructor(revisions: Revisions, historyLimit: number) {
    this.#revisions = revisions;
    this.#historyLimit = historyLimit;
    this.#forgotten = revisions.current;
  }

  get revision(): number {
    return this.#revisions.current;
  }

  get(key: ObjectKey): JsonObject | undefined {
    return this.#objects.get(keyOf(key));
  }

  /**
   * Stores what `make` returns for the new version, or removes the object if it returns nothing. `make` may return an object that has the
   * version already; it is not changed afterwards.
   */
  commit(key: ObjectKey, make: (revision: number) => JsonObject | undefined): JsonObject | undefined {
    const name = keyOf(key);
    const before = this.#objects.get(name);
    const revision = this.#revisions.next();
    const after = make(revision);
    if (after === undefined) this.#objects.delete(name);
    else this.#objects.set(name, after);
    if ((before === undefined) !== (after === undefined)) this.#sorted = undefined;
    this.#remember({ revision, key: name, before, after });
    return after;
  }

  /** All keys and objects in the order of their keys, as they are now. */
  *entries(): Iterable<readonly [key: string, object: JsonObject]> {
    this.#sorted ??= [...this.#objects.keys()].sort();
    for (const key of this.#sorted) {
      const object = this.#objects.get(key);
      if (object !== undefined) yield [key, object];
    }
  }

  /** The same, as of a version. Throws 410 if the log does not reach back that far. */
  entriesAt(revision: number, message: string): Iterable<readonly [key: string, object: JsonObject]> {
    const since = this.changesAfter(revision, message);
    if (since.length === 0) return this.entries();
    const objects = new Map(this.#objects);
    for (const { key, before } of since.toReversed()) {
      if (before === undefined) objects.delete(key);
      else objects.set(key, before);
    }
    return [...objects].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** The changes after a version, oldest first. Throws 410 if the log does not reach back that far. */
  changesAfter(revision: number, message = tooOld(revision, this.#forgotten)): Change[] {
    if (revision < this.#forgotten) throw expired(message);
    return this.#log.slice(this.#indexAfter(revision));
  }

  /** Calls back after every change until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #remember(change: Change): void {
    this.#log.push(change);
    // Cut in batches: a shift per change would cost the length of the log each time.
    if (this.#log.length >= this.#historyLimit * 2) {
      const cut = this.#log.length - this.#historyLimit;
      this.#forgotten = this.#log[cut - 1]?.revision ?? this.#forgotten;
      this.#log = this.#log.slice(cut);
    }
    for (const listener of this.#listeners) listener();
  }

  /** Binary search: the log is in order of versions. */
  #indexAfter(revision: number): number {
    let low = 0;
    let high = this.#log.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#log[middle]?.revision ?? 0) <= revision) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const tooOld = (revision: number, forgotten: number): string => `too old resource version: ${revision} (${forgotten})`;
