// One check's share of the tally: counts, ordered lists and an agenda of what changes by time alone. The lists and the agenda are
// lazy heaps of slots; which entries still hold is found out by asking for the verdict again, never by remembering it.

import type { CompiledCheckOf } from '../checks/compile.ts';
import { Heap } from '../../base/heap.ts';
import type { SubjectRow, Verdict } from '../verdict.ts';
import { ListHead } from './list-head.ts';
import { COUNTED, DUE, EVALUATING_CODE, EXEMPT, FAILING, PASSING, TIMED, UNKNOWN } from './verdict-table.ts';

/** Entries of the lists in a status. */
export const MAX_LISTED = 50;

/** How many subjects are judged how. */
export interface Counts {
  readonly passing: number;
  readonly due: number;
  readonly failing: number;
  readonly unknown: number;
}

/** A verdict that arrived later, as a function of time: asked at each instant like any other verdict. */
export type VerdictAt = (nowMs: number) => Verdict;

export class Column<Row extends SubjectRow, Subject> {
  readonly check: CompiledCheckOf<string, Row, Subject>;
  /** Its column in the verdict table. */
  readonly index: number;
  /** By `byte & COUNTED`; what is not selected is not counted. */
  readonly #counts = new Int32Array(COUNTED + 1);
  /** Pairs that are TIMED. */
  #timed = 0;
  readonly #failing: Heap<number>;
  readonly #due: Heap<number>;
  readonly #unknown: Heap<number>;
  readonly #firstFailing = new ListHead(MAX_LISTED);
  readonly #firstDue = new ListHead(MAX_LISTED);
  readonly #firstUnknown = new ListHead(1);
  /** Slots under the last instant at which the verdict on them holds. */
  readonly agenda = new Heap<number>();
  /** The last report of changes that names this check; see SubjectTally. */
  reported = 0;
  #answers: Map<string, VerdictAt> | undefined;
  #tickets: Map<string, number> | undefined;

  /** `byName` orders slots; `before` is the column in whose place this one comes, whose counts it starts from. */
  constructor(
    check: CompiledCheckOf<string, Row, Subject>,
    index: number,
    byName: (a: number, b: number) => number,
    before?: Column<Row, Subject>,
  ) {
    this.check = check;
    this.index = index;
    this.#failing = new Heap(byName);
    this.#due = new Heap(byName);
    this.#unknown = new Heap(byName);
    if (before === undefined) return;
    this.#counts.set(before.#counts);
    this.#timed = before.#timed;
  }

  /** The verdict on a selected subject: the one that arrived for it, else the check's own. */
  judge(row: Row, subject: Subject, nowMs: number): Verdict {
    const answer = this.#answers?.get(row.name);
    return answer === undefined ? this.check.judge(subject, nowMs) : answer(nowMs);
  }

  /** Moves one pair from byte to byte. */
  count(before: number, after: number): void {
    (this.#counts[before & COUNTED] as number)--;
    (this.#counts[after & COUNTED] as number)++;
    this.#timed += ((after & TIMED) - (before & TIMED)) / TIMED;
  }

  get counts(): Counts {
    return this.#tallied(0);
  }

  /** Of the unknown ones, those whose verdict is still being worked out. */
  get evaluating(): number {
    return this.#counts[EVALUATING_CODE] as number;
  }

  /** What the exempted ones would be. */
  get wouldBe(): Counts {
    return this.#tallied(EXEMPT);
  }

  /** Enters a pair in the list of its code: Due by (dueAt, name), the others by (since, name). True when it is overgrown. */
  list(code: number, key: number, slot: number): boolean {
    const heap = this.listOf(code);
    heap.push(key, slot);
    return heap.isOvergrown(this.#counts[code] as number);
  }

  /** Enters a pair in the agenda. True when that is overgrown. */
  schedule(until: number, slot: number): boolean {
    this.agenda.push(until, slot);
    return this.agenda.isOvergrown(this.#timed);
  }

  /** Lets the lists and the agenda go; everything that is in them has to be entered anew. */
  clearLists(): void {
    for (const heap of [this.#failing, this.#due, this.#unknown, this.agenda]) heap.clear();
    for (const head of [this.#firstFailing, this.#firstDue, this.#firstUnknown]) head.clear();
  }

  /** The facts of a subject changed: what arrived for it, or is still under way, is about the old ones. */
  forget(name: string): void {
    this.#answers?.delete(name);
    this.#tickets?.delete(name);
  }

  /** Notes that a verdict is under way; false when it was noted already. */
  await(name: string, ticket: number): boolean {
    this.#tickets ??= new Map();
    if (this.#tickets.has(name)) return false;
    this.#tickets.set(name, ticket);
    return true;
  }

  /** Takes a verdict that arrived; false when nobody waits for it any more. */
  answer(name: string, ticket: number, verdictAt: VerdictAt): boolean {
    if (this.#tickets?.get(name) !== ticket) return false;
    this.#tickets.delete(name);
    this.#answers ??= new Map();
    this.#answers.set(name, verdictAt);
    return true;
  }

  /** The slots whose byte counts as this code, and some that no longer do. */
  listOf(code: number): Heap<number> {
    if (code === FAILING) return this.#failing;
    return code === DUE ? this.#due : this.#unknown;
  }

  /** What a status shows of the list of this code; undefined for a code that has none. */
  headOf(code: number): ListHead | undefined {
    if (code === FAILING) return this.#firstFailing;
    if (code === DUE) return this.#firstDue;
    return code === UNKNOWN ? this.#firstUnknown : undefined;
  }

  /** A pair that had the byte `before` was judged anew: what was read of the lists stands, unless it shows something else now. */
  renew(slot: number, [before, after]: readonly [number, number], verdict: Verdict | undefined): void {
    const [from, to] = [before & COUNTED, after & COUNTED];
    if (from !== to) this.headOf(from)?.left(slot);
    if (verdict !== undefined) this.headOf(to)?.stands(slot, sortKey(to, verdict), verdict);
  }

  #tallied(exempt: number): Counts {
    const of = (code: number): number => this.#counts[code | exempt] as number;
    return {
      passing: of(PASSING),
      due: of(DUE),
      failing: of(FAILING),
      unknown: of(UNKNOWN) + of(EVALUATING_CODE),
    };
  }
}

/** The place in its list: what is owed first, and what fails longest. Without an instant, owed last and failing first. */
export function sortKey(code: number, verdict: Pick<Verdict, 'since' | 'dueAt'>): number {
  return code === DUE ? (verdict.dueAt ?? Number.POSITIVE_INFINITY) : (verdict.since ?? Number.NEGATIVE_INFINITY);
}
