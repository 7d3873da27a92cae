// Records whether its source still lists a stored incident, when that has changed. Decides nothing about the incident's state.

import type { Presence } from '../../compliance/presence.ts';
import type { IncidentRow, Synced } from '../../compliance/verdict.ts';

/** Compares with the stored presence, or with a newer one that is not stored yet. Does nothing for an incident that is not stored. */
export function notePresence(presence: Presence, row: IncidentRow | undefined, now: Synced): void {
  if (row === undefined) return;
  const key = `${row.namespace}/${row.name}`;
  if ((presence.get(key) ?? row.synced ?? 'Listed') !== now) presence.set(key, now);
}
