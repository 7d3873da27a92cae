// The exceptions of a process: which pairs of check and subject they cover, and how many. Every change of an exception goes through
// here, so that the tally judges those pairs again. An expiry needs no call, as it is in the tally's agenda.

import { isDeepStrictEqual } from 'node:util';

import { type Coverage, ExceptionCoverage, type JudgedSubjects, subjectsTargeted } from './exceptions/coverage.ts';
import type { ExceptionIndex } from './exceptions/exception-index.ts';
import { type CoveredSubject, coveredSubject } from './exceptions/approved.ts';
import {
  type Coverable,
  type ExceptionRow,
  isAbout,
  isFor,
  selects,
  type Targeted,
} from './exceptions/exception-row.ts';
import type { CheckTest } from './tally.ts';

export type { Coverage } from './exceptions/coverage.ts';
export { NO_COVERAGE } from './exceptions/coverage.ts';
export { ExceptionIndex } from './exceptions/exception-index.ts';
export { approvalOf, compileException, storedApproval } from './exceptions/exception-row.ts';
export type { ExceptionRow } from './exceptions/exception-row.ts';
export { type CoveredCheck, type CoveredSubject, MAX_COVERED } from './exceptions/approved.ts';
export { exceptionState } from './exceptions/exception-state.ts';

/** The tally, as far as exceptions need it: one entry for each kind of subjects. */
export interface JudgedKinds {
  readonly all: readonly JudgedSubjects[];
}

/** What the target of an exception selects now. */
export interface ExceptionSelection {
  /** As an approval would cover it, by kind and name. */
  readonly selected: readonly CoveredSubject[];
  /** How many of them the present approval does not cover. */
  readonly waiting: number;
}

/** The index is the one that the tally's `exemptUntil` asks. */
export class Exceptions {
  readonly #index: ExceptionIndex;
  readonly #tally: JudgedKinds;
  readonly #coverage: ExceptionCoverage;

  constructor(index: ExceptionIndex, tally: JudgedKinds) {
    this.#index = index;
    this.#tally = tally;
    this.#coverage = new ExceptionCoverage(index, tally.all);
  }

  /** An exception came or changed, or its approval was noted. Does nothing when it covers the same as before. */
  set(row: ExceptionRow, nowMs: number): void {
    const before = this.#index.get(row.key);
    if (isDeepStrictEqual(before, row)) return;
    this.#index.set(row);
    this.#reconsider([before, row], nowMs);
  }

  /** An exception went, or cannot be read. Key: `namespace/name`. */
  remove(key: string, nowMs: number): void {
    const before = this.#index.get(key);
    this.#index.remove(key);
    this.#reconsider([before], nowMs);
  }

  /** What an exception covers now. Nothing for one that is not here or does not apply. */
  coverageOf(key: string, nowMs: number): Coverage {
    return this.#coverage.of(key, nowMs);
  }

  /** Subjects are judged differently (`TallyChanges`). Returns the keys of the exceptions to look at again. */
  judged(kind: string, subjectKeys: readonly string[]): Iterable<string> {
    return this.#coverage.note(kind, subjectKeys);
  }

  /** A subject came, changed or went, and the tally knows. Returns the keys of the exceptions to look at again. */
  moved(kind: Targeted, before: Coverable | undefined, after: Coverable | undefined): Iterable<string> {
    const row = after ?? before;
    if (row === undefined || isListedAlike(before, after)) return [];
    const subject = `${row.namespace}/${row.name}`;
    const keys = this.#coverage.note(kind.kind, before === undefined ? [] : [subject]);
    for (const exception of this.#index.candidates(subject)) {
      if ([before, after].some((each) => each && selects(exception, kind, each))) keys.add(exception.key);
    }
    return keys;
  }

  /** What the target of an exception selects now. O(subjects of its namespace). */
  selectionOf(key: string): ExceptionSelection {
    return { selected: this.#selectedBy(key), waiting: this.#waitingFor(key) };
  }

  #selectedBy(key: string): readonly CoveredSubject[] {
    const row = this.#index.get(key);
    if (row === undefined) return [];
    return this.#tally.all
      .flatMap((subjects) =>
        subjectsTargeted(row, subjects).flatMap((subject) => {
          const held = subjects.rowOf(subject);
          return held === undefined ? [] : [coveredSubject(subjects.kind, held)];
        }),
      )
      .toSorted(byName);
  }

  #waitingFor(key: string): number {
    const row = this.#index.get(key);
    if (row === undefined || row.approved.subjects === 'Future') return 0;
    let waiting = 0;
    for (const subjects of this.#tally.all) {
      for (const subject of subjectsTargeted(row, subjects)) {
        const held = subjects.rowOf(subject);
        if (held !== undefined && !isAbout(row, subjects.kind, held)) waiting++;
      }
    }
    return waiting;
  }

  #reconsider(rows: ReadonlyArray<ExceptionRow | undefined>, nowMs: number): void {
    const approved = rows.filter((row) => row?.approval === 'Given') as ExceptionRow[];
    for (const { key } of approved) this.#coverage.forget(key);
    const isConcerned: CheckTest = (check) => approved.some((row) => isFor(row, check));
    for (const subjects of this.#tally.all) {
      const keys = new Set(approved.flatMap((row) => subjectsTargeted(row, subjects)));
      subjects.reconsider(keys, isConcerned, nowMs);
    }
  }
}

/** Whether an exception would list the subject the same. */
function isListedAlike(before: Coverable | undefined, after: Coverable | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  return before.labels === after.labels && before.uid === after.uid && before.severity === after.severity;
}

function byName(a: CoveredSubject, b: CoveredSubject): number {
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1;
  return a.name < b.name ? -1 : Number(a.name !== b.name);
}
