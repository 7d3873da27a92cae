// How many pairs of check and subject each exception covers, and what they would be without it. Kept by differences: only subjects
// that were reported are counted again, and only when somebody asks. What nobody asks for costs nothing.

import { keyOf } from '../../api/meta.ts';
import type { CheckTest, PairCounts } from '../tally.ts';
import type { ExceptionIndex } from './exception-index.ts';
import { type Coverable, type ExceptionRow, isAbout, isFor } from './exception-row.ts';

/** Totals over the pairs that an exception covers. */
export interface Coverage {
  /** All of them, those that would pass included. */
  readonly applied: number;
  readonly wouldBe: { readonly failing: number; readonly due: number; readonly unknown: number };
  /** Of the unknown ones, those whose verdict is still being worked out. */
  readonly evaluating: number;
}

/** What is asked of one kind of a tally's subjects (tally/subject-tally.ts). Keys: `namespace/name`. */
export interface JudgedSubjects {
  rowOf(subjectKey: string): Coverable | undefined;
  rowsIn(namespace: string): Iterable<Coverable>;
  countsOn(subjectKey: string, isCounted: CheckTest): PairCounts | undefined;
  reconsider(subjectKeys: Iterable<string>, isConcerned: CheckTest, nowMs: number): void;
}

/** The tally, as far as exceptions need it. */
export interface JudgedKinds {
  readonly incidents: JudgedSubjects;
  readonly sources: JudgedSubjects;
}

export type SubjectKindName = 'incident' | 'source';

export const NO_COVERAGE: Coverage = { applied: 0, wouldBe: { failing: 0, due: 0, unknown: 0 }, evaluating: 0 };

const KINDS = ['incident', 'source'] as const satisfies readonly SubjectKindName[];

export class ExceptionCoverage {
  readonly #index: ExceptionIndex;
  readonly #tally: JudgedKinds;
  /** Those that were asked for, by key; they are kept up to date from then on. */
  readonly #ledgers = new Map<string, Ledger>();

  constructor(index: ExceptionIndex, tally: JudgedKinds) {
    this.#index = index;
    this.#tally = tally;
  }

  /** What an exception covers now. The first time O(subjects of its namespace), then O(subjects that were reported since). */
  of(key: string, nowMs: number): Coverage {
    const row = this.#index.get(key);
    if (row === undefined || row.approval !== 'Given' || nowMs > row.until) {
      this.#ledgers.delete(key);
      return NO_COVERAGE;
    }
    const ledger = this.#ledgers.get(key) ?? this.#open(row);
    for (const kind of KINDS) {
      for (const subject of ledger[kind].takeNoted()) ledger[kind].set(subject, this.#count(row, kind, subject));
    }
    return totalOf(ledger);
  }

  /** An exception changed or went: what was counted for it does not stand. */
  forget(key: string): void {
    this.#ledgers.delete(key);
  }

  /** Subjects are judged differently, changed or went. Returns the exceptions that may cover something else by that. */
  note(kind: SubjectKindName, subjectKeys: Iterable<string>): Set<string> {
    const exceptions = new Set<string>();
    if (this.#ledgers.size === 0) return exceptions;
    for (const subject of subjectKeys) {
      for (const row of this.#index.candidates(subject)) {
        const share = this.#ledgers.get(row.key)?.[kind];
        if (share === undefined || !(share.has(subject) || this.#covers(row, kind, subject))) continue;
        share.note(subject);
        exceptions.add(row.key);
      }
    }
    return exceptions;
  }

  /** The subjects that an exception is about, whether it applies now or not. O(1) for an incident by name, else O(subjects of its namespace). */
  subjectsOf(row: ExceptionRow, kind: SubjectKindName): string[] {
    const { target, namespace } = row;
    switch (target.kind) {
      case 'incident':
        return kind === 'incident' ? [keyOf({ namespace, name: target.name })] : [];
      case 'labels':
        return [...this.#of(kind).rowsIn(namespace)].filter((each) => isAbout(row, kind, each)).map(keyOf);
      case 'account':
        return [];
    }
  }

  #open(row: ExceptionRow): Ledger {
    const ledger = { incident: new Share(), source: new Share() };
    for (const kind of KINDS) for (const subject of this.subjectsOf(row, kind)) ledger[kind].note(subject);
    this.#ledgers.set(row.key, ledger);
    return ledger;
  }

  #count(row: ExceptionRow, kind: SubjectKindName, subject: string): PairCounts | undefined {
    if (!this.#covers(row, kind, subject)) return undefined;
    return this.#of(kind).countsOn(subject, (check) => isFor(row, check));
  }

  #covers(row: ExceptionRow, kind: SubjectKindName, subject: string): boolean {
    const held = this.#of(kind).rowOf(subject);
    return held !== undefined && isAbout(row, kind, held);
  }

  #of(kind: SubjectKindName): JudgedSubjects {
    return kind === 'incident' ? this.#tally.incidents : this.#tally.sources;
  }
}

type Ledger = Readonly<Record<SubjectKindName, Share>>;

/** What one exception covers of one kind of subjects. Keys: `namespace/name`. */
class Share {
  readonly #counted = new Map<string, PairCounts>();
  readonly #noted = new Set<string>();
  readonly totals = { passing: 0, due: 0, failing: 0, unknown: 0, evaluating: 0 };

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

function totalOf({ incident: { totals: a }, source: { totals: b } }: Ledger): Coverage {
  return {
    applied: pairsOf(a) + pairsOf(b),
    wouldBe: { failing: a.failing + b.failing, due: a.due + b.due, unknown: a.unknown + b.unknown },
    evaluating: a.evaluating + b.evaluating,
  };
}
