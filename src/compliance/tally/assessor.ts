// Judges pairs of check and subject at the tally's instant, and records the outcome of each: its byte, the counts, the lists, the
// agenda and the report. Keeps no verdict: to find out whether an entry of a list is still valid, it judges the pair again.

import { EVALUATING } from '../checks/check-type.ts';
import { keyOf } from '../../api/meta.ts';
import type { CheckIdentity } from '../exceptions/exception-row.ts';
import type { Joins } from '../joined-incident.ts';
import type { AnySubjectKind, SubjectKind } from '../subjects/subject-kind.ts';
import type { SubjectRow, Verdict } from '../verdict.ts';
import { ChangeCollector } from './changes.ts';
import { sortKey } from './column.ts';
import type { Column } from './column.ts';
import type { Partition } from './partition.ts';
import { codeOf, COUNTED, EVALUATING_CODE, EXEMPT, isListed, LISTED, PASSING, TIMED } from './verdict-table.ts';

/** The last instant until which an exception covers the pair (infinite where none is set); undefined when none does. */
export type ExemptUntil = (
  kind: AnySubjectKind,
  check: CheckIdentity,
  row: SubjectRow,
  nowMs: number,
) => number | undefined;

/** What verdicts depend on besides the rows. */
export interface AssessorOptions {
  /** The instant of the first verdicts, epoch milliseconds. */
  readonly nowMs: number;
  /** What is joined to rows. */
  readonly joins: Joins;
  /** Absent: no exception covers anything. */
  readonly exemptUntil?: ExemptUntil | undefined;
}

/** The instant of a change that time alone never brings. */
const NEVER = Number.POSITIVE_INFINITY;

/** A verdict, and the last instant at which it holds. */
interface Judged {
  readonly verdict: Verdict;
  readonly until: number;
}

type IsLive = (key: number, slot: number) => boolean;

/** A subject in its slot, as it is judged now. `previous` is the subject as it was judged last, where that is known. */
export interface PlacedSubject<Row extends SubjectRow, Subject> {
  readonly partition: Partition<Row, Subject>;
  readonly slot: number;
  readonly row: Row;
  readonly subject: Subject;
  readonly previous?: { readonly row: Row; readonly subject: Subject } | undefined;
}

export class Assessor<Kind extends string, Row extends SubjectRow, Subject> {
  readonly changes = new ChangeCollector();
  readonly #kind: SubjectKind<Kind, Row, Subject>;
  readonly #joins: Joins;
  readonly #exemptUntil: ExemptUntil | undefined;
  #tickets = 0;
  /** The instant of every verdict. */
  nowMs: number;
  /** No verdict changes by time alone up to and including this instant. */
  holdsUntil = NEVER;

  constructor(kind: SubjectKind<Kind, Row, Subject>, { nowMs, joins, exemptUntil }: AssessorOptions) {
    this.#kind = kind;
    this.#joins = joins;
    this.#exemptUntil = exemptUntil;
    this.nowMs = nowMs;
  }

  /** The row with what is joined to it. */
  subjectOf(row: Row): Subject {
    return this.#kind.subjectOf(row, this.#joins);
  }

  /** The subject in a slot of the partition, with its row. */
  placedAt(partition: Partition<Row, Subject>, slot: number): PlacedSubject<Row, Subject> {
    const row = partition.rowAt(slot);
    return { partition, slot, row, subject: this.subjectOf(row) };
  }

  /** What the check says of the subject now; undefined when it does not select it. */
  judge(column: Column<Row, Subject>, row: Row, subject: Subject): Verdict | undefined {
    const { check } = column;
    if (!check.selects(row) || this.leavesAt(row, check.windowMs) < this.nowMs) return undefined;
    return column.judge(row, subject, this.nowMs);
  }

  /** The last instant until which an exception covers the pair; undefined when none does. */
  exemptUntil(column: Column<Row, Subject>, row: Row): number | undefined {
    return this.#exemptUntil?.(this.#kind, column.check, row, this.nowMs);
  }

