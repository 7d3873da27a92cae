// The operator's role grants what the operator uses: in a cluster with an object of each kind, the operator asks the API server for each verb
// of its role at least once, and for no other.

import { expect, it } from 'vitest';
import { CHECK_EXCEPTION, DELIVERY, INCIDENT } from '../../src/api/kinds.ts';
import type { CheckException } from '../../src/api/v1alpha1/checkexception.gen.ts';
import type { Delivery } from '../../src/api/v1alpha1/delivery.gen.ts';
import type { Verb } from '../../src/api/permissions.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { KubeError } from '../../src/kube/errors.ts';
import { askingClient } from '../support/clusters/asking-client.ts';
import { memoryClusters } from '../support/clusters/test-cluster.ts';
import { applyCredential, applyPeople, createRoster, createSystem } from '../support/operator/access-objects.ts';
import { applySource, createCheck, INTERVAL_MS, keyIn, merge, typeOf } from '../support/operator/objects.ts';
import { type OperatorStage, withOperator } from '../support/operator/operator.ts';
import {
  createDisclosurePolicy,
  createReview,
  createSlaPolicy,
  putData,
  timeIn,
} from '../support/operator/review-objects.ts';
import { incidentOf } from '../support/operator/views.ts';
import { operatorPermissions, resourceOf } from '../../tools/generate/rbac.ts';

/** Verbs that are not requests: admission asks the authorizer for them when a mirrored incident is written. */
const ASKED_BY_ADMISSION: ReadonlySet<Verb> = new Set(['mirror']);

const granted = (): string[] => {
  const all = operatorPermissions().flatMap((each) => {
    return each.verbs.filter((verb) => !ASKED_BY_ADMISSION.has(verb)).map((verb) => `${verb} ${resourceOf(each)}`);
  });
  return [...new Set(all)].toSorted();
};

/** As an API server that cannot stream the present state: it has to be listed. */
const olderServer = (client: KubeClient): KubeClient => ({
  ...client,
  watch(type, options) {
    if (options.sendInitialEvents === true)
      throw new KubeError('sendInitialEvents is forbidden', { code: 422, reason: 'Invalid' });
    return client.watch(type, options);
  },
});

/** A source with an incident, a review of it with evidence, policies, a rule and an exception; then a change of the incident. */
async function live(stage: OperatorStage): Promise<void> {
  const { id } = stage.vendor.account.trigger({ urgency: 'high' });
  await applySource(stage);
  await createSlaPolicy(stage, 'house', { targets: [{ severity: 'High', acknowledgeWithin: '1h' }] });
  await createDisclosurePolicy(stage, 'authority');
  await createCheck(stage, 'rule', { type: 'Expression', expression: { rule: 'review.spec.owner == "maria"' } });
  await putData(stage, 'ConfigMap', 'report', { text: 'what happened' });
  await putData(stage, 'Secret', 'minutes', { text: 'who said what' });
  await applyCredential(stage);
  await applyPeople(stage, [{ person: 'earline' }]);
  await createRoster(stage);
  await createSystem(stage);
  await stage.settle();
  const { name } = incidentOf(stage.world, id).metadata;
  await createReview(stage, 'review', {
    incidentRef: { name },
    owner: 'maria',
    evidence: [
      { name: 'report', kind: 'Report', configMapRef: { name: 'report', key: 'text' } },
      { name: 'minutes', kind: 'Report', secretRef: { name: 'minutes', key: 'text' } },
    ],
  });
  await stage.cluster.client.create(CHECK_EXCEPTION, {
    ...typeOf(CHECK_EXCEPTION),
    metadata: keyIn(stage, 'accepted'),
    spec: {
      target: { incidentRef: { name } },
      reason: 'The vendor closes it with its next release.',
      requestedBy: 'ann',
      expiresAt: timeIn(stage, INTERVAL_MS * 60),
    },
  } as CheckException);
  await stage.settle();
  await deliverHint(stage, id);
  await merge(stage, INCIDENT, name, { spec: { title: 'changed by somebody' } });
  stage.vendor.account.resolve(id);
  await stage.pass(INTERVAL_MS);
  await stage.settle();
}

/** What the receiver would have stored. */
async function deliverHint(stage: OperatorStage, externalID: string): Promise<void> {
  const [[name, source] = ['', undefined]] = stage.world.sources;
  const time = timeIn(stage, 0);
  await stage.cluster.client.create(DELIVERY, {
    ...typeOf(DELIVERY),
    metadata: keyIn(stage, `${name}-3f9a01c2d4e5`),
    spec: {
      sourceRef: { name },
      sourceUID: source?.metadata.uid,
      receivedAt: time,
      items: [{ kind: 'Hint', key: 'k', time, externalID }],
    },
  } as Delivery);
}

it('the role of the operator has the verbs that it uses, and no others', async () => {
  const asked = new Set<string>();
  const through = (client: KubeClient): KubeClient => askingClient(olderServer(client), asked);
  await withOperator(memoryClusters(), live, { isForAll: true, through });
  expect([...asked].toSorted()).toEqual(granted());
});
