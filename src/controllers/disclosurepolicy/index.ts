// The DisclosurePolicy controller: shows what is owed by each policy over all incidents. Woken by a change of the policy and of what is
// owed; at most once a second per policy, however many incidents change.

import type { DisclosurePolicy } from '../../api/v1alpha1/disclosurepolicy.gen.ts';
import type { DisclosureCounts } from '../../compliance/disclosure/book.ts';
import type { Policies } from '../../compliance/policies.ts';
import type { KubeClient } from '../../kube/client.ts';
import { type Controller, type ControllerOptions, createController } from '../../runtime/controller.ts';
import type { Lister } from '../../runtime/lister.ts';
import type { ObjectRow } from '../../runtime/object-row.ts';
import { Pace } from '../../runtime/pace.ts';
import type { ApplyReport } from '../../runtime/plan.ts';
import { type DisclosurePolicyObservation, plan } from './plan.ts';

type Shell = Omit<ControllerOptions<DisclosurePolicyObservation>, 'name' | 'observe' | 'plan' | 'client' | 'workers'>;

const WORKERS = 2;

export interface DisclosurePolicyControllerOptions {
  readonly client: KubeClient;
  readonly disclosurePolicies: Lister<ObjectRow<DisclosurePolicy>>;
  /** Compiled before this controller is told of a change. */
  readonly policies: Pick<Policies, 'compiledDisclosure'>;
  /** What is owed over all incidents; undefined where not all of them are known. */
  readonly countsOf: (name: string) => DisclosureCounts | undefined;
  /** Calls back with the name of each policy of which more, fewer or later disclosures are owed. */
  readonly onDisclosurePolicy: (listener: (name: string) => void) => void;
  readonly shell: Shell;
}

export function createDisclosurePolicyController(options: DisclosurePolicyControllerOptions): Controller {
  const { client, disclosurePolicies, policies, countsOf, onDisclosurePolicy, shell } = options;
  const pace = new Pace({ clock: shell.clock, queue: shell.queue });
  disclosurePolicies.onChange((before, after) => {
    const row = after ?? before;
    if (row !== undefined) pace.wake(row.name);
  });
  onDisclosurePolicy((name) => pace.wake(name));
  return createController({
    ...shell,
    name: 'disclosurepolicy',
    client,
    async *observe(name): AsyncGenerator<DisclosurePolicyObservation, void, ApplyReport> {
      const object = disclosurePolicies.get(name)?.object;
      const compiled = policies.compiledDisclosure(name);
      if (object === undefined || compiled === undefined) return pace.forget(name);
      pace.began(name);
      yield { object, compiled, counts: countsOf(name) };
    },
    plan,
    workers: WORKERS,
  });
}
