// A controller of errands over a cache, as a kind with effects has one: `wanted` and `plan` are pure, the ports are handed in.

import { keyOf, parseKey } from '../../../src/api/meta.ts';
import type { Clock } from '../../../src/base/clock.ts';
import type { KubeClient } from '../../../src/kube/client.ts';
import { type ControllerOfMany, createControllerOfMany } from '../../../src/runtime/controller-of-many.ts';
import type { EffectPorts, EffectRecord } from '../../../src/runtime/effects.ts';
import type { Logger } from '../../../src/runtime/log.ts';
import type { RuntimeMetrics } from '../../../src/runtime/metrics.ts';
import { type ObjectRow, objectRow } from '../../../src/runtime/object-row.ts';
import type { Plan } from '../../../src/runtime/plan.ts';
import { createReflector } from '../../../src/runtime/reflector.ts';
import { createStore } from '../../../src/runtime/store.ts';
import { createWorkqueue, type Workqueue } from '../../../src/runtime/workqueue.ts';
import type { TrackerEffect } from '../vendors/tracker/ports.ts';
import { ERRAND, type Errand, type ErrandStatus } from './errand.ts';

export interface ErrandDeps {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly ports: EffectPorts<TrackerEffect>;
  readonly log: Logger;
  readonly metrics: RuntimeMetrics;
  readonly workers?: number;
  readonly plan?: typeof planErrand;
}

/** Everything that an errand wants, done or not. */
export function effectsOf({ spec }: Errand): TrackerEffect[] {
  const { incidentID, closedAt, note, lane = 'tracker', credential } = spec;
  const base = { incidentID, lane, ...(credential !== undefined && { revision: credential }) };
  const resolve: TrackerEffect = { ...base, kind: 'Resolve', key: `${incidentID}/${closedAt}/resolve` };
  if (note === undefined) return [resolve];
  return [resolve, { ...base, kind: 'Note', key: `${incidentID}/${closedAt}/note`, text: note }];
}

export function planErrand(errand: Errand, records: readonly EffectRecord[]): Plan {
  const { name, namespace = '', resourceVersion = '' } = errand.metadata;
  const next: ErrandStatus = { result: resultOf(errand, records), effects: records };
  return {
    writes: [],
    status: { target: { type: ERRAND, key: { namespace, name }, resourceVersion, current: errand.status }, next },
    transitions: [],
    requeue: { kind: 'done' },
  };
}

function resultOf(errand: Errand, records: readonly EffectRecord[]): ErrandStatus['result'] {
  const states = effectsOf(errand).map(({ key }) => records.find((record) => record.key === key)?.state);
  if (states.some((state) => state !== 'Done' && state !== 'Refused')) return 'Pending';
  return states.includes('Refused') ? 'Refused' : 'Done';
}

/** A process that keeps errands: its cache, its queue and its controller. */
export interface ErrandProcess {
  readonly queue: Workqueue;
  /** Follows the cluster and leads, until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

export function createErrandProcess(deps: ErrandDeps): ErrandProcess {
  const { client, clock, ports, log, metrics, workers = 2, plan = planErrand } = deps;
  const store = createStore<ObjectRow<Errand>>({ indexes: {}, onHandlerError: () => undefined });
  const common = { client, clock, log, metrics } as const;
  const reflector = createReflector<Errand, ObjectRow<Errand>>({
    ...common,
    type: ERRAND,
    project: objectRow,
    store,
    random: () => 0.5,
  });
  const queue = createWorkqueue({ name: 'errand', clock, random: () => 0, metrics });
  const { controller, wake }: ControllerOfMany = createControllerOfMany<Errand, TrackerEffect>(
    {
      ...common,
      name: 'errand',
      queue,
      workers,
      sink: () => undefined,
      async *observe(key) {
        const row = store.get(keyOf(parseKey(key)));
        if (row !== undefined) yield row.object;
      },
      plan: (errand, _now, records) => plan(errand, records),
      effects: {
        ports,
        statusOf: ({ status }) => status,
        recordsIn: (status) => (status as ErrandStatus | undefined)?.effects ?? [],
        wanted: effectsOf,
      },
    },
    () => [...store.list()].map(keyOf as (row: ObjectRow<Errand>) => string),
  );
  store.onChange((before, after) => {
    const row = after ?? before;
    if (row !== undefined) wake(keyOf({ namespace: row.namespace ?? '', name: row.name }));
  });
  return {
    queue,
    async run(signal) {
      const following = reflector.run(signal);
      await store.whenSynced(signal).catch(() => undefined);
      if (!signal.aborted) await controller.run(signal);
      await following;
      queue.shutdown();
    },
  };
}
