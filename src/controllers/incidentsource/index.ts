// The IncidentSource controller: reads each source at its interval and mirrors its incidents. A change of a source's spec, or the
// annotation that requests a sync, triggers a reconcile. Its own status writes trigger none.

import { Allowance } from '../../base/allowance.ts';
import { COMPLIANCE_CHECK, CONFIG_MAP, INCIDENT, INCIDENT_SOURCE, SECRET } from '../../api/kinds.ts';
import { writesStatus } from '../../api/permissions.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import { type Controller, createController } from '../../runtime/controller.ts';
import type { ObjectRow } from '../../runtime/object-row.ts';
import type { ControllerShell, KindDescriptor } from '../descriptor.ts';
import { CONFIGURATION } from '../people.ts';
import { isNews } from '../reading/watched-object.ts';
import type { SourceDeps } from './deps.ts';
import { SourceMemories } from './memory.ts';
import { Watches } from './watches.ts';
import { createObserve } from './observe.ts';
import { plan } from './plan.ts';
import { hasArrivedNews } from './pushed.ts';
import { rememberDeleted } from './remember-deleted.ts';

export { deliveryKind } from './intake.ts';

/** A sync mostly waits for its source. A slow source must not delay the others. */
const WORKERS = 32;
/** Sources that hang occupy these workers of their namespace, and leave the others to other namespaces. */
const PER_NAMESPACE = 4;

/** Syncs of one source that people ask for, by the annotation or by an edit: so many at once, then one in this time. None is lost. */
const REQUESTS = { burst: 30, everyMs: 10_000 } as const;

export const sourceKind: KindDescriptor = {
  permissions: [
    { type: INCIDENT_SOURCE, verbs: ['get'], why: 'A source is read again just before it is polled.' },
    writesStatus(INCIDENT_SOURCE),
    {
      type: INCIDENT,
      verbs: ['get', 'create', 'patch', 'mirror'],
      why: 'Incidents are mirrored. The policies of config/admission ask for `mirror` where facts of a mirrored incident are written.',
    },
    {
      type: COMPLIANCE_CHECK,
      verbs: ['create'],
      why: 'Default checks are created when they are absent and never changed afterwards.',
    },
    {
      type: SECRET,
      verbs: ['get'],
      why: 'Credentials. Each is read by its name, in the namespace of the source that names it.',
    },
    { type: CONFIG_MAP, verbs: ['get'], why: 'A source may read its incidents from one.' },
  ],
  people: CONFIGURATION,
  perNamespace: PER_NAMESPACE,
  create: ({ shell, caches: { sources, checks, incidents }, judge, freshness, ...parts }) =>
    createIncidentSourceController({
      ...{ ...parts, shell, sources, checks, incidents },
      ...{ client: shell.client, clock: shell.clock, log: shell.log },
      freshness: freshness.of(INCIDENT_SOURCE.kind),
      census: judge.census,
    }),
};

type SourceRow = ObjectRow<IncidentSource> | undefined;

interface SourceControllerOptions extends Omit<SourceDeps, 'memories' | 'watches'> {
  readonly shell: ControllerShell;
}

function createIncidentSourceController({ shell, ...given }: SourceControllerOptions): Controller {
  const asked = new Allowance(REQUESTS);
  const hint = (key: string): void => shell.queue.addAfter(key, asked.take(key, shell.clock.monotonicMs()));
  const watches = new Watches(hint);
  const deps: SourceDeps = { ...given, memories: new SourceMemories(), watches };
  deps.sources.onChange((before, after) => {
    const row = after ?? before;
    if (row === undefined || !(isNews(before, after) || hasArrivals(before, after))) return;
    const key = `${row.namespace ?? ''}/${row.name}`;
    if (after === undefined) asked.forget(key);
    shell.queue.addAfter(key, after === undefined ? 0 : asked.take(key, deps.clock.monotonicMs()));
  });
  rememberDeleted(deps);
  deps.hindrances.onChange(() => {
    for (const row of deps.sources.list()) shell.queue.add(`${row.namespace ?? ''}/${row.name}`);
  });
  const controller = createController({
    ...shell,
    observe: createObserve(deps),
    plan,
    workers: WORKERS,
  });
  return {
    name: controller.name,
    async run(signal) {
      // This replica has not read the sources yet: it polls each of them now. Until then the stored data stays valid.
      for (const row of deps.sources.list()) shell.queue.add(`${row.namespace ?? ''}/${row.name}`);
      await controller.run(signal);
      watches.clear();
      deps.memories.clear();
      deps.freshness.clear();
    },
  };
}

function hasArrivals(before: SourceRow, after: SourceRow): boolean {
  return before !== undefined && after !== undefined && hasArrivedNews(before.object, after.object);
}
