// How many new incidents a source may still store, by the limits of its tenant. What is beyond them is left out: the source is not complete
// then, and everything is read again once there is room. Writes nothing.

import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { SourceDeps } from './deps.ts';
import type { SourceMemory } from './memory.ts';
import type { DesiredIncident } from './observation.ts';

type RoomDeps = Pick<SourceDeps, 'census' | 'limits'>;

/** New incidents that fit, apart from `pending` ones that are stored and not in the cache yet. */
function roomOf({ census, limits }: RoomDeps, { metadata }: IncidentSource, pending: number): number {
  const { namespace = '', name } = metadata;
  const inSource = limits.incidentsPerSource - census.ofSource(namespace, name).total;
  const inNamespace = limits.incidentsPerNamespace - census.ofNamespace(namespace);
  return Math.max(0, Math.min(inSource, inNamespace) - pending);
}

/** Before a sync: incidents were left out, and there is room again, so everything is read. */
export function makeRoom(deps: RoomDeps, source: IncidentSource, memory: SourceMemory): void {
  if (!memory.leftOut || roomOf(deps, source, 0) === 0) return;
  memory.lastFullMs = undefined;
}

/** The incidents that may be written: all that are on record, and of the new ones those for which there is room. */
export function withinRoom(
  deps: RoomDeps,
  { source, memory, pending }: { source: IncidentSource; memory: SourceMemory; pending: number },
  desired: readonly DesiredIncident[],
): readonly DesiredIncident[] {
  const isNew = ({ row }: DesiredIncident): boolean => row === undefined;
  const added = desired.filter(isNew);
  const room = roomOf(deps, source, pending);
  if (added.length <= room) return desired;
  memory.leftOut = true;
  const leftOut = new Set(added.slice(room));
  return desired.filter((each) => !leftOut.has(each));
}
