// A digest of the conclusions in an incident's status, without the history of how they came about. Two statuses with the same digest
// need no write. The row keeps the digest, so that no incident has to be read to find out that nothing changed.

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
