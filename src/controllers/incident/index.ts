// The Incident controller: derives the status of each incident. Woken by a change of the incident, of a check's verdict on it, of its
// being listed in its source, and of there being that source.

import { keyOf } from '../../api/meta.ts';
import type { Controller, ControllerOptions } from '../../runtime/controller.ts';
import type { IncidentRow } from '../../compliance/verdict.ts';
import { createControllerOfMany } from '../../runtime/controller-of-many.ts';
import type { Row } from '../../runtime/lister.ts';
import { Patience } from '../../runtime/patience.ts';
import type { IncidentObservation } from './observation.ts';
import { createObserve, type IncidentDeps } from './observe.ts';
import { plan } from './plan.ts';

type Shell = Omit<ControllerOptions<IncidentObservation>, 'name' | 'observe' | 'plan' | 'client' | 'workers'>;

/** Statuses are independent of each other; the client limits what is really in flight. */
const WORKERS = 32;
/** So long the stored status stands while verdicts are worked out: as a rule that takes milliseconds. */
const MAX_WAIT_MS = 30_000;

export interface IncidentControllerOptions extends IncidentDeps {
  readonly shell: Shell;
  /** Calls back with the key of each incident of which some check changed its verdict; returns the unsubscribe function. */
  readonly onVerdicts: (listener: (key: string) => void) => void;
}

export function createIncidentController({ shell, onVerdicts, ...deps }: IncidentControllerOptions): Controller {
  const { client, incidents, sources, presence, verdictsOf } = deps;
  const { clock, queue } = shell;
  const patience = new Patience({ clock, queue, maxMs: MAX_WAIT_MS });
  const look = createObserve(deps);
  const observe: typeof look = async function* (key, signal) {
    if (!patience.shouldWait(key, (verdictsOf(key)?.evaluating ?? 0) > 0)) yield* look(key, signal);
  };
  const { controller, wake } = createControllerOfMany(
    { ...shell, name: 'incident', client, observe, plan, workers: WORKERS },
    () => Array.from(incidents.list(), keyOf),
  );
  incidents.onChange((before, after) => {
    const row = after ?? before;
    if (row !== undefined) wake(keyOf(row));
  });
  sources.onChange((before, after) => {
    if (before !== undefined && after !== undefined) return;
    const source = before ?? after;
    for (const row of incidents.list()) if (isOf(row, source)) wake(keyOf(row));
  });
  presence.onChange(wake);
  onVerdicts(wake);
  return controller;
}

function isOf({ namespace, source }: IncidentRow, { namespace: its, name }: Partial<Row> = {}): boolean {
  return source === name && namespace === its;
}
