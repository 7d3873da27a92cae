// The DisclosurePolicy controller: counts what is owed by each policy over all incidents. Woken by a change of the policy and of what is
// owed; at most once a second per policy.

import { DISCLOSURE_POLICY } from '../../api/kinds.ts';
import { writesStatus } from '../../api/permissions.ts';
import { type Controller, createController } from '../../runtime/controller.ts';
import { Throttle } from '../../runtime/throttle.ts';
import type { ApplyReport } from '../../runtime/plan.ts';
import type { ControllerParts, KindDescriptor } from '../descriptor.ts';
import { POLICY } from '../people.ts';
import { type DisclosurePolicyObservation, plan } from './plan.ts';

const WORKERS = 2;

export const disclosurePolicyKind: KindDescriptor = {
  permissions: [writesStatus(DISCLOSURE_POLICY)],
  people: POLICY,
  create: createDisclosurePolicyController,
};

function createDisclosurePolicyController({ shell, caches, judge, isWholeCluster }: ControllerParts): Controller {
  const { disclosurePolicies } = caches;
  // The policies are compiled before this controller is told of a change.
  const { policies } = judge.joins;
  const throttle = new Throttle({ clock: shell.clock, queue: shell.queue });
  disclosurePolicies.onChange((before, after) => {
    const row = after ?? before;
    if (row !== undefined) throttle.wake(row.name);
  });
  judge.onDisclosurePolicy((name) => throttle.wake(name));
  return createController({
    ...shell,
    async *observe(name): AsyncGenerator<DisclosurePolicyObservation, void, ApplyReport> {
      const object = disclosurePolicies.get(name)?.object;
      const compiled = policies.compiledDisclosure(name);
      if (object === undefined || compiled === undefined) return throttle.forget(name);
      if (throttle.shouldWait(name)) return;
      throttle.looked(name);
      // Another operator may watch the other namespaces: then neither knows all incidents, and no count would be right.
      yield { object, compiled, counts: isWholeCluster ? judge.disclosures.ofPolicy(name) : undefined };
    },
    plan,
    workers: WORKERS,
  });
}
