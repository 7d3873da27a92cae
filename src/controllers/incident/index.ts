// The Incident controller: derives the status of each incident. Woken by a change of the incident, of a check's verdict on it, and
// of its being listed in its source.

import { type Controller, type ControllerOptions, createController } from '../../runtime/controller.ts';
import type { IncidentObservation } from './observation.ts';
import { createObserve, type IncidentDeps } from './observe.ts';
import { plan } from './plan.ts';

type Shell = Omit<ControllerOptions<IncidentObservation>, 'name' | 'observe' | 'plan' | 'client' | 'workers'>;

/** Statuses are independent of each other; the client limits what is really in flight. */
const WORKERS = 32;

export interface IncidentControllerOptions extends IncidentDeps {
  readonly shell: Shell;
  /** Calls back with the key of each incident of which some check changed its verdict; returns the unsubscribe function. */
  readonly onVerdicts: (listener: (key: string) => void) => void;
}

export function createIncidentController({ shell, onVerdicts, ...deps }: IncidentControllerOptions): Controller {
  const { queue } = shell;
  // There are many incidents: a replica that does not lead keeps no list of those that changed, and looks at all when it does.
  let isRunning = false;
  const enqueue = (key: string): void => {
    if (isRunning) queue.add(key);
  };
  deps.incidents.onChange((before, after) => {
    const row = after ?? before;
    if (row !== undefined) enqueue(`${row.namespace}/${row.name}`);
  });
  deps.presence.onChange(enqueue);
  onVerdicts(enqueue);
  const observe = createObserve(deps);
  const controller = createController({
    ...shell,
    name: 'incident',
    client: deps.client,
    observe,
    plan,
    workers: WORKERS,
  });
  return {
    name: controller.name,
    async run(signal) {
      isRunning = true;
      for (const row of deps.incidents.list()) enqueue(`${row.namespace}/${row.name}`);
      await controller.run(signal);
      isRunning = false;
    },
  };
}
