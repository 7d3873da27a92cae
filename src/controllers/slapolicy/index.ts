// The SLAPolicy controller: says of each policy whether deadlines are worked out by it. Woken by a change of any of them, as which one
// is the default depends on all.

import type { SLAPolicy } from '../../api/v1alpha1/slapolicy.gen.ts';
import type { Policies } from '../../compliance/policies.ts';
import { generalClaimant } from '../../compliance/sla.ts';
import type { KubeClient } from '../../kube/client.ts';
import { type Controller, type ControllerOptions, createController } from '../../runtime/controller.ts';
import type { Lister } from '../../runtime/lister.ts';
import type { ObjectRow } from '../../runtime/object-row.ts';
import type { ApplyReport } from '../../runtime/plan.ts';
import { plan, type SlaPolicyObservation } from './plan.ts';

type Shell = Omit<ControllerOptions<SlaPolicyObservation>, 'name' | 'observe' | 'plan' | 'client' | 'workers'>;

const WORKERS = 2;

export interface SlaPolicyControllerOptions {
  readonly client: KubeClient;
  readonly slaPolicies: Lister<ObjectRow<SLAPolicy>>;
  /** Compiled before this controller is told of a change. */
  readonly policies: Pick<Policies, 'compiledSla' | 'slaClaims'>;
  readonly shell: Shell;
}

export function createSlaPolicyController(options: SlaPolicyControllerOptions): Controller {
  const { client, slaPolicies, policies, shell } = options;
  slaPolicies.onChange((before, after) => {
    const isSameSpec = before?.object.metadata.generation === after?.object.metadata.generation;
    const woken = isSameSpec && after !== undefined ? [after] : slaPolicies.list();
    for (const { name } of woken) shell.queue.add(name);
  });
  return createController({
    ...shell,
    name: 'slapolicy',
    client,
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
