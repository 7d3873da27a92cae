// Judges pairs of check and subject at the tally's instant and records what became of each: the byte, the counts, the lists, the
// agenda and the report. Keeps no verdict: whether an entry of a list still holds is found out by judging again.

import type { CompiledCheckOf } from '../checks/compile.ts';
import { EVALUATING } from '../checks/check-type.ts';
import { keyOf } from '../../api/meta.ts';
import type { SubjectRow, Verdict } from '../verdict.ts';
import { ChangeCollector } from './changes.ts';
import { sortKey } from './column.ts';
import type { Column } from './column.ts';
import type { Partition } from './partition.ts';
import { codeOf, COUNTED, EVALUATING_CODE, EXEMPT, isListed, LISTED, TIMED } from './verdict-table.ts';

/** What the tally has to know of a kind of subjects. */
export interface SubjectKind<Kind extends string, Row extends SubjectRow, Subject> {
  readonly kind: Kind;
  /** The row with what is joined to it. Whoever changes what is joined calls `touch`. */
  readonly subjectOf: (row: Row) => Subject;
  /** The instant that `detectedWithin` counts from. */
  readonly anchorOf: (row: Row) => number;
  /** The last instant until which an exception covers the pair (infinite where none is set); undefined when none does. */
  readonly exemptUntil?: (
    check: CompiledCheckOf<Kind, Row, Subject>,
    subject: Subject,
    nowMs: number,
  ) => number | undefined;
}

type IsLive = (key: number, slot: number) => boolean;

