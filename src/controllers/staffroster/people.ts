// Counts the people of a roster by their state, for its status. Names nobody. Pure.

import type { Person } from '../../compliance/access/staff.ts';
import type { PeopleCounts } from './observation.ts';

export function countPeople(people: readonly Person[]): PeopleCounts {
  const counts = { total: people.length, active: 0, inactive: 0, offboarded: 0, pending: 0, unknown: 0 };
  for (const { state } of people) counts[state]++;
  return counts;
}
