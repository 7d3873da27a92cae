// What the tally keeps for one check: counts, ordered lists, and an agenda of pairs that change by time alone. The lists and the
// agenda are heaps of slots with stale entries. To find out whether an entry is valid, the verdict is asked for again; none is stored.

import type { CompiledCheckOf } from '../checks/compile.ts';
import { Heap } from '../../base/heap.ts';
import type { SubjectRow, Verdict } from '../verdict.ts';
import { ListHead } from './list-head.ts';
import { COUNTED, DUE, EVALUATING_CODE, EXEMPT, FAILING, PASSING, TIMED, UNKNOWN } from './verdict-table.ts';

/** Entries of the lists in a status. */
export const MAX_LISTED = 50;

/** How many subjects have each verdict. */
export interface Counts {
  readonly passing: number;
  readonly due: number;
  readonly failing: number;
  readonly unknown: number;
}

/** A verdict that was worked out elsewhere, as a function of time: it is asked at each instant like any other verdict. */
export type VerdictAt = (nowMs: number) => Verdict;

export class Column<Row extends SubjectRow, Subject> {
  readonly check: CompiledCheckOf<string, Row, Subject>;
  /** Its column in the verdict table. */
  readonly index: number;
  /** By `byte & COUNTED`. Pairs that the check does not select are not counted. */
  readonly #counts = new Int32Array(COUNTED + 1);
  /** Pairs that are TIMED. */
  #timed = 0;
  readonly #failing: Heap<number>;
  readonly #due: Heap<number>;
  readonly #unknown: Heap<number>;
  readonly #firstFailing = new ListHead(MAX_LISTED);
  readonly #firstDue = new ListHead(MAX_LISTED);
  readonly #firstUnknown = new ListHead(1);
  /** Slots, ordered by the last instant at which their verdict holds. */
  readonly agenda = new Heap<number>();
  /** The last report of changes that names this check; see SubjectTally. */
  reported = 0;
  #answers: Map<string, VerdictAt> | undefined;
  #tickets: Map<string, number> | undefined;

  /** `byName` orders slots. `before` is the column that this one replaces; its counts are taken over. */
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

  /** The verdict on a selected subject: the one that was worked out elsewhere, else the check's own. */
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

  /** Adds a pair to the list of its code: Due by (dueAt, name), others by (since, name). True when too many entries are stale. */
  list(code: number, key: number, slot: number): boolean {
    const heap = this.listOf(code);
    heap.push(key, slot);
    return heap.isOvergrown(this.#counts[code] as number);
  }

  /** Adds a pair to the agenda. True when the agenda has too many stale entries. */
  schedule(until: number, slot: number): boolean {
    this.agenda.push(until, slot);
    return this.agenda.isOvergrown(this.#timed);
  }

  /** Empties the lists and the agenda. The caller has to add everything again. */
  clearLists(): void {
    for (const heap of [this.#failing, this.#due, this.#unknown, this.agenda]) heap.clear();
    for (const head of [this.#firstFailing, this.#firstDue, this.#firstUnknown]) head.clear();
  }

  /** The facts of a subject changed: drops the verdicts that were, or are being, worked out for the old facts. */
  forget(name: string): void {
    this.#answers?.delete(name);
    this.#tickets?.delete(name);
  }

  /** Notes that a verdict is being worked out. False when that was noted already. */
  await(name: string, ticket: number): boolean {
    this.#tickets ??= new Map();
    if (this.#tickets.has(name)) return false;
    this.#tickets.set(name, ticket);
    return true;
  }

  /** Takes a verdict that was worked out. False when nobody waits for it any more. */
  answer(name: string, ticket: number, verdictAt: VerdictAt): boolean {
    if (this.#tickets?.get(name) !== ticket) return false;
    this.#tickets.delete(name);
    this.#answers ??= new Map();
    this.#answers.set(name, verdictAt);
    return true;
  }

  /** The slots whose byte has this code, and stale entries. */
  listOf(code: number): Heap<number> {
    if (code === FAILING) return this.#failing;
    return code === DUE ? this.#due : this.#unknown;
  }

  /** The first entries of the list of this code, as a status shows them. Undefined for a code without a list. */
  headOf(code: number): ListHead | undefined {
    if (code === FAILING) return this.#firstFailing;
    if (code === DUE) return this.#firstDue;
    return code === UNKNOWN ? this.#firstUnknown : undefined;
  }

  /**
   * A pair was judged again, and its byte changed from `before` to `after`. Entries that were read from the lists stay valid unless
   * they would show something else now.
   */
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

/**
 * The place in its list: the first deadline, or the longest failure, comes first.
 * Without an instant, a deadline comes last and a failure first.
 */
export function sortKey(code: number, verdict: Pick<Verdict, 'since' | 'dueAt'>): number {
  return code === DUE ? (verdict.dueAt ?? Number.POSITIVE_INFINITY) : (verdict.since ?? Number.NEGATIVE_INFINITY);
}