  /** The last instant at which the row is within a window of that length. */
  leavesAt(row: Row, windowMs: number | undefined): number {
    return windowMs === undefined ? NEVER : this.#kind.anchorOf(row) + windowMs;
  }

  /** Judges a subject again by some checks, and reports it once if one of them judges it differently. */
  recordAll(placed: PlacedSubject<Row, Subject>, columns: ReadonlyArray<Column<Row, Subject>>): void {
    let moved = false;
    for (const column of columns) moved = this.#record(placed, column) || moved;
    if (moved) this.changes.addSubject(keyOf(placed.row));
  }

  /** Judges one pair again and records what changed. True when the pair is counted differently. */
  #record(placed: PlacedSubject<Row, Subject>, column: Column<Row, Subject>): boolean {
    const { table } = placed.partition;
    const before = table.get(placed.slot, column.index);
    const verdict = this.judge(column, placed.row, placed.subject);
    const exemptUntil = verdict === undefined ? undefined : this.exemptUntil(column, placed.row);
    const until = untilOf(verdict, exemptUntil);
    const after = byteOf(verdict, exemptUntil, until);
    if (after !== before) {
      table.set(placed.slot, column.index, after);
      column.count(before, after);
    }
    column.renew(placed.slot, [before, after], verdict);
    const moved = ((before ^ after) & COUNTED) !== 0;
    if (moved) this.changes.addCheck(column);
    if (verdict !== undefined && after !== PASSING) this.#updateLists(placed, column, { verdict, until }, moved);
    return moved;
  }

  /** Takes one subject out of one check. */
  withdraw(placed: PlacedSubject<Row, Subject>, column: Column<Row, Subject>): void {
    const before = placed.partition.table.get(placed.slot, column.index);
    column.forget(placed.row.name);
    if (before === 0) return;
    column.count(before, 0);
    column.renew(placed.slot, [before, 0], undefined);
    this.changes.addCheck(column);
  }

  /** The verdict behind an entry of the list of `code`. Undefined for an entry that is stale: its code or its place is another one now. */
  verdictIn(partition: Partition<Row, Subject>, column: Column<Row, Subject>, code: number) {
    return (key: number, slot: number): Verdict | undefined => {
      if ((partition.table.get(slot, column.index) & COUNTED) !== code) return undefined;
      const row = partition.rowAt(slot);
      const verdict = this.judge(column, row, this.subjectOf(row));
      return verdict !== undefined && sortKey(code, verdict) === key ? verdict : undefined;
    };
  }

  #isLiveIn(partition: Partition<Row, Subject>, column: Column<Row, Subject>, code: number): IsLive {
    const verdictOf = this.verdictIn(partition, column, code);
    return (key, slot) => verdictOf(key, slot) !== undefined;
  }

  /** Drops the stale entries of all heaps that hold slots, so that retired slots can be used again. */
  tidy(partition: Partition<Row, Subject>): void {
    for (const column of partition.columns) {
      for (const code of LISTED) column.listOf(code).compact(this.#isLiveIn(partition, column, code));
      column.agenda.compact(this.#isScheduled(partition, column));
    }
    for (const window of partition.windows.values()) window.leaving.compact(this.isLeaving(partition, window.ms));
    partition.release();
  }

  /** Reports the subjects of a check whose type changes: other exceptions apply to it, even where its verdicts stay the same. */
  reportRetyped(partition: Partition<Row, Subject>, column: Column<Row, Subject>, type: string): void {
    if (column.check.type !== type) this.reportSelected(partition, column);
  }

  /** Reports the subjects that a check selects. */
  reportSelected(partition: Partition<Row, Subject>, column: Column<Row, Subject>): void {
    for (const slot of partition.slots()) {
      if (partition.table.get(slot, column.index) !== 0) this.changes.addSubject(keyOf(partition.rowAt(slot)));
    }
  }

  /** Whether an entry of a window is still valid. */
  isLeaving(partition: Partition<Row, Subject>, windowMs: number): IsLive {
    return (key, slot) => !partition.isRetired(slot) && this.leavesAt(partition.rowAt(slot), windowMs) === key;
  }

  #isScheduled(partition: Partition<Row, Subject>, column: Column<Row, Subject>): IsLive {
    return (key, slot) => {
      if (partition.table.get(slot, column.index) < TIMED) return false;
      const row = partition.rowAt(slot);
      return untilOf(this.judge(column, row, this.subjectOf(row)), this.exemptUntil(column, row)) === key;
    };
  }

  /** The verdict on the subject as it was before, where that is known: its list entries were made from that verdict. */
  #before({ previous }: PlacedSubject<Row, Subject>, column: Column<Row, Subject>): Judged | undefined {
    if (previous === undefined) return undefined;
    const verdict = this.judge(column, previous.row, previous.subject);
    if (verdict === undefined) return undefined;
    return { verdict, until: untilOf(verdict, this.exemptUntil(column, previous.row)) };
  }

  /** Adds the pair to its list and to the agenda where it belongs there, and reports details that changed. */
  #updateLists(placed: PlacedSubject<Row, Subject>, column: Column<Row, Subject>, now: Judged, moved: boolean): void {
    if (now.verdict === EVALUATING) this.#request(placed, column);
    const was = moved ? undefined : this.#before(placed, column);
    if (now.until !== was?.until) this.#schedule(placed, column, now.until);
    if (!isListed(placed.partition.table.get(placed.slot, column.index))) return;
    this.#list(placed, column, now.verdict, was?.verdict);
    if (!moved && !isSame(was?.verdict, now.verdict)) this.changes.addCheck(column);
  }

  /** Adds the pair to its list, unless it has that place already. */
  #list(
    placed: PlacedSubject<Row, Subject>,
    column: Column<Row, Subject>,
    now: Verdict,
    was: Verdict | undefined,
  ): void {
    const code = codeOf(now);
    const key = sortKey(code, now);
    if (was !== undefined && sortKey(code, was) === key) return;
    const overgrown = column.list(code, key, placed.slot);
    if (overgrown) column.listOf(code).compact(this.#isLiveIn(placed.partition, column, code));
  }

  #schedule(placed: PlacedSubject<Row, Subject>, column: Column<Row, Subject>, until: number): void {
    if (until === NEVER) return;
    const overgrown = column.schedule(until, placed.slot);
    if (overgrown) column.agenda.compact(this.#isScheduled(placed.partition, column));
    if (until < this.holdsUntil) this.holdsUntil = until;
  }

  #request(placed: PlacedSubject<Row, Subject>, column: Column<Row, Subject>): void {
    const ticket = this.#tickets + 1;
    if (!column.await(placed.row.name, ticket)) return;
    this.#tickets = ticket;
    this.changes.addPending({ kind: this.#kind.kind, check: column.check.key, subject: keyOf(placed.row), ticket });
  }
}

/** The last instant at which the pair is judged the same, unless something else than time changes. */
function untilOf(verdict: Verdict | undefined, exemptUntil: number | undefined): number {
  const holdsUntil = verdict?.holdsUntil ?? NEVER;
  return exemptUntil !== undefined && exemptUntil < holdsUntil ? exemptUntil : holdsUntil;
}

function byteOf(verdict: Verdict | undefined, exemptUntil: number | undefined, until: number): number {
  if (verdict === undefined) return 0;
  const code = verdict === EVALUATING ? EVALUATING_CODE : codeOf(verdict);
  return code | (exemptUntil === undefined ? 0 : EXEMPT) | (until === NEVER ? 0 : TIMED);
}

/** Whether a status shows the same for both verdicts. The earlier one may be unknown. */
function isSame(was: Verdict | undefined, now: Verdict): boolean {
  return was?.reason === now.reason && was.since === now.since && was.dueAt === now.dueAt;
}
