// Whether admission verifies the names in exceptions: what counts, and that the cluster is asked at most once a minute.

import { describe, expect, it } from 'vitest';

import { at } from '../../../test/support/builders/compliance.ts';
import { FakeClock } from '../../../test/support/time/fake-clock.ts';
import { TinyCluster } from '../../../test/support/clusters/tiny-cluster.ts';
import { CRDS } from '../../api/v1alpha1/crds.gen.ts';
import { VALIDATING_ADMISSION_POLICY, VALIDATING_ADMISSION_POLICY_BINDING } from '../../api/kinds.ts';
import type { KubeObject } from '../../api/meta.ts';
import type { KubeClient } from '../../kube/client.ts';
import { KubeError } from '../../kube/errors.ts';
import { createMemoryCluster } from '../../kube/memory.ts';
import { createNameVerification } from './name-verification.ts';

const NAME = 'docket-exception-approval';
const EARLIER = '2026-03-01T00:00:00Z';
const LATER = '2026-03-02T00:00:00Z';
const DENIES = { policyName: NAME, validationActions: ['Deny', 'Audit'] };

function aWorld() {
  const clock = new FakeClock();
  const cluster = new TinyCluster({ clock });
  return { clock, cluster, verifiedSince: createNameVerification({ client: cluster, clock }) };
}

const anObject = (kind: string, creationTimestamp: string, spec: object = {}): KubeObject & { spec: object } => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind,
  metadata: { name: NAME, creationTimestamp },
  spec,
});

const putPolicy = ({ cluster }: ReturnType<typeof aWorld>, created = EARLIER): Promise<unknown> =>
  cluster.create(VALIDATING_ADMISSION_POLICY, anObject('ValidatingAdmissionPolicy', created));

const putBinding = ({ cluster }: ReturnType<typeof aWorld>, spec: object = DENIES): Promise<unknown> =>
  cluster.create(VALIDATING_ADMISSION_POLICY_BINDING, anObject('ValidatingAdmissionPolicyBinding', LATER, spec));

describe('the verification of names', () => {
  it('begins with the later of policy and binding', async () => {
    const world = aWorld();
    await putPolicy(world);
    await putBinding(world);
    expect(await world.verifiedSince()).toBe(at(LATER));
  });

  it.each<{ because: string; prepare: (world: ReturnType<typeof aWorld>) => Promise<unknown> }>([
    { because: 'nothing is installed', prepare: async () => undefined },
    { because: 'nothing binds the policy', prepare: putPolicy },
    { because: 'there is no policy to bind', prepare: putBinding },
    {
      because: 'it warns and denies nothing',
      prepare: (world) => putPolicy(world).then(() => putBinding(world, { ...DENIES, validationActions: ['Warn'] })),
    },
    {
      because: 'it binds another policy',
      prepare: (world) => putPolicy(world).then(() => putBinding(world, { ...DENIES, policyName: 'other' })),
    },
  ])('is not there where $because', async ({ prepare }) => {
    const world = aWorld();
    await prepare(world);
    expect(await world.verifiedSince()).toBeUndefined();
  });

  it('is not there on a cluster that does not know the kinds, nor where they may not be read', async () => {
    const clock = new FakeClock();
    const { client } = createMemoryCluster({ crds: CRDS, clock });
    expect(await createNameVerification({ client, clock })()).toBeUndefined();
    const forbidden: KubeClient['get'] = async () => {
      throw new KubeError('get: 403', { code: 403, reason: 'Forbidden' });
    };
    expect(await createNameVerification({ client: { ...client, get: forbidden }, clock })()).toBeUndefined();
  });

  it('is asked for once a minute, and noticed then', async () => {
    const world = aWorld();
    await Promise.all([world.verifiedSince(), world.verifiedSince()]);
    await putPolicy(world);
    await putBinding(world);
    await world.clock.advance(59_999);
    expect(await world.verifiedSince()).toBeUndefined();
    expect(world.cluster.requests['get']).toBe(2);
    await world.clock.advance(1);
    expect(await world.verifiedSince()).toBe(at(LATER));
    expect(world.cluster.requests['get']).toBe(4);
  });

  it('is asked for again at once after a failure, which is told', async () => {
    const world = aWorld();
    await putPolicy(world);
    await putBinding(world);
    let isDown = true;
    const get: KubeClient['get'] = async (type, key) => {
      if (isDown) throw new KubeError('get: 503', { code: 503, reason: 'ServiceUnavailable' });
      return world.cluster.get(type, key);
    };
    const verifiedSince = createNameVerification({ client: { get }, clock: world.clock });
    await expect(verifiedSince()).rejects.toMatchObject({ code: 503 });
    isDown = false;
    expect(await verifiedSince()).toBe(at(LATER));
  });
});
