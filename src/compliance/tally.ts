// The tally: what every check says of everything that it selects, over all kinds of subjects (subjects/registry.ts). Routes each call
// to the kind that it concerns. The work is in tally/subject-tally.ts.

import type { AnyCompiledCheck } from './checks/compile.ts';
import { type Joins, NOTHING_JOINED } from './joined-incident.ts';
import type { DataScope } from './scope.ts';
import { subjectKinds } from './subjects/registry.ts';
import type { AnySubjectKind, RowsOf, SubjectKind } from './subjects/subject-kind.ts';
import type { ExemptUntil } from './tally/assessor.ts';
import type { TallyChanges } from './tally/changes.ts';
import type { TallyResult } from './tally/results.ts';
import { SubjectTally } from './tally/subject-tally.ts';
import type { SubjectRow } from './verdict.ts';

export type { ExemptUntil } from './tally/assessor.ts';
export type { PendingVerdict, TallyChanges } from './tally/changes.ts';
export type { VerdictAt } from './tally/column.ts';
export type { ListedSubject } from './tally/list-head.ts';
export { NO_RESULT, UNJUDGED } from './tally/results.ts';
export type { CheckTest, PairCounts, SubjectSummary, TallyResult } from './tally/results.ts';

/** What is joined to rows, and which pairs an exception covers. Both are nothing where the member is absent. */
export interface TallyOptions {
  readonly nowMs: number;
  /** Called at the end of each call, at most once per kind, with what changed. It must only enqueue keys. */
  readonly onChange: (changes: TallyChanges) => void;
  /** Whoever changes what is joined to a subject calls `touch` on the tally of its kind. */
  readonly joins?: Joins | undefined;
  readonly exemptUntil?: ExemptUntil | undefined;
  /** The registered ones by default. */
  readonly kinds?: readonly AnySubjectKind[] | undefined;
}

/** The tally of one kind, where its row does not matter. */
export type AnySubjectTally = SubjectTally<string, SubjectRow, unknown>;

export class Tally {
  /** One for each kind. */
  readonly all: readonly AnySubjectTally[];
  readonly #byKind: ReadonlyMap<string, AnySubjectTally>;

  constructor({ nowMs, onChange, joins = NOTHING_JOINED, exemptUntil, kinds = subjectKinds }: TallyOptions) {
    this.all = kinds.map((kind) => new SubjectTally(kind, { nowMs, joins, exemptUntil }, onChange));
    this.#byKind = new Map(this.all.map((subjects) => [subjects.kind.kind, subjects]));
  }

  /** The tally of a kind. Throws for one that it was not made with. */
  of<Kind extends string, Row extends SubjectRow, Subject>(
    kind: SubjectKind<Kind, Row, Subject>,
  ): SubjectTally<Kind, Row, Subject> {
    return this.named(kind.kind) as unknown as SubjectTally<Kind, Row, Subject>;
  }

  /** The tally of the kind of this name. Throws for one that it was not made with. */
  named(kind: string): AnySubjectTally {
    const subjects = this.#byKind.get(kind);
    if (subjects === undefined) throw new Error(`the tally has no subjects of the kind ${kind}`);
    return subjects;
  }

  /** A check came or changed, or something that all its verdicts depend on did. O(subjects of its namespace). */
  setCheck(check: AnyCompiledCheck, nowMs: number): void {
    const own = this.named(check.subject);
    for (const subjects of this.all) if (subjects !== own) subjects.removeCheck(check.key, nowMs);
    own.setCheck(check, nowMs);
  }

  /** A check went, or cannot be compiled. Key: `namespace/name`. */
  removeCheck(checkKey: string, nowMs: number): void {
    for (const subjects of this.all) subjects.removeCheck(checkKey, nowMs);
  }

  /** Time passed: judges the pairs that change by that alone. */
  advance(nowMs: number): void {
    for (const subjects of this.all) subjects.advance(nowMs);
  }

  /** The first instant at which `advance` may change something; undefined when only an event can. Never too late. */
  nextChangeAt(): number | undefined {
    let first: number | undefined;
    for (const subjects of this.all) {
      const at = subjects.nextChangeAt();
      if (at !== undefined && (first === undefined || at < first)) first = at;
    }
    return first;
  }

  /** What a check says over all its subjects; undefined for a check that is not here. */
  result(checkKey: string): TallyResult | undefined {
    for (const subjects of this.all) {
      const result = subjects.result(checkKey);
      if (result !== undefined) return result;
    }
    return undefined;
  }

  /** The data that the result of a check rests on. */
  scopeOf(check: AnyCompiledCheck): DataScope {
    const rowsOf: RowsOf = (kind) => [...this.of(kind).rowsIn(check.namespace)].toSorted(byName);
    return this.named(check.subject).kind.scopeOf(check, rowsOf);
  }
}

const byName = (a: SubjectRow, b: SubjectRow): number => (a.name < b.name ? -1 : 1);