/** A pair judged: undefined members where nothing is known or nothing ends. */
interface Assessment {
  readonly verdict: Verdict;
  readonly exempt: boolean;
  /** The last instant at which it holds; infinite when only an event changes it. */
  readonly until: number;
}

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
  #tickets = 0;
  /** The instant that every verdict is as of. */
  nowMs: number;
  /** No verdict changes by time alone up to and including this instant. */
  holdsUntil = Number.POSITIVE_INFINITY;

  constructor(kind: SubjectKind<Kind, Row, Subject>, nowMs: number) {
    this.#kind = kind;
    this.nowMs = nowMs;
  }

  /** The seat of a subject that the partition holds. */
  seatOf(partition: Partition<Row, Subject>, slot: number): Seat<Row, Subject> {
    const row = partition.rowAt(slot);
    return { partition, slot, row, subject: this.#kind.subjectOf(row) };
  }

  /** What the check says of the subject now; undefined when it does not select it. */
  assess(column: Column<Row, Subject>, row: Row, subject: Subject): Assessment | undefined {
    const { check } = column;
    if (!check.selects(row) || this.leavesAt(row, check.windowMs) < this.nowMs) return undefined;
    const verdict = column.judge(row, subject, this.nowMs);
    const exemptUntil = this.#kind.exemptUntil?.(check as CompiledCheckOf<Kind, Row, Subject>, subject, this.nowMs);
    const until = Math.min(verdict.holdsUntil ?? Number.POSITIVE_INFINITY, exemptUntil ?? Number.POSITIVE_INFINITY);
    return { verdict, exempt: exemptUntil !== undefined, until };
  }

  /** The last instant at which the row is in scope of a window of that length. */
  leavesAt(row: Row, windowMs: number | undefined): number {
    return windowMs === undefined ? Number.POSITIVE_INFINITY : this.#kind.anchorOf(row) + windowMs;
  }

  /** Judges a subject by some checks anew, and reports it once if one of them judges it differently. */
  recordAll(seat: Seat<Row, Subject>, columns: Iterable<Column<Row, Subject>>): void {
    let moved = false;
    for (const column of columns) moved = this.#record(seat, column) || moved;
    if (moved) this.changes.addSubject(keyOf(seat.row));
  }

  /** Judges one pair anew and records what changed; true when it counts differently. */
  #record(seat: Seat<Row, Subject>, column: Column<Row, Subject>): boolean {
    const { table } = seat.partition;
    const before = table.get(seat.slot, column.index);
    const now = this.assess(column, seat.row, seat.subject);
    const after = now === undefined ? 0 : byteOf(now);
    if (after !== before) {
      table.set(seat.slot, column.index, after);
      column.count(before, after);
    }
    const moved = ((before ^ after) & COUNTED) !== 0;
    if (moved) this.changes.addCheck(column);
    if (now === undefined) return moved;
    if ((after & 7) === EVALUATING_CODE) this.#request(seat, column);
    if (!isListed(after) && after < TIMED) return moved;
    const { previous } = seat;
    const was = moved || previous === undefined ? undefined : this.assess(column, previous.row, previous.subject);
    this.#enter(seat, column, now, was);
    return moved;
  }

  /** Takes one subject out of one check. */
  withdraw(seat: Seat<Row, Subject>, column: Column<Row, Subject>): void {
    const before = seat.partition.table.get(seat.slot, column.index);
    column.forget(seat.row.name);
    if (before === 0) return;
    column.count(before, 0);
    this.changes.addCheck(column);
  }

  /** Whether an entry of the list of `code` still holds: the pair has that code, and this place in its order. */
  isLiveIn(partition: Partition<Row, Subject>, column: Column<Row, Subject>, code: number): IsLive {
    return (key, slot) => {
      if ((partition.table.get(slot, column.index) & COUNTED) !== code) return false;
      const now = this.#assessSlot(partition, column, slot);
      return now !== undefined && sortKey(code, now.verdict) === key;
    };
  }

  /** Drops what is stale from all that holds slots, so that retired ones can be given to others. */
  tidy(partition: Partition<Row, Subject>): void {
    for (const column of partition.columns) {
      for (const code of LISTED) column.listOf(code).compact(this.isLiveIn(partition, column, code));
      column.agenda.compact(this.#isScheduled(partition, column));
    }
    for (const window of partition.windows.values()) window.leaving.compact(this.isLeaving(partition, window.ms));
    partition.release();
  }

  /** Whether an entry of a window still holds. */
  isLeaving(partition: Partition<Row, Subject>, windowMs: number): IsLive {
    return (key, slot) => !partition.isRetired(slot) && this.leavesAt(partition.rowAt(slot), windowMs) === key;
  }

  #isScheduled(partition: Partition<Row, Subject>, column: Column<Row, Subject>): IsLive {
    return (key, slot) =>
      partition.table.get(slot, column.index) >= TIMED && this.#assessSlot(partition, column, slot)?.until === key;
  }

  #assessSlot(partition: Partition<Row, Subject>, column: Column<Row, Subject>, slot: number): Assessment | undefined {
    const row = partition.rowAt(slot);
    return this.assess(column, row, this.#kind.subjectOf(row));
  }

  /** Enters the pair in its list and in the agenda, unless it stands there already, and reports details that changed. */
  #enter(seat: Seat<Row, Subject>, column: Column<Row, Subject>, now: Assessment, was: Assessment | undefined): void {
    if (now.until !== Number.POSITIVE_INFINITY && was?.until !== now.until) this.#schedule(seat, column, now.until);
    const code = byteOf(now) & COUNTED;
    if (!isListed(code)) return;
    const key = sortKey(code, now.verdict);
    if (was === undefined || sortKey(code, was.verdict) !== key) {
      const overgrown = column.list(code, key, seat.slot);
      if (overgrown) column.listOf(code).compact(this.isLiveIn(seat.partition, column, code));
    }
    if (was === undefined || !isSame(was.verdict, now.verdict)) this.changes.addCheck(column);
  }

  #schedule(seat: Seat<Row, Subject>, column: Column<Row, Subject>, until: number): void {
    const overgrown = column.schedule(until, seat.slot);
    if (overgrown) column.agenda.compact(this.#isScheduled(seat.partition, column));
    if (until < this.holdsUntil) this.holdsUntil = until;
  }

  #request(seat: Seat<Row, Subject>, column: Column<Row, Subject>): void {
    const ticket = this.#tickets + 1;
    if (!column.await(seat.row.name, ticket)) return;
    this.#tickets = ticket;
    this.changes.addPending({ check: column.check.key, subject: keyOf(seat.row), ticket });
  }
}

function byteOf({ verdict, exempt, until }: Assessment): number {
  const code = verdict === EVALUATING ? EVALUATING_CODE : codeOf(verdict);
  return code | (exempt ? EXEMPT : 0) | (until === Number.POSITIVE_INFINITY ? 0 : TIMED);
}

function isSame(a: Verdict, b: Verdict): boolean {
  return a.reason === b.reason && a.since === b.since && a.dueAt === b.dueAt;
}
