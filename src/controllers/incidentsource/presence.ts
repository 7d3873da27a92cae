// Says of a stored incident whether its source still lists it, where that is news. Decides nothing about its state.

import type { Presence } from '../../compliance/presence.ts';
import type { IncidentRow, Synced } from '../../compliance/verdict.ts';

/** Compares with what is stored, or with what was said before and is not stored yet. Nothing for an incident that is not stored. */
export function notePresence(presence: Presence, row: IncidentRow | undefined, now: Synced): void {
  if (row === undefined) return;
  const key = `${row.namespace}/${row.name}`;
  if ((presence.get(key) ?? row.synced ?? 'Listed') !== now) presence.set(key, now);
}
