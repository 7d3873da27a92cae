// The grace period that every check type has: what fails is Due until the period ends, counted from when it began to fail by the
// facts. On time includes the deadline itself.

import type { Verdict } from '../verdict.ts';
import { due, failing } from './verdicts.ts';

/**
 * A failing verdict within its grace is Due until `since` + grace; later it fails, since that deadline. Others stay as they are,
 * and so does a failure without a beginning: there is nothing to count from, and it must not be excused for good.
 */
export function withGrace(verdict: Verdict, graceMs: number, nowMs: number): Verdict {
  if (graceMs === 0 || verdict.result !== 'Failing' || verdict.since === undefined) return verdict;
  const { reason, since, holdsUntil } = verdict;
  const dueAt = since + graceMs;
  if (nowMs > dueAt) return failing(reason, dueAt, dueAt, holdsUntil);
  return due(reason, since, dueAt, Math.min(dueAt, holdsUntil ?? dueAt));
}
