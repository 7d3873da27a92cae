// Finds the exceptions that cover a pair of check and subject. It is asked for every pair that is judged, so it costs nothing where
// a namespace has no exceptions, and an exception for another subject costs nothing either. Holds what it is given; watches nothing.

import { keyOf, parseKey } from '../../api/meta.ts';
import {
  type CheckIdentity,
  type Coverable,
  type ExceptionRow,
  isAbout,
  isFor,
  type Targeted,
} from './exception-row.ts';

/** The exceptions of one namespace. */
interface NamespaceExceptions {
  /** By the name of the subject that they target, whatever its kind. */
  readonly byName: Map<string, Map<string, ExceptionRow>>;
  readonly byLabels: Map<string, ExceptionRow>;
}

const NONE: ReadonlyMap<string, ExceptionRow> = new Map();

export class ExceptionIndex {
  readonly #rows = new Map<string, ExceptionRow>();
  /** By namespace. Expired ones stay, as a clock may be set back. */
  readonly #namespaces = new Map<string, NamespaceExceptions>();

  get(key: string): ExceptionRow | undefined {
    return this.#rows.get(key);
  }

  set(row: ExceptionRow): void {
    this.remove(row.key);
    this.#rows.set(row.key, row);
    switch (row.target.kind) {
      case 'name':
        return this.#setNamed(row, row.target.name);
      case 'labels':
        this.#in(row.namespace).byLabels.set(row.key, row);
        return;
    }
  }

  remove(key: string): void {
    const row = this.#rows.get(key);
    const held = row === undefined ? undefined : this.#namespaces.get(row.namespace);
    this.#rows.delete(key);
    if (row === undefined || held === undefined) return;
    held.byLabels.delete(key);
    if (row.target.kind === 'name') {
      const named = held.byName.get(row.target.name);
      named?.delete(key);
      if (named?.size === 0) held.byName.delete(row.target.name);
    }
    if (held.byLabels.size + held.byName.size === 0) this.#namespaces.delete(row.namespace);
  }

  /** The last instant until which some exception covers the pair (infinite where none is known yet); undefined when none does now. */
  exemptUntil(kind: Targeted, check: CheckIdentity, row: Coverable, nowMs: number): number | undefined {
    const held = this.#namespaces.get(row.namespace);
    if (held === undefined) return undefined;
    let latest: number | undefined;
    for (const exceptions of [held.byName.get(row.name) ?? NONE, held.byLabels]) {
      for (const exception of exceptions.values()) {
        if (!isInForce(exception, nowMs) || exception.until <= (latest ?? -Infinity)) continue;
        if (isFor(exception, check) && isAbout(exception, kind, row)) latest = exception.until;
      }
    }
    return latest;
  }

  /** The exceptions that cover the pair now, for people who ask. */
  covering(kind: Targeted, check: CheckIdentity, row: Coverable, nowMs: number): ExceptionRow[] {
    return [...this.candidates(keyOf(row))].filter(
      (exception) => isInForce(exception, nowMs) && isFor(exception, check) && isAbout(exception, kind, row),
    );
  }

  /** The exceptions that may be about a subject, or have been, approved or not: all by labels, and those that name it. Key: `namespace/name`. */
  *candidates(subjectKey: string): IterableIterator<ExceptionRow> {
    const { namespace = '', name } = parseKey(subjectKey);
    const held = this.#namespaces.get(namespace);
    if (held === undefined) return;
    yield* (held.byName.get(name) ?? NONE).values();
    yield* held.byLabels.values();
  }

  #setNamed(row: ExceptionRow, name: string): void {
    const { byName } = this.#in(row.namespace);
    const named = byName.get(name);
    if (named === undefined) byName.set(name, new Map([[row.key, row]]));
    else named.set(row.key, row);
  }

  #in(namespace: string): NamespaceExceptions {
    const known = this.#namespaces.get(namespace);
    if (known !== undefined) return known;
    const made: NamespaceExceptions = { byName: new Map(), byLabels: new Map() };
    this.#namespaces.set(namespace, made);
    return made;
  }
}

function isInForce({ approval, until }: ExceptionRow, nowMs: number): boolean {
  return approval === 'Given' && until >= nowMs;
}
