// The tally over one kind of subjects: what every check says of every subject, updated incrementally. A change of one subject costs
// as much as its namespace has checks, however many subjects there are. A deadline that passes costs only the pairs that it concerns.
// Reads no clock and starts no timer: each call passes the time.

import { parseKey } from '../../api/meta.ts';
import type { CompiledCheckOf } from '../checks/compile.ts';
import type { Heap } from '../../base/heap.ts';
import { SET_BACK_TOLERANCE_MS } from '../../base/instants.ts';
import type { SubjectRow } from '../verdict.ts';
import type { SubjectKind } from '../subjects/subject-kind.ts';
import { Assessor, type AssessorOptions } from './assessor.ts';
import type { PendingVerdict, TallyChanges } from './changes.ts';
import { Column, type VerdictAt } from './column.ts';
import type { Partition, Window } from './partition.ts';
import { Partitions } from './partitions.ts';
import { pairCountsOf, resultOf, subjectTallyOf, verdictsOf } from './results.ts';
import type { CheckTest, PairCounts, SubjectSummary, SubjectVerdict, TallyResult } from './results.ts';

export class SubjectTally<Kind extends string, Row extends SubjectRow, Subject> {
  readonly kind: SubjectKind<Kind, Row, Subject>;
  readonly #assessor: Assessor<Kind, Row, Subject>;
  readonly #listener: (changes: TallyChanges<Kind>) => void;
  readonly #partitions = new Partitions<Row, Subject>();
  /** By key of the check. Undefined for a check that is suspended. */
  readonly #checks = new Map<string, Column<Row, Subject> | undefined>();

  /** `listener` is called at the end of each call that changed something, once. It must only enqueue keys. */
  constructor(
    kind: SubjectKind<Kind, Row, Subject>,
    options: AssessorOptions,
    listener: (changes: TallyChanges<Kind>) => void,
  ) {
    this.kind = kind;
    this.#assessor = new Assessor(kind, options);
    this.#listener = listener;
  }

  /** The instant that all verdicts are as of. */
  get nowMs(): number {
    return this.#assessor.nowMs;
  }

  /** A subject came (`before` undefined), changed, or went (`after` undefined). */
  move(before: Row | undefined, after: Row | undefined, nowMs: number): void {
    this.#begin(nowMs);
    if (after !== undefined) this.#put(after);
    else if (before !== undefined) this.#remove(before);
    this.#report();
  }

  /** What is joined to a subject changed (its review, for example), but not its row: judges it again. Key: `namespace/name`. */
  touch(subjectKey: string, nowMs: number): void {
    this.#begin(nowMs);
    const place = this.#partitions.placeOf(subjectKey);
    for (const column of place?.partition.columns ?? []) column.forget(parseKey(subjectKey).name);
    if (place !== undefined) this.#record(place.partition, place.partition.columns, place.slot);
    this.#report();
  }

  /** What is joined to every subject may have changed (a policy, for example): judges all again. */
  touchAll(nowMs: number): void {
    this.#assessor.changes.begin();
    this.#rejudge(Math.max(nowMs, this.#assessor.nowMs));
    this.#report();
  }

  /** The exceptions for these subjects and some checks changed, and nothing that a verdict depends on. */
  reconsider(subjectKeys: Iterable<string>, isConcerned: CheckTest, nowMs: number): void {
    this.#begin(nowMs);
    for (const key of subjectKeys) {
      const place = this.#partitions.placeOf(key);
      const columns = place?.partition.columns.filter(({ check }) => isConcerned(check)) ?? [];
      if (place !== undefined) this.#record(place.partition, columns, place.slot);
    }
    this.#report();
  }

  /** A check came or changed, or something that all its verdicts depend on did: judges every subject of its namespace by it. */
  setCheck(check: CompiledCheckOf<Kind, Row, Subject>, nowMs: number): void {
    this.#begin(nowMs);
    const old = this.#checks.get(check.key);
    if (check.suspended) {
      if (old === undefined) this.#assessor.changes.addSuspended(check.key);
      else this.#drop(old);
      this.#checks.set(check.key, undefined);
      return this.#report();
    }
    const partition = this.#partitions.make(check.namespace);
    if (old !== undefined) {
      partition.leaveWindow(old);
      this.#assessor.reportRetyped(partition, old, check.type);
    }
    const column = new Column(check, old?.index ?? partition.freeColumn(), partition.byName, old);
    this.#checks.set(check.key, column);
    partition.addColumn(column);
    this.#assessor.changes.addCheck(column);
    if (partition.joinWindow(column)) this.#fill(partition, partition.windows.get(check.windowMs ?? 0));
    for (const slot of partition.slots()) this.#record(partition, [column], slot);
    this.#report();
  }

