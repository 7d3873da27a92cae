// Common code of the verdict tables: a row is a subject, an instant and the expected verdict. Every row is also checked against the rule
// for all verdicts: a verdict does not change before its `holdsUntil`.

import { expect } from 'vitest';

import type { ComplianceCheckSpec } from '../../../src/api/v1alpha1/compliancecheck.gen.ts';
import { type CheckTypeName, checkTypes } from '../../../src/compliance/checks/registry.ts';
import { JoinedIncident, type Joins, NOTHING_JOINED } from '../../../src/compliance/joined-incident.ts';
import type { ReviewRow } from '../../../src/compliance/reviews/review-row.ts';
import type { IncidentRow, Verdict } from '../../../src/compliance/verdict.ts';
import { anIncidentCheck, anIncidentRow, aReviewRow, type IncidentCheck } from '../builders/compliance.ts';

export const SECOND = 1_000;
export const HOUR = 3_600 * SECOND;
export const DAY = 24 * HOUR;

export interface VerdictRow {
  readonly name: string;
  readonly because: string;
  /** The check's own members. Its type is that of the table. */
  readonly check?: Partial<ComplianceCheckSpec>;
  /** When the check was created, which no verdict may depend on. Long before when absent. */
  readonly created?: string;
  readonly incident?: Partial<IncidentRow>;
  /** No review exists when absent. */
  readonly review?: Partial<ReviewRow>;
  readonly joins?: Partial<Joins>;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Result and reason. */
  readonly want: string;
  readonly since?: number | undefined;
  readonly dueAt?: number | undefined;
}

/** The subject of a row: an open incident with severity High, changed by the row's members. */
function subjectOf({ incident, review, joins }: VerdictRow): JoinedIncident {
  const reviewOf = () => review && aReviewRow(review);
  return new JoinedIncident(anIncidentRow(incident), { ...NOTHING_JOINED, reviewOf, ...joins });
}

/** Evaluates a row with a check of the type. Asserts the row's verdict, and that it holds until `holdsUntil`. */
export function expectVerdict(type: CheckTypeName, row: VerdictRow): void {
  const check = anIncidentCheck({ type, ...row.check }, { creationTimestamp: row.created ?? '2025-01-01T00:00:00Z' });
  const subject = subjectOf(row);
  const verdict = check.judge(subject, row.at);
  expect(`${verdict.result} ${verdict.reason}`).toBe(row.want);
  if ('since' in row) expect(verdict.since).toBe(row.since);
  if ('dueAt' in row) expect(verdict.dueAt).toBe(row.dueAt);
  expectHeld(check, subject, row.at, verdict);
}

/** Asserts that the verdict is equal in every member at any instant up to `holdsUntil`. */
function expectHeld(check: IncidentCheck, subject: JoinedIncident, at: number, verdict: Verdict): void {
  const until = verdict.holdsUntil ?? at + 20 * 365 * DAY;
  expect(until).toBeGreaterThanOrEqual(at);
  const between = [at + 1, at + SECOND, at + HOUR, at + DAY, at + 400 * DAY, Math.floor((at + until) / 2), until];
  for (const later of between) if (later <= until) expect(check.judge(subject, later)).toEqual(verdict);
}

/** The reasons that the rows of a table expect, and those that the type documents. A table is complete when they are equal. */
export function reasonsOf(
  type: keyof typeof checkTypes,
  rows: readonly VerdictRow[],
): { given: string[]; documented: string[] } {
  const given = new Set(rows.map(({ want }) => want.slice(want.indexOf(' ') + 1)));
  return { given: [...given].toSorted(), documented: Object.keys(checkTypes[type].reasons).toSorted() };
}

/** One second before a deadline, the deadline itself, and one second (and one millisecond) after it. */
export function around(
  deadline: number,
  row: Omit<VerdictRow, 'at' | 'want' | 'name' | 'because'> & { readonly name: string },
  [before, after]: readonly [before: string, after: string],
): VerdictRow[] {
  return [
    {
      ...row,
      at: deadline - SECOND,
      want: before,
      name: `${row.name}, one second before`,
      because: 'there is still time',
    },
    { ...row, at: deadline, want: before, name: `${row.name}, at it`, because: 'on time includes the last instant' },
    { ...row, at: deadline + 1, want: after, name: `${row.name}, a millisecond after`, because: 'after it is late' },
    { ...row, at: deadline + SECOND, want: after, name: `${row.name}, one second after`, because: 'after it is late' },
  ];
}
