// The CriticalSystem controller: reads the accounts of each system at its interval, keeps them in memory, and says in the status what is found
// of them. A change of a system's spec, the annotations that request a reading or confirm one, and a change of the people that its accounts
// belong to trigger a reconcile. Its own status writes trigger none.

import { Allowance } from '../../base/allowance.ts';
import { COMPLIANCE_CHECK, CRITICAL_SYSTEM, SECRET, STAFF_ROSTER } from '../../api/kinds.ts';
import { writesStatus } from '../../api/permissions.ts';
import { CONFIRM_SHRINK } from '../../compliance/shrink-guard.ts';
import { type Controller, createController } from '../../runtime/controller.ts';
import type { ControllerShell, KindDescriptor } from '../descriptor.ts';
import { CONFIGURATION } from '../people.ts';
import { REQUESTED_AT } from '../reading/object-status.ts';
import { isNews } from '../reading/watched-object.ts';
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
const ANNOTATIONS = [REQUESTED_AT, CONFIRM_SHRINK];

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
  const asked = new Allowance(REQUESTS);
  deps.systems.onChange((before, after) => {
    const row = after ?? before;
    if (row === undefined || !isNews(before, after, ANNOTATIONS)) return;
    const key = `${row.namespace ?? ''}/${row.name}`;
    if (after === undefined) asked.forget(key);
    shell.queue.addAfter(key, after === undefined ? 0 : asked.take(key, deps.clock.monotonicMs()));
  });
  deps.rosters.onChange((before, after) => {
    const row = after ?? before;
    if (row !== undefined && (before === undefined) !== (after === undefined)) {
      enqueueOf(deps, shell, `${row.namespace ?? ''}/${row.name}`);
    }
  });
  deps.access.onSystem((key) => shell.queue.add(key));
  const enqueueAll = (): void => {
    for (const row of deps.systems.list()) shell.queue.add(`${row.namespace ?? ''}/${row.name}`);
  };
  deps.hindrances.onChange(enqueueAll);
  const controller = createController({ ...shell, observe: createObserve(deps), plan, workers: WORKERS });
  return {
    name: controller.name,
    async run(signal) {
      // This replica has not read the systems yet. Until it has, stored results stay valid.
      enqueueAll();
      await controller.run(signal);
      deps.memories.clear();
      deps.freshness.clear();
      deps.access.clear();
    },
  };
}

/** The systems whose accounts are matched with the people of a roster. */
function enqueueOf({ systems }: SystemDeps, { queue }: ControllerShell, rosterKey: string): void {
  for (const { object } of systems.list()) {
    if (rosterKeyOf(object) === rosterKey) queue.add(`${object.metadata.namespace ?? ''}/${object.metadata.name}`);
  }
}
