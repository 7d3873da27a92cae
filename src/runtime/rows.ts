// The rows of a store by namespace and name. The keys are the names that the rows hold anyway, so no further text is kept: for 100,000
// rows separate keys would take a tenth of the memory.

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

  /** The row with the same namespace and name. */
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

  /** The rows of one namespace, or all. */
  *values(namespace?: string): IterableIterator<R> {
    if (namespace !== undefined) yield* this.#namespaces.get(namespace)?.values() ?? [];
    else for (const rows of this.#namespaces.values()) yield* rows.values();
  }
}
