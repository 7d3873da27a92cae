// Reads the people of one roster, from a file in its Secret or from its directory, into memory. Writes nothing to the cluster. People that
// cannot all be read are not taken: those of the last good reading stay.

import { directoryNameOf } from '../../api/providers.ts';
import type { StaffRoster } from '../../api/v1alpha1/staffroster.gen.ts';
import { Staff } from '../../compliance/access/staff.ts';
import { guardedBy, judgeShrink } from '../../compliance/shrink-guard.ts';
import type { ListingOutcome } from '../reading/listing.ts';
import { obstacleOf } from '../reading/refusals.ts';
import type { RosterReadDeps } from './deps.ts';
import { readDirectory } from './directory.ts';
import { readFile } from './file.ts';
import type { PeopleRead } from './observation.ts';

/** Returns an outcome whatever the directory does. Throws only when the cluster does not answer. */
export async function readRoster(
  deps: RosterReadDeps,
  roster: StaffRoster,
  key: string,
  signal: AbortSignal,
): Promise<ListingOutcome> {
  try {
    const isFile = directoryNameOf(roster.spec) === undefined;
    const read = await (isFile ? readFile(deps, roster, key, signal) : readDirectory(deps, roster, signal));
    return read.kind === 'people' ? take(deps, roster, key, read) : read;
  } catch (error) {
    return obstacleOf(error);
  }
}

function take(
  deps: RosterReadDeps,
  roster: StaffRoster,
  key: string,
  { people, version, facts }: Extract<PeopleRead, { kind: 'people' }>,
): ListingOutcome {
  if (people === undefined) return { kind: 'read', shrink: { kind: 'taken' }, ...facts };
  const guarded = guardedBy(roster, {
    before: roster.status?.people?.total,
    count: people.length + facts.rejected.length,
  });
  const shrink = judgeShrink(guarded);
  if (shrink.kind === 'shrunk') return { kind: 'shrunk', guarded };
  deps.access.setStaff(key, new Staff(people, roster.spec));
  Object.assign(deps.memories.of(key), { version, rejected: facts.rejected.length });
  return { kind: 'read', shrink, ...facts };
}
