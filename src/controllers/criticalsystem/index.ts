// The CriticalSystem controller: reads the accounts of each system at its interval, keeps them in memory, and says in the status what is found
// of them. A change of a system's spec, the annotations that request a reading or confirm one, and a change of the people that its accounts
// belong to trigger a reconcile. Its own status writes trigger none.

import { COMPLIANCE_CHECK, CRITICAL_SYSTEM, SECRET, STAFF_ROSTER } from '../../api/kinds.ts';
import { writesStatus } from '../../api/permissions.ts';
import type { Controller } from '../../runtime/controller.ts';
import type { ControllerShell, KindDescriptor } from '../descriptor.ts';
import { CONFIGURATION } from '../people.ts';
import { createReadingController } from '../reading/reading-controller.ts';
import type { SystemDeps } from './deps.ts';
import { SystemMemories } from './memory.ts';
import { createObserve } from './observe.ts';
import { plan } from './plan.ts';
import { rosterKeyOf } from './roster-state.ts';

/** A reading mostly waits for its vendor. */
const WORKERS = 16;
/** Systems that hang occupy these workers of their namespace. */
const PER_NAMESPACE = 4;
/** Readings of one system that people ask for: so many at once, then one in this time. None is lost. */
const REQUESTS = { burst: 30, everyMs: 10_000 } as const;

export const systemKind: KindDescriptor = {
  permissions: [
    { type: CRITICAL_SYSTEM, verbs: ['get'], why: 'A system is read again before its first reading.' },
    writesStatus(CRITICAL_SYSTEM),
    {
      type: COMPLIANCE_CHECK,
      verbs: ['create'],
      why: 'Default checks are created when they are absent and never changed afterwards.',
    },
    {
      type: SECRET,
      verbs: ['get'],
      why: 'Lists of accounts and people, and the credentials for reading them: by name, in the namespace of the object that names them.',
    },
  ],
  people: {
    ...CONFIGURATION,
    gitops: [...CONFIGURATION.gitops, 'vouch'],
    restore: ['vouch'],
  },
  perNamespace: PER_NAMESPACE,
  create: ({ shell, caches: { systems, rosters, checks }, freshness, ...parts }) => {
    const deps = {
      ...{ ...parts, systems, rosters, checks, client: shell.client, clock: shell.clock, log: shell.log },
      freshness: freshness.of(CRITICAL_SYSTEM.kind),
      rosterFreshness: freshness,
      memories: new SystemMemories(),
    };
    freshness.onChange(({ kind, key }) => {
      if (kind === STAFF_ROSTER.kind) enqueueOf(deps, shell, key);
    });
    return createSystemController(deps, shell);
  },
};

function createSystemController(deps: SystemDeps, shell: ControllerShell): Controller {
  deps.rosters.onChange((before, after) => {
    const row = after ?? before;
    if (row !== undefined && (before === undefined) !== (after === undefined)) {
      enqueueOf(deps, shell, `${row.namespace ?? ''}/${row.name}`);
    }
  });
  deps.access.onSystem((key) => shell.queue.add(key));
  return createReadingController({
    ...{ shell, plan, objects: deps.systems, observe: createObserve(deps), workers: WORKERS },
    ...{ requests: REQUESTS, hindrances: deps.hindrances, held: [deps.memories, deps.freshness, deps.access] },
  });
}

/** The systems whose accounts are matched with the people of a roster. */
function enqueueOf({ systems }: SystemDeps, { queue }: ControllerShell, rosterKey: string): void {
  for (const { object } of systems.list()) {
    if (rosterKeyOf(object) === rosterKey) queue.add(`${object.metadata.namespace ?? ''}/${object.metadata.name}`);
  }
}
