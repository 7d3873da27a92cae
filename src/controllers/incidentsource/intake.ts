// The Delivery controller: what was pushed to a source becomes incidents, and is deleted then. Its keys are sources, so that what one source
// sends is applied in turn; it has a queue of its own, as a source that is being read must not delay what arrives.

import { DELIVERY, INCIDENT_SOURCE } from '../../api/kinds.ts';
import type { Delivery } from '../../api/v1alpha1/delivery.gen.ts';
import { type Controller, createController } from '../../runtime/controller.ts';
import type { ObjectRow } from '../../runtime/object-row.ts';
import type { ControllerParts, ControllerShell, KindDescriptor } from '../descriptor.ts';
import { createIntakeObserve } from './intake-observe.ts';
import type { IntakeDeps } from './intake-deps.ts';
import { SourceMemories } from './memory.ts';
import { planIntake } from './plan-intake.ts';
import { rememberDeleted } from './remember-deleted.ts';

const WORKERS = 32;
/** Vendors that hang while a hint is looked up occupy these workers of their namespace. */
const PER_NAMESPACE = 8;

export const deliveryKind: KindDescriptor = {
  permissions: [{ type: DELIVERY, verbs: ['delete'], why: 'What a sender pushed goes once it is applied.' }],
  // People read them, and no role of theirs writes one: it would go round the signature.
  people: {},
  perNamespace: PER_NAMESPACE,
  create: createDeliveryController,
};

function createDeliveryController({ shell, caches, judge, freshness, ...parts }: ControllerParts): Controller {
  const deps: IntakeDeps = {
    ...parts,
    ...{ client: shell.client, clock: shell.clock, log: shell.log },
    ...{ sources: caches.sources, checks: caches.checks, incidents: caches.incidents, deliveries: caches.deliveries },
    freshness: freshness.of(INCIDENT_SOURCE.kind),
    census: judge.census,
    memories: new SourceMemories(),
  };
  rememberDeleted(deps);
  wake(deps, shell);
  const observe = createIntakeObserve(deps, (key, ms) => shell.queue.addAfter(key, ms));
  const controller = createController({ ...shell, observe: observe.observe, plan: planIntake, workers: WORKERS });
  return {
    name: controller.name,
    async run(signal) {
      for (const row of deps.deliveries.list()) shell.queue.add(sourceOf(row));
      await controller.run(signal);
      observe.forget();
      deps.memories.clear();
    },
  };
}

function wake({ deliveries }: IntakeDeps, { queue }: ControllerShell): void {
  deliveries.onChange((_before, after) => {
    if (after !== undefined) queue.add(sourceOf(after));
  });
}

function sourceOf({ namespace = '', object }: ObjectRow<Delivery>): string {
  return `${namespace}/${object.spec.sourceRef.name}`;
}
