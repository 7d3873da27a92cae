// The StaffRoster controller: reads the people of each roster at its interval, and keeps them in memory. A change of a roster's spec, or the
// annotations that request a reading or confirm one, trigger a reconcile. Its own status writes trigger none.

import { SECRET, STAFF_ROSTER } from '../../api/kinds.ts';
import { writesStatus } from '../../api/permissions.ts';
import type { Controller } from '../../runtime/controller.ts';
import type { ControllerShell, KindDescriptor } from '../descriptor.ts';
import { CONFIGURATION } from '../people.ts';
import { ListingMemories } from '../reading/listing-memory.ts';
import { createReadingController } from '../reading/reading-controller.ts';
import type { RosterDeps } from './deps.ts';
import { createObserve } from './observe.ts';
import { plan } from './plan.ts';

/** A reading mostly waits for its directory. */
const WORKERS = 8;
/** Directories that hang occupy these workers of their namespace. */
const PER_NAMESPACE = 2;
/** Readings of one roster that people ask for: so many at once, then one in this time. None is lost. */
const REQUESTS = { burst: 30, everyMs: 10_000 } as const;

export const rosterKind: KindDescriptor = {
  permissions: [
    { type: STAFF_ROSTER, verbs: ['get'], why: 'A roster is read again before its first reading.' },
    writesStatus(STAFF_ROSTER),
    {
      type: SECRET,
      verbs: ['get'],
      why: 'Lists of accounts and people, and credentials of directories: by name, in the namespace of the object that names them.',
    },
  ],
  people: CONFIGURATION,
  perNamespace: PER_NAMESPACE,
  create: ({ shell, caches: { rosters }, freshness, ...parts }) =>
    createRosterController({
      ...{ ...parts, shell, rosters, client: shell.client, clock: shell.clock, log: shell.log },
      freshness: freshness.of(STAFF_ROSTER.kind),
    }),
};

interface RosterControllerOptions extends Omit<RosterDeps, 'memories'> {
  readonly shell: ControllerShell;
}

function createRosterController({ shell, ...given }: RosterControllerOptions): Controller {
  const deps: RosterDeps = { ...given, memories: new ListingMemories() };
  return createReadingController({
    ...{ shell, plan, objects: deps.rosters, observe: createObserve(deps), workers: WORKERS },
    ...{ requests: REQUESTS, hindrances: deps.hindrances, held: [deps.memories, deps.freshness, deps.access] },
  });
}
