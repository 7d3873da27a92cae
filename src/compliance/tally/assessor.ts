// Judges pairs of check and subject at the tally's instant and records what became of each: the byte, the counts, the lists, the
// agenda and the report. Keeps no verdict: whether an entry of a list still holds is found out by judging again.

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

/** The instant of what no time brings. */
const NEVER = Number.POSITIVE_INFINITY;

/** A verdict, and the last instant at which the pair is judged so. */
interface Judged {
  readonly verdict: Verdict;
  readonly until: number;
}

type IsLive = (key: number, slot: number) => boolean;

/** A subject in its slot, as it is judged now; `previous` is what it was when it was judged last, where that is known. */
export interface Seat<Row extends SubjectRow, Subject> {
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
  /** The instant that every verdict is as of. */
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

  /** The seat of a subject that the partition holds. */
  seatOf(partition: Partition<Row, Subject>, slot: number): Seat<Row, Subject> {
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

  /** The last instant at which the row is in scope of a window of that length. */
  leavesAt(row: Row, windowMs: number | undefined): number {
    return windowMs === undefined ? NEVER : this.#kind.anchorOf(row) + windowMs;
  }

  /** Judges a subject by some checks anew, and reports it once if one of them judges it differently. */
  recordAll(seat: Seat<Row, Subject>, columns: ReadonlyArray<Column<Row, Subject>>): void {
    let moved = false;
    for (const column of columns) moved = this.#record(seat, column) || moved;
    if (moved) this.changes.addSubject(keyOf(seat.row));
  }

  /** Judges one pair anew and records what changed; true when it counts differently. */
  #record(seat: Seat<Row, Subject>, column: Column<Row, Subject>): boolean {
    const { table } = seat.partition;
    const before = table.get(seat.slot, column.index);
    const verdict = this.judge(column, seat.row, seat.subject);
    const exemptUntil = verdict === undefined ? undefined : this.exemptUntil(column, seat.row);
    const until = untilOf(verdict, exemptUntil);
    const after = byteOf(verdict, exemptUntil, until);
    if (after !== before) {
      table.set(seat.slot, column.index, after);
      column.count(before, after);
    }
    column.renew(seat.slot, [before, after], verdict);
    const moved = ((before ^ after) & COUNTED) !== 0;
    if (moved) this.changes.addCheck(column);
    if (verdict !== undefined && after !== PASSING) this.#enter(seat, column, { verdict, until }, moved);
    return moved;
  }

  /** Takes one subject out of one check. */
  withdraw(seat: Seat<Row, Subject>, column: Column<Row, Subject>): void {
    const before = seat.partition.table.get(seat.slot, column.index);
    column.forget(seat.row.name);
    if (before === 0) return;
    column.count(before, 0);
    column.renew(seat.slot, [before, 0], undefined);
    this.changes.addCheck(column);
  }

  /** The verdict behind an entry of the list of `code`; undefined for one that does not hold: another code, or another place. */
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

  /** Drops what is stale from all that holds slots, so that retired ones can be given to others. */
  tidy(partition: Partition<Row, Subject>): void {
    for (const column of partition.columns) {
      for (const code of LISTED) column.listOf(code).compact(this.#isLiveIn(partition, column, code));
      column.agenda.compact(this.#isScheduled(partition, column));
    }
    for (const window of partition.windows.values()) window.leaving.compact(this.isLeaving(partition, window.ms));
    partition.release();
  }

  /** Other exceptions are for a check that becomes of another type, though it may judge its subjects the same. */
  reportRetyped(partition: Partition<Row, Subject>, column: Column<Row, Subject>, type: string): void {
    if (column.check.type !== type) this.reportSelected(partition, column);
  }

  /** Reports the subjects of a check that is not to them what it was. */
  reportSelected(partition: Partition<Row, Subject>, column: Column<Row, Subject>): void {
    for (const slot of partition.slots()) {
      if (partition.table.get(slot, column.index) !== 0) this.changes.addSubject(keyOf(partition.rowAt(slot)));
    }
  }

  /** Whether an entry of a window still holds. */
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

  /** What the check says now of the subject as it was before, where that is known: what its entries were made from. */
  #before({ previous }: Seat<Row, Subject>, column: Column<Row, Subject>): Judged | undefined {
    if (previous === undefined) return undefined;
    const verdict = this.judge(column, previous.row, previous.subject);
    if (verdict === undefined) return undefined;
    return { verdict, until: untilOf(verdict, this.exemptUntil(column, previous.row)) };
  }

  /** Enters the pair in its list and in the agenda, as far as it belongs there, and reports details that changed. */
  #enter(seat: Seat<Row, Subject>, column: Column<Row, Subject>, now: Judged, moved: boolean): void {
    if (now.verdict === EVALUATING) this.#request(seat, column);
    const was = moved ? undefined : this.#before(seat, column);
    if (now.until !== was?.until) this.#schedule(seat, column, now.until);
    if (!isListed(seat.partition.table.get(seat.slot, column.index))) return;
    this.#list(seat, column, now.verdict, was?.verdict);
    if (!moved && !isSame(was?.verdict, now.verdict)) this.changes.addCheck(column);
  }

  /** Enters the pair in its list, unless it stands there already. */
  #list(seat: Seat<Row, Subject>, column: Column<Row, Subject>, now: Verdict, was: Verdict | undefined): void {
    const code = codeOf(now);
    const key = sortKey(code, now);
    if (was !== undefined && sortKey(code, was) === key) return;
    const overgrown = column.list(code, key, seat.slot);
    if (overgrown) column.listOf(code).compact(this.#isLiveIn(seat.partition, column, code));
  }

  #schedule(seat: Seat<Row, Subject>, column: Column<Row, Subject>, until: number): void {
    if (until === NEVER) return;
    const overgrown = column.schedule(until, seat.slot);
    if (overgrown) column.agenda.compact(this.#isScheduled(seat.partition, column));
    if (until < this.holdsUntil) this.holdsUntil = until;
  }

  #request(seat: Seat<Row, Subject>, column: Column<Row, Subject>): void {
    const ticket = this.#tickets + 1;
    if (!column.await(seat.row.name, ticket)) return;
    this.#tickets = ticket;
    this.changes.addPending({ kind: this.#kind.kind, check: column.check.key, subject: keyOf(seat.row), ticket });
  }
}

/** The last instant at which the pair is judged as it is, by time alone. */
function untilOf(verdict: Verdict | undefined, exemptUntil: number | undefined): number {
  const holdsUntil = verdict?.holdsUntil ?? NEVER;
  return exemptUntil !== undefined && exemptUntil < holdsUntil ? exemptUntil : holdsUntil;
}

function byteOf(verdict: Verdict | undefined, exemptUntil: number | undefined, until: number): number {
  if (verdict === undefined) return 0;
  const code = verdict === EVALUATING ? EVALUATING_CODE : codeOf(verdict);
  return code | (exemptUntil === undefined ? 0 : EXEMPT) | (until === NEVER ? 0 : TIMED);
}

/** Whether a status shows the same of both; what was before may be unknown. */
function isSame(was: Verdict | undefined, now: Verdict): boolean {
  return was?.reason === now.reason && was.since === now.since && was.dueAt === now.dueAt;
}