  /** A check went. */
  removeCheck(checkKey: string, nowMs: number): void {
    this.#begin(nowMs);
    const column = this.#checks.get(checkKey);
    if (column !== undefined) this.#drop(column);
    this.#checks.delete(checkKey);
    this.#report();
  }

  /** Takes a verdict that was worked out. Ignores one whose subject or check has changed or gone since: it was asked for again. */
  settle(pending: PendingVerdict, verdictAt: VerdictAt, nowMs: number): void {
    this.#begin(nowMs);
    const column = this.#checks.get(pending.check);
    const place = this.#partitions.placeOf(pending.subject);
    const { name } = parseKey(pending.subject);
    if (place !== undefined && column?.answer(name, pending.ticket, verdictAt) === true) {
      this.#record(place.partition, [column], place.slot);
    }
    this.#report();
  }

  /** Time passed: judges the pairs that change by that alone. */
  advance(nowMs: number): void {
    this.#begin(nowMs);
    this.#report();
  }

  /**
   * The first instant at which `advance` may change a verdict; undefined when only an event can. Never too late. It may be too early,
   * and is exact again after a call of `advance` with that instant.
   */
  nextChangeAt(): number | undefined {
    const until = this.#assessor.holdsUntil;
    return until === Number.POSITIVE_INFINITY ? undefined : until + 1;
  }

