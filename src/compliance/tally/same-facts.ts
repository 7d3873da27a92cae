// Whether a change of a row can change a verdict. Compares members by identity, as the projection interns what repeats.

import type { SubjectRow } from '../verdict.ts';

/** Facts of storage, not of the subject: a row that differs only here is judged as before. */
const BOOKKEEPING = new Set(['resourceVersion', 'generation', 'statusDigest']);

/** Whether two rows of one subject differ in bookkeeping at most. */
export function hasSameFacts<Row extends SubjectRow>(a: Row, b: Row): boolean {
  for (const member in b) {
    if (a[member] !== b[member] && !BOOKKEEPING.has(member)) return false;
  }
  return true;
}
