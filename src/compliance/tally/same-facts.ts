// Whether a change of a row can change a verdict. Compares members by identity first, as the projection interns what repeats.

import { isDeepStrictEqual } from 'node:util';

import type { SubjectRow } from '../verdict.ts';

/** Facts of storage, not of the subject: a row that differs only here is judged as before. */
const BOOKKEEPING = new Set(['resourceVersion', 'generation', 'statusDigest']);

/**
 * Whether two rows of one subject differ in bookkeeping at most. What a row has as an object (the deadlines that a status stores) is
 * made anew with each event: compared by identity, every status that is written would be new facts, to be judged and written again.
 */
export function hasSameFacts<Row extends SubjectRow>(a: Row, b: Row): boolean {
  for (const member in b) {
    if (a[member] === b[member] || BOOKKEEPING.has(member)) continue;
    if (!isDeepStrictEqual(a[member], b[member])) return false;
  }
  return true;
}
