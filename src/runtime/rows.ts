// The rows of a store by namespace and name. Keyed by the name that a row has anyway, so that no key is kept beside it: with a hundred
// thousand rows those keys would be a tenth of the memory.

import { parseKey } from '../api/meta.ts';
import type { Row } from './lister.ts';

export class RowMap<R extends Row> {
  /** By namespace, empty for cluster-scoped objects, then by name. */
  readonly #namespaces = new Map<string, Map<string, R>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** By `namespace/name`, or `name`. */
  get(key: string): R | undefined {
    const { namespace = '', name } = parseKey(key);
    return this.#namespaces.get(namespace)?.get(name);
  }

  /** The row under the same namespace and name. */
  like({ namespace = '', name }: R): R | undefined {
    return this.#namespaces.get(namespace)?.get(name);
  }

  set(row: R): void {
    const { namespace = '', name } = row;
    let rows = this.#namespaces.get(namespace);
    if (rows === undefined) this.#namespaces.set(namespace, (rows = new Map<string, R>()));
    if (!rows.has(name)) this.#size++;
    rows.set(name, row);
  }

  delete({ namespace = '', name }: R): void {
    const rows = this.#namespaces.get(namespace);
    if (rows?.delete(name) !== true) return;
    this.#size--;
    if (rows.size === 0) this.#namespaces.delete(namespace);
  }

  /** Of one namespace, or all. */
  *values(namespace?: string): IterableIterator<R> {
    if (namespace !== undefined) yield* this.#namespaces.get(namespace)?.values() ?? [];
    else for (const rows of this.#namespaces.values()) yield* rows.values();
  }
}
