// Finds the exceptions that cover a pair of check and subject. It is asked for every pair that is judged, so it costs nothing where
// a namespace has no exceptions, and an exception for another incident costs nothing either. Holds what it is given; watches nothing.

import { parseKey } from '../../api/meta.ts';
import { type CheckIdentity, type Coverable, type ExceptionRow, isAbout, isFor } from './exception-row.ts';

interface Shelf {
  readonly byIncident: Map<string, Map<string, ExceptionRow>>;
  readonly byLabels: Map<string, ExceptionRow>;
}

const NONE: ReadonlyMap<string, ExceptionRow> = new Map();

export class ExceptionIndex {
  readonly #rows = new Map<string, ExceptionRow>();
  /** Approved ones that can cover something, by namespace; expired ones stay, as a clock may be set back. */
  readonly #shelves = new Map<string, Shelf>();

  get(key: string): ExceptionRow | undefined {
    return this.#rows.get(key);
  }

  set(row: ExceptionRow): void {
    this.remove(row.key);
    this.#rows.set(row.key, row);
    if (row.approval !== 'Given') return;
    switch (row.target.kind) {
      case 'incident':
        return this.#shelve(row, row.target.name);
      case 'labels':
        this.#shelfOf(row.namespace).byLabels.set(row.key, row);
        return;
      case 'account':
        return;
    }
  }

  remove(key: string): void {
    const row = this.#rows.get(key);
    const shelf = row === undefined ? undefined : this.#shelves.get(row.namespace);
    this.#rows.delete(key);
    if (row === undefined || shelf === undefined) return;
    shelf.byLabels.delete(key);
    if (row.target.kind === 'incident') {
      const named = shelf.byIncident.get(row.target.name);
      named?.delete(key);
      if (named?.size === 0) shelf.byIncident.delete(row.target.name);
    }
    if (shelf.byLabels.size + shelf.byIncident.size === 0) this.#shelves.delete(row.namespace);
  }

  /** The last instant until which some exception covers the pair (infinite where none is known yet); undefined when none does now. */
  exemptUntil(check: CheckIdentity, row: Coverable, nowMs: number): number | undefined {
    const shelf = this.#shelves.get(row.namespace);
    if (shelf === undefined) return undefined;
    let latest: number | undefined;
    for (const exceptions of [shelf.byIncident.get(row.name) ?? NONE, shelf.byLabels]) {
      for (const exception of exceptions.values()) {
        if (exception.until < nowMs || exception.until <= (latest ?? -Infinity)) continue;
        if (isFor(exception, check) && isAbout(exception, check.subject, row)) latest = exception.until;
      }
    }
    return latest;
  }

  /** The approved exceptions that may be about a subject, or have been: all by labels, and those that name it. Key: `namespace/name`. */
  *candidates(subjectKey: string): IterableIterator<ExceptionRow> {
    const { namespace = '', name } = parseKey(subjectKey);
    const shelf = this.#shelves.get(namespace);
    if (shelf === undefined) return;
    yield* (shelf.byIncident.get(name) ?? NONE).values();
    yield* shelf.byLabels.values();
  }

  #shelve(row: ExceptionRow, incident: string): void {
    const { byIncident } = this.#shelfOf(row.namespace);
    const named = byIncident.get(incident);
    if (named === undefined) byIncident.set(incident, new Map([[row.key, row]]));
    else named.set(row.key, row);
  }

  #shelfOf(namespace: string): Shelf {
    const known = this.#shelves.get(namespace);
    if (known !== undefined) return known;
    const shelf: Shelf = { byIncident: new Map(), byLabels: new Map() };
    this.#shelves.set(namespace, shelf);
    return shelf;
  }
}
