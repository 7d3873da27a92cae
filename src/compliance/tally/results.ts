// Reads results from the tally: of a check for its status, of a subject for the status of an incident. Changes nothing, except that
// heaps drop stale entries while they are read.

import type { SubjectRow, Verdict } from '../verdict.ts';
import type { Assessor } from './assessor.ts';
import { type Column, type Counts, MAX_LISTED, sortKey } from './column.ts';
import type { ListedSubject, ListEntry } from './list-head.ts';
import type { Partition } from './partition.ts';
import { COUNTED, DUE, EVALUATING_CODE, EXEMPT, FAILING, PASSING, UNKNOWN } from './verdict-table.ts';

/** Names of checks in an incident's status. */
const MAX_NAMES = 20;

/** What a check says over all its subjects. Those that an exception covers are in `exempted` and `wouldBe` only. */
export interface TallyResult {
  readonly counts: Counts & { readonly exempted: number };
  readonly wouldBe: Counts;
  /** At most 50, by (since, name): the longest failure first. */
  readonly failing: readonly ListedSubject[];
  /** At most 50, by (dueAt, name): the first deadline first. */
  readonly due: readonly ListedSubject[];
  /** More subjects fail than `failing` lists. */
  readonly truncated: boolean;
  /** The earliest `dueAt` of what is Due. */
  readonly nextDeadline: number | undefined;
  /** The reason of the first Unknown subject; undefined when there is none. */
  readonly unknownReason: string | undefined;
  /** How many of the unknown ones have a verdict that is still being worked out. */
  readonly evaluating: number;
}

/** What all checks say of one subject. */
export interface SubjectSummary {
  readonly counts: Counts & { readonly exempted: number };
  /** Names of the checks that fail, sorted, at most 20. */
  readonly failing: readonly string[];
  /** How many of the unknown verdicts are still being worked out. */
  readonly evaluating: number;
}

/** One check's verdict on one subject. */
export interface SubjectVerdict {
  /** Name of the check. */
  readonly check: string;
  readonly verdict: Verdict;
  readonly exempt: boolean;
}

/** Which checks to count. */
export type CheckTest = (check: { readonly name: string; readonly type: string }) => boolean;

/** How some checks judge one subject, whether exempted or not. */
export interface PairCounts extends Counts {
  /** How many of the unknown ones have a verdict that is still being worked out. */
  readonly evaluating: number;
}

const NONE: Counts = { passing: 0, due: 0, failing: 0, unknown: 0 };

/** The result of a check that selects nothing, or cannot be evaluated. */
export const NO_RESULT: TallyResult = {
  counts: { ...NONE, exempted: 0 },
  wouldBe: NONE,
  failing: [],
  due: [],
  truncated: false,
  nextDeadline: undefined,
  unknownReason: undefined,
  evaluating: 0,
};

/** The summary of a subject that no check selects. */
export const UNJUDGED: SubjectSummary = { counts: { ...NONE, exempted: 0 }, failing: [], evaluating: 0 };

/** The result of a check. All counts are zero for one that is suspended (it has no column) or has no subjects. */
export function resultOf<Kind extends string, Row extends SubjectRow, Subject>(
  assessor: Assessor<Kind, Row, Subject>,
  partition: Partition<Row, Subject> | undefined,
  column: Column<Row, Subject> | undefined,
): TallyResult {
  if (partition === undefined || column === undefined) return NO_RESULT;
  const first = (code: number): readonly ListedSubject[] =>
    column.headOf(code)?.read((count) => takeFirst(assessor, { partition, column, code, count })) ?? [];
  const { counts, wouldBe } = column;
  const due = first(DUE);
  const [unknown] = first(UNKNOWN);
  return {
    counts: { ...counts, exempted: totalOf(wouldBe) },
    wouldBe,
    failing: first(FAILING),
    due,
    truncated: counts.failing > MAX_LISTED,
    nextDeadline: due[0]?.dueAt,
    unknownReason: unknown?.reason ?? (counts.unknown > 0 ? 'Evaluating' : undefined),
    evaluating: column.evaluating,
  };
}

/** Counts and failing checks of the subject in a slot. */
export function subjectTallyOf<Row extends SubjectRow, Subject>(
  partition: Partition<Row, Subject>,
  slot: number,
): SubjectSummary {
  const counts = { passing: 0, due: 0, failing: 0, unknown: 0, exempted: 0 };
  const failing: string[] = [];
  let evaluating = 0;
  for (const column of partition.columns) {
    const code = partition.table.get(slot, column.index) & COUNTED;
    if (code >= EXEMPT) counts.exempted++;
    else if (code === PASSING) counts.passing++;
    else if (code === DUE) counts.due++;
    else if (code === FAILING) failing.push(column.check.name);
    else if (code !== 0) counts.unknown++;
    if (code === EVALUATING_CODE) evaluating++;
  }
  counts.failing = failing.length;
  return { counts, failing: failing.sort().slice(0, MAX_NAMES), evaluating };
}

/** How the checks that `isCounted` takes judge the subject in a slot; reads the table, asks no check. */
export function pairCountsOf<Row extends SubjectRow, Subject>(
  { table, columns }: Partition<Row, Subject>,
  slot: number,
  isCounted: CheckTest,
): PairCounts {
  const tally = new Int32Array(EXEMPT);
  for (const { check, index } of columns) {
    if (isCounted(check)) (tally[table.get(slot, index) & (EXEMPT - 1)] as number)++;
  }
  const [, passing = 0, due = 0, failing = 0, unknown = 0, evaluating = 0] = tally;
  return { passing, due, failing, unknown: unknown + evaluating, evaluating };
}

/** The verdicts on the subject in a slot. */
export function verdictsOf<Kind extends string, Row extends SubjectRow, Subject>(
  assessor: Assessor<Kind, Row, Subject>,
  partition: Partition<Row, Subject>,
  slot: number,
): SubjectVerdict[] {
  const { row, subject } = assessor.placedAt(partition, slot);
  return partition.columns
    .flatMap((column) => {
      const verdict = assessor.judge(column, row, subject);
      if (verdict === undefined) return [];
      return [{ check: column.check.name, verdict, exempt: assessor.exemptUntil(column, row) !== undefined }];
    })
    .toSorted((a, b) => (a.check < b.check ? -1 : 1));
}

interface Wanted<Row extends SubjectRow, Subject> {
  readonly partition: Partition<Row, Subject>;
  readonly column: Column<Row, Subject>;
  /** The code of the list. */
  readonly code: number;
  readonly count: number;
}

/** Judges each entry once. */
function takeFirst<Kind extends string, Row extends SubjectRow, Subject>(
  assessor: Assessor<Kind, Row, Subject>,
  { partition, column, code, count }: Wanted<Row, Subject>,
): ListEntry[] {
  const verdicts = new Map<number, Verdict>();
  const verdictOf = assessor.verdictIn(partition, column, code);
  const slots = column.listOf(code).take(count, (key, slot) => {
    const verdict = verdictOf(key, slot);
    if (verdict !== undefined) verdicts.set(slot, verdict);
    return verdict !== undefined;
  });
  return slots.map((slot) => {
    const { reason, since, dueAt } = verdicts.get(slot) as Verdict;
    const key = sortKey(code, { since, dueAt });
    return { key, slot, shown: { name: partition.rowAt(slot).name, reason, since, dueAt } };
  });
}

function totalOf(counts: Counts): number {
  return counts.passing + counts.due + counts.failing + counts.unknown;
}
