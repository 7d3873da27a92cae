// What of an incident's status is a conclusion, as opposed to the record of how it came about: two statuses with the same
// facts need no write. Lets a row stand in for the stored status, so that no incident is read to find out that nothing changed.

import { type Condition, findCondition } from '../api/conditions.ts';
import type { IncidentStatus } from '../api/v1alpha1/incident.gen.ts';
import { digestOf } from './digest.ts';
import type { Synced } from './verdict.ts';

/** Leaves out the timeline, messages and times of conditions. */
export function statusDigest(status: IncidentStatus): number {
  const { timeline: _history, conditions, ...conclusions } = status;
  return digestOf({ ...conclusions, conditions: (conditions ?? []).map(essence).toSorted(byType) });
}

/** What the stored `Synced` condition says; undefined while there is none. */
export function storedSynced(status: IncidentStatus | undefined): Synced | undefined {
  const condition = findCondition(status?.conditions, 'Synced');
  if (condition === undefined) return undefined;
  if (condition.status === 'True') return 'Listed';
  const { reason } = condition;
  return reason === 'OutOfScope' || reason === 'SourceMissing' ? reason : 'NotFoundUpstream';
}

const essence = ({ type, status, reason, observedGeneration }: Condition) => ({
  type,
  status,
  reason,
  observedGeneration,
});

const byType = (one: { type: string }, other: { type: string }): number => (one.type < other.type ? -1 : 1);
