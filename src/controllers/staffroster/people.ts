// Counts the people of a roster by their state, for its status. Names nobody. Pure.

import type { Person } from '../../compliance/access/staff.ts';
import type { PeopleCounts } from './observation.ts';

/** `rejected`: people who could not be read. They count as unknown. */
export function countPeople(people: readonly Person[], rejected: number): PeopleCounts {
  const total = people.length + rejected;
  const counts = { total, active: 0, inactive: 0, offboarded: 0, pending: 0, unknown: rejected };
  for (const { state } of people) counts[state]++;
  return counts;
}
