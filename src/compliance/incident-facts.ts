// A digest of the conclusions in an incident's status, without the history of how they came about. Two statuses with the same digest
// need no write. The row keeps the digest, so that no incident has to be read to find out that nothing changed.

import { type Condition, findCondition } from '../api/conditions.ts';
import type { IncidentStatus } from '../api/v1alpha1/incident.gen.ts';
import { digestOf } from './digest.ts';
import type { Synced } from './verdict.ts';
import { WRITTEN_BACK } from './write-back.ts';

/** Leaves out the timeline, messages and times of conditions, and what the write-back keeps there. */
export function statusDigest(status: IncidentStatus): number {
  const { timeline: _history, writeBack: _writes, conditions = [], ...conclusions } = status;
  const own = conditions.filter(({ type }) => type !== WRITTEN_BACK);
  return digestOf({ ...conclusions, conditions: own.map(essence).toSorted(byType) });
}

const LEFT = ['OutOfScope', 'SourceMissing', 'NotRepeated'] as const satisfies readonly Synced[];

/** What the stored `Synced` condition says; undefined while there is none. */
export function storedSynced(status: IncidentStatus | undefined): Synced | undefined {
  const condition = findCondition(status?.conditions, 'Synced');
  if (condition === undefined) return undefined;
  if (condition.status === 'True') return 'Listed';
  const { reason } = condition;
  return LEFT.find((left) => left === reason) ?? 'NotFoundUpstream';
}

const essence = ({ type, status, reason, observedGeneration }: Condition) => ({
  type,
  status,
  reason,
  observedGeneration,
});

const byType = (one: { type: string }, other: { type: string }): number => (one.type < other.type ? -1 : 1);
