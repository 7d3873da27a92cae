// What a kind of subjects is: everything that judgement needs to know of the things that a check judges. One file beside this one
// per kind, one line each in registry.ts; everybody else iterates over that table. Types only.

import type { KubeObject } from '../../api/meta.ts';
import type { Joins } from '../joined-incident.ts';
import type { DataScope } from '../scope.ts';
import type { CompiledSelector, Selector, SelectorResult } from '../selector.ts';
import type { SubjectRow } from '../verdict.ts';

/** The rows of another kind in the namespace of a check, by name. */
export type RowsOf = <Row extends SubjectRow>(kind: SubjectKind<string, Row, unknown>) => readonly Row[];

/**
 * One kind of subjects. `Row` is what is held of each subject, `Subject` is the row with whatever else its checks judge. Functions are
 * methods, so that a kind can be held where the row does not matter (`AnySubjectKind`).
 */
export interface SubjectKind<Kind extends string, Row extends SubjectRow, Subject> {
  readonly kind: Kind;
  /** The Kubernetes objects that are its subjects. Absent: the rows are held in memory only, and `Judge.moveSubject` brings them. */
  readonly objects?: SubjectObjects<Row> | undefined;
  /** The Kubernetes kind under which the freshness of its data is kept, where results rest on these subjects as sources of data. */
  readonly dataKind?: string | undefined;
  /**
   * With `dataKind`: whether results rest on both rows of one subject in the same way, however its data was read. Asked at each change.
   * Absent: each change counts.
   */
  isSameData?(a: Row, b: Row): boolean;
  /** The member of an exception's `target` that names one. Absent: exceptions find its subjects by labels only. */
  readonly targetMember?: TargetMember | undefined;
  /** Compiles `spec.selector`. `defaultWindow` stands where the selector has no `detectedWithin`. */
  compileSelector(selector?: Selector, defaultWindow?: string): SelectorResult<Row>;
  /** The row with what is joined to it. Whoever changes what is joined calls the tally's `touch`. */
  subjectOf(row: Row, joins: Joins): Subject;
  /** The instant that `detectedWithin` and a deferred verdict count from, epoch milliseconds. Infinite: no time ends its being in scope. */
  anchorOf(row: Row): number;
  /** Whether two rows of one subject are judged the same. Asked at each change, so it must be cheap. */
  hasSameFacts(a: Row, b: Row): boolean;
  /** The data that the result of a check over these subjects rests on. */
  scopeOf(selector: CompiledSelector<Row>, rowsOf: RowsOf): DataScope;
}

/** A kind, where its row does not matter. */
export type AnySubjectKind = SubjectKind<string, SubjectRow, unknown>;

/** The members of an exception's target that name one subject. */
export type TargetMember = 'incidentRef' | 'account';

/** Subjects that are Kubernetes objects. */
export interface SubjectObjects<Row extends SubjectRow> {
  /** Their kind. */
  readonly kind: string;
  /** The store that holds them (judgement/stores.ts). */
  readonly store: string;
  /** The subject's row, of what the store holds. */
  rowOf(stored: unknown): Row;
  /** What people call it besides its name. */
  titleOf?(object: KubeObject): string | undefined;
}
