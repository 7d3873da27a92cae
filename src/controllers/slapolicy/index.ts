// The SLAPolicy controller: says of each policy whether it is used. Woken by a change of any of them, as the default depends on all.

import { SLA_POLICY } from '../../api/kinds.ts';
import { writesStatus } from '../../api/permissions.ts';
import { generalClaimant } from '../../compliance/sla.ts';
import { type Controller, createController } from '../../runtime/controller.ts';
import type { ApplyReport } from '../../runtime/plan.ts';
import type { ControllerParts, KindDescriptor } from '../descriptor.ts';
import { POLICY } from '../people.ts';
import { plan, type SlaPolicyObservation } from './plan.ts';

const WORKERS = 2;

export const slaPolicyKind: KindDescriptor = {
  permissions: [writesStatus(SLA_POLICY)],
  people: POLICY,
  create: createSlaPolicyController,
};

function createSlaPolicyController({ shell, caches: { slaPolicies }, judge }: ControllerParts): Controller {
  // The policies are compiled before this controller is told of a change.
  const { policies } = judge.joins;
  slaPolicies.onChange((before, after) => {
    const isSameSpec = before?.object.metadata.generation === after?.object.metadata.generation;
    const woken = isSameSpec && after !== undefined ? [after] : slaPolicies.list();
    for (const { name } of woken) shell.queue.add(name);
  });
  return createController({
    ...shell,
    async *observe(name): AsyncGenerator<SlaPolicyObservation, void, ApplyReport> {
      const object = slaPolicies.get(name)?.object;
      const compiled = policies.compiledSla(name);
      if (object === undefined || compiled === undefined) return;
      yield { object, compiled, general: generalClaimant(policies.slaClaims) };
    },
    plan,
    workers: WORKERS,
  });
}