  /** What a check says over all its subjects, as of `nowMs`; undefined for a check that is not here. */
  result(checkKey: string): TallyResult | undefined {
    if (!this.#checks.has(checkKey)) return undefined;
    return resultOf(this.#assessor, this.#partitions.ofKey(checkKey), this.#checks.get(checkKey));
  }

  /** What all checks say of a subject; undefined for one that is not here. */
  ofSubject(subjectKey: string): SubjectSummary | undefined {
    const place = this.#partitions.placeOf(subjectKey);
    return place && subjectTallyOf(place.partition, place.slot);
  }

  /** Every verdict on a subject with its details, by name of the check: what an explanation needs. */
  verdictsOn(subjectKey: string): readonly SubjectVerdict[] {
    const place = this.#partitions.placeOf(subjectKey);
    return place === undefined ? [] : verdictsOf(this.#assessor, place.partition, place.slot);
  }

  /** How the checks that `isCounted` takes judge a subject, exempted or not; undefined for one that is not here. O(checks). */
  countsOn(subjectKey: string, isCounted: CheckTest): PairCounts | undefined {
    const place = this.#partitions.placeOf(subjectKey);
    return place && pairCountsOf(place.partition, place.slot, isCounted);
  }

  /** The row that a subject is judged by; undefined for one that is not here. */
  rowOf(subjectKey: string): Row | undefined {
    const place = this.#partitions.placeOf(subjectKey);
    return place?.partition.rowAt(place.slot);
  }

  /** A row as its checks judge it: with what is joined to it. */
  subjectOf(row: Row): Subject {
    return this.#assessor.subjectOf(row);
  }

  /** The rows of a namespace, in no particular order. */
  rowsIn(namespace: string): Iterable<Row> {
    return this.#partitions.get(namespace)?.rows() ?? [];
  }

  #put(row: Row): void {
    const partition = this.#partitions.make(row.namespace);
    const known = partition.slotOf(row.name);
    const old = known === undefined ? undefined : partition.rowAt(known);
    const slot = partition.put(row);
    if (old !== undefined && this.kind.hasSameFacts(old, row)) return;
    if (old === undefined || this.kind.anchorOf(old) !== this.kind.anchorOf(row)) {
      for (const window of partition.windows.values()) this.#watch(partition, window, slot);
    }
    const previous = old === undefined ? undefined : { row: old, subject: this.#assessor.subjectOf(old) };
    const placed = { ...this.#assessor.placedAt(partition, slot), previous };
    if (previous !== undefined) for (const column of partition.columns) column.forget(row.name);
    this.#assessor.recordAll(placed, partition.columns);
  }

  #remove(row: Row): void {
    const partition = this.#partitions.get(row.namespace);
    const slot = partition?.slotOf(row.name);
    if (partition === undefined || slot === undefined) return;
    const placed = this.#assessor.placedAt(partition, slot);
    for (const column of partition.columns) this.#assessor.withdraw(placed, column);
    if (partition.remove(slot)) this.#assessor.tidy(partition);
    this.#partitions.discardIfEmpty(row.namespace, partition);
  }

  #drop(column: Column<Row, Subject>): void {
    const { namespace } = column.check;
    const partition = this.#partitions.make(namespace);
    this.#assessor.reportSelected(partition, column);
    this.#assessor.changes.addCheck(column);
    partition.leaveWindow(column);
    partition.removeColumn(column);
    this.#partitions.discardIfEmpty(namespace, partition);
  }

  #record(partition: Partition<Row, Subject>, columns: ReadonlyArray<Column<Row, Subject>>, slot: number): void {
    this.#assessor.recordAll(this.#assessor.placedAt(partition, slot), columns);
  }

  /** Begins a call: brings the tally to its instant. */
  #begin(nowMs: number): void {
    this.#assessor.changes.begin();
    if (nowMs < this.#assessor.nowMs - SET_BACK_TOLERANCE_MS) return this.#rejudge(nowMs);
    this.#assessor.nowMs = Math.max(nowMs, this.#assessor.nowMs);
    if (this.#assessor.nowMs > this.#assessor.holdsUntil) this.#pass();
  }

  #report(): void {
    const changes = this.#assessor.changes.take(this.kind.kind);
    if (changes !== undefined) this.#listener(changes);
  }

  /** Judges the pairs whose verdict no longer holds, then the subjects that left a window. */
  #pass(): void {
    this.#assessor.holdsUntil = Number.POSITIVE_INFINITY;
    for (const partition of this.#partitions.all()) {
      for (const column of partition.columns) {
        // Take all of them out first: judging one may tidy the agenda.
        for (const slot of this.#passed(column.agenda)) this.#recordHeld(partition, [column], slot);
      }
      for (const window of partition.windows.values()) {
        for (const slot of this.#passed(window.leaving)) this.#recordHeld(partition, [...window.columns], slot);
      }
    }
  }

  /** Takes out the slots whose time is over, and notes until when the rest holds. */
  #passed(agenda: Heap<number>): number[] {
    const slots: number[] = [];
    while ((agenda.firstKey ?? Number.POSITIVE_INFINITY) < this.#assessor.nowMs) slots.push(agenda.pop() as number);
    this.#assessor.holdsUntil = Math.min(this.#assessor.holdsUntil, agenda.firstKey ?? Number.POSITIVE_INFINITY);
    return slots;
  }

  #recordHeld(partition: Partition<Row, Subject>, columns: ReadonlyArray<Column<Row, Subject>>, slot: number): void {
    if (!partition.isRetired(slot)) this.#record(partition, columns, slot);
  }

  /** The clock was set back: judges everything again. */
  #rejudge(nowMs: number): void {
    this.#assessor.nowMs = nowMs;
    this.#assessor.holdsUntil = Number.POSITIVE_INFINITY;
    for (const partition of this.#partitions.all()) {
      for (const window of partition.windows.values()) this.#fill(partition, window);
      for (const column of partition.columns) {
        column.clearLists();
        for (const slot of partition.slots()) this.#record(partition, [column], slot);
      }
    }
  }

  #fill(partition: Partition<Row, Subject>, window: Window<Row, Subject> | undefined): void {
    if (window === undefined) return;
    window.leaving.clear();
    for (const slot of partition.slots()) this.#watch(partition, window, slot);
  }

  /** Adds a subject to a window, unless it is too old for it. */
  #watch(partition: Partition<Row, Subject>, window: Window<Row, Subject>, slot: number): void {
    const leavesAt = this.#assessor.leavesAt(partition.rowAt(slot), window.ms);
    if (leavesAt < this.#assessor.nowMs) return;
    window.leaving.push(leavesAt, slot);
    this.#assessor.holdsUntil = Math.min(this.#assessor.holdsUntil, leavesAt);
    if (!window.leaving.isOvergrown(partition.size)) return;
    window.leaving.compact(this.#assessor.isLeaving(partition, window.ms));
  }
}
