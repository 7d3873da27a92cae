// The Incident controller: derives the status of each incident. Woken by a change of the incident or of a check's verdict on it, and when
// its source lists it, omits it, is created or is deleted.

import { INCIDENT } from '../../api/kinds.ts';
import { keyOf } from '../../api/meta.ts';
import { writesStatus } from '../../api/permissions.ts';
import { incidentSubjects } from '../../compliance/subjects/incident.ts';
import type { IncidentRow } from '../../compliance/verdict.ts';
import type { Controller } from '../../runtime/controller.ts';
import { createControllerOfMany } from '../../runtime/controller-of-many.ts';
import type { Row } from '../../runtime/lister.ts';
import { SettleDelay } from '../../runtime/settle-delay.ts';
import type { ControllerParts, KindDescriptor } from '../descriptor.ts';
import { RECORD } from '../people.ts';
import { createObserve } from './observe.ts';
import { plan } from './plan.ts';

/** Statuses are independent of each other; the client limits what is really in flight. */
const WORKERS = 32;
/** How long the stored status stays while verdicts are worked out, which usually takes milliseconds. */
const MAX_WAIT_MS = 30_000;

export const incidentKind: KindDescriptor = {
  permissions: [
    {
      type: INCIDENT,
      verbs: ['get'],
      why: 'The caches hold rows; the whole object is read before its status is written, unless the watch has just delivered it.',
    },
    writesStatus(INCIDENT),
  ],
  people: { ...RECORD, retention: [...RECORD.retention, 'purge'], restore: ['mirror'] },
  create: createIncidentController,
};

function createIncidentController(parts: ControllerParts): Controller {
  const { shell, caches, judge, presence, acknowledgements, recentStatuses } = parts;
  const { incidents, sources } = caches;
  const { client, clock, queue } = shell;
  const settleDelay = new SettleDelay({ clock, queue, maxMs: MAX_WAIT_MS });
  const verdictsOf = (key: string) => judge.tally.of(incidentSubjects).ofSubject(key);
  const look = createObserve({
    ...{ client, incidents, sources, presence, acknowledgements, verdictsOf },
    now: () => clock.now(),
    joined: (row) => judge.joined(row),
    recentStatus: (key, resourceVersion) => recentStatuses.take(key, resourceVersion),
  });
  const observe: typeof look = async function* (key, signal) {
    if (!settleDelay.shouldWait(key, (verdictsOf(key)?.evaluating ?? 0) > 0)) yield* look(key, signal);
  };
  const { controller, wake } = createControllerOfMany({ ...shell, observe, plan, workers: WORKERS }, () =>
    Array.from(incidents.list(), keyOf),
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
  acknowledgements.onChange(wake);
  judge.onSubject(incidentSubjects, wake);
  return controller;
}

function isOf({ namespace, source }: IncidentRow, { namespace: its, name }: Partial<Row> = {}): boolean {
  return source === name && namespace === its;
}
