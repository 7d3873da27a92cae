// How many pairs of check and subject each exception covers, and what they would be without it. Updated incrementally: only subjects
// that were reported are counted again, and only when somebody asks. An exception that nobody asks for costs nothing.

import { keyOf } from '../../api/meta.ts';
import type { CheckTest, PairCounts } from '../tally.ts';
import type { ExceptionIndex } from './exception-index.ts';
import { type Coverable, type ExceptionRow, isAbout, isFor, selects, type Targeted } from './exception-row.ts';

/** Totals over the pairs that an exception covers. */
export interface Coverage {
  /** All pairs, including those that would pass. */
  readonly applied: number;
  readonly wouldBe: { readonly failing: number; readonly due: number; readonly unknown: number };
  /** How many of the unknown ones have a verdict that is still being worked out. */
  readonly evaluating: number;
}

/** What is asked of one kind of a tally's subjects (tally/subject-tally.ts). Keys: `namespace/name`. */
export interface JudgedSubjects {
  readonly kind: Targeted;
  rowOf(subjectKey: string): Coverable | undefined;
  rowsIn(namespace: string): Iterable<Coverable>;
  countsOn(subjectKey: string, isCounted: CheckTest): PairCounts | undefined;
  reconsider(subjectKeys: Iterable<string>, isConcerned: CheckTest, nowMs: number): void;
}

export const NO_COVERAGE: Coverage = { applied: 0, wouldBe: { failing: 0, due: 0, unknown: 0 }, evaluating: 0 };

export class ExceptionCoverage {
  readonly #index: ExceptionIndex;
  readonly #all: readonly JudgedSubjects[];
  /** The exceptions that were asked for, by key. From then on they are kept up to date. */
  readonly #ledgers = new Map<string, Ledger>();

  /** `all`: one for each kind of subjects. */
  constructor(index: ExceptionIndex, all: readonly JudgedSubjects[]) {
    this.#index = index;
    this.#all = all;
  }

  /** What an exception covers now. The first time O(subjects of its namespace), then O(subjects that were reported since). */
  of(key: string, nowMs: number): Coverage {
    const row = this.#index.get(key);
    if (row === undefined || row.approval !== 'Given' || nowMs > row.until) {
      this.#ledgers.delete(key);
      return NO_COVERAGE;
    }
    const ledger = this.#ledgers.get(key) ?? this.#open(row);
    for (const covered of ledger.values()) {
      for (const subject of covered.takeNoted()) covered.set(subject, count(row, covered.subjects, subject));
    }
    return totalOf(ledger);
  }

  /** An exception changed or went: drops what was counted for it. */
  forget(key: string): void {
    this.#ledgers.delete(key);
  }

  /** Subjects are judged differently, changed or went. Returns the exceptions whose coverage may have changed. */
  note(kind: string, subjectKeys: Iterable<string>): Set<string> {
    const exceptions = new Set<string>();
    if (this.#ledgers.size === 0) return exceptions;
    for (const subject of subjectKeys) {
      for (const row of this.#index.candidates(subject)) {
        const covered = this.#ledgers.get(row.key)?.get(kind);
        if (covered === undefined || !(covered.has(subject) || covers(row, covered.subjects, subject))) continue;
        covered.note(subject);
        exceptions.add(row.key);
      }
    }
    return exceptions;
  }

  #open(row: ExceptionRow): Ledger {
    const ledger = new Map(this.#all.map((subjects) => [subjects.kind.kind, new CoveredSubjects(subjects)]));
    for (const covered of ledger.values()) {
      for (const subject of subjectsTargeted(row, covered.subjects)) covered.note(subject);
    }
    this.#ledgers.set(row.key, ledger);
    return ledger;
  }
}

/** The subjects that an exception is about, whether it applies now or not. O(1) for a named one, else O(subjects of its namespace). */
export function subjectsTargeted(row: ExceptionRow, subjects: JudgedSubjects): string[] {
  const { target, namespace } = row;
  const { kind } = subjects;
  switch (target.kind) {
    case 'name':
      return kind.targetMember === target.member ? [keyOf({ namespace, name: target.name })] : [];
    case 'labels':
      return [...subjects.rowsIn(namespace)].filter((each) => selects(row, kind, each)).map(keyOf);
  }
}

function count(row: ExceptionRow, subjects: JudgedSubjects, subject: string): PairCounts | undefined {
  return covers(row, subjects, subject) ? subjects.countsOn(subject, (check) => isFor(row, check)) : undefined;
}

function covers(row: ExceptionRow, subjects: JudgedSubjects, subject: string): boolean {
  const held = subjects.rowOf(subject);
  return held !== undefined && isAbout(row, subjects.kind, held);
}

/** By kind of subjects. */
type Ledger = ReadonlyMap<string, CoveredSubjects>;

/** What one exception covers of one kind of subjects. Keys: `namespace/name`. */
class CoveredSubjects {
  readonly subjects: JudgedSubjects;
  readonly #counted = new Map<string, PairCounts>();
  readonly #noted = new Set<string>();
  readonly totals = { passing: 0, due: 0, failing: 0, unknown: 0, evaluating: 0 };

  constructor(subjects: JudgedSubjects) {
    this.subjects = subjects;
  }

  has(subject: string): boolean {
    return this.#counted.has(subject);
  }

  /** The subject has to be counted again. */
  note(subject: string): void {
    this.#noted.add(subject);
  }

  takeNoted(): readonly string[] {
    const noted = [...this.#noted];
    this.#noted.clear();
    return noted;
  }

  set(subject: string, counts: PairCounts | undefined): void {
    this.#add(this.#counted.get(subject), -1);
    this.#counted.delete(subject);
    if (counts === undefined || pairsOf(counts) === 0) return;
    this.#add(counts, 1);
    this.#counted.set(subject, counts);
  }

  #add(counts: PairCounts | undefined, sign: 1 | -1): void {
    if (counts === undefined) return;
    for (const member of MEMBERS) this.totals[member] += sign * counts[member];
  }
}

const MEMBERS = ['passing', 'due', 'failing', 'unknown', 'evaluating'] as const satisfies ReadonlyArray<
  keyof PairCounts
>;

const pairsOf = ({ passing, due, failing, unknown }: PairCounts): number => passing + due + failing + unknown;

function totalOf(ledger: Ledger): Coverage {
  const total = { passing: 0, due: 0, failing: 0, unknown: 0, evaluating: 0 };
  for (const { totals } of ledger.values()) for (const member of MEMBERS) total[member] += totals[member];
  const { failing, due, unknown, evaluating } = total;
  return { applied: pairsOf(total), wouldBe: { failing, due, unknown }, evaluating };
}
