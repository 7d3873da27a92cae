// Whether two rows of one subject say the same, whatever members they have. Compares members by identity first, as projections share
// values that repeat. Decides nothing about what a member means.

import { isDeepStrictEqual } from 'node:util';

/**
 * Whether two rows differ in the `ignored` members at most. A member that is an object (the deadlines that a status stores) is made
 * anew with each event: compared by identity alone, every status that is written would be new facts, to be judged and written again.
 */
export function hasSameMembers<Row extends object>(a: Row, b: Row, ignored: ReadonlySet<string>): boolean {
  for (const member in b) {
    if (a[member] === b[member] || ignored.has(member)) continue;
    if (!isDeepStrictEqual(a[member], b[member])) return false;
  }
  return true;
}
