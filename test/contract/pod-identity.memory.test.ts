// A source without a Secret, from its spec to its conditions: it is refused where the administrator did not allow the pod's own identity, and
// nothing is sent; where they did, it is read and written with it.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INCIDENT_SOURCE } from '../../src/api/kinds.ts';
import type { PodEnvironment } from '../../src/integrations/ports/pod-identity.ts';
import { memoryClusters } from '../support/clusters/test-cluster.ts';
import { SOURCE, typeOf } from '../support/operator/objects.ts';
import { type OperatorStage, withOperator } from '../support/operator/operator.ts';
import { conditionsOf, resultsOf } from '../support/operator/views.ts';
import { startDefender, TENANT } from '../support/vendors/defender/server.ts';
import { startGuardDuty } from '../support/vendors/guardduty/server.ts';

const TOKEN = 'pod-token';
const ROLE_ARN = 'arn:aws:iam::111122223333:role/docket-operator';
const APP = '0b1c7c1e-3f57-4a0d-9d1e-1d1b7f3b6a10';

let folder: string;
let pod: PodEnvironment;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'docket-pod-'));
  const tokenFile = path.join(folder, 'token');
  await writeFile(tokenFile, TOKEN);
  pod = { aws: { kind: 'role', roleARN: ROLE_ARN, tokenFile }, azure: { clientId: APP, tokenFile } };
});
afterAll(() => rm(folder, { recursive: true }));

interface Vendor extends AsyncDisposable {
  readonly url: string;
  readonly loopback: { readonly requests: readonly unknown[] };
  readonly spec: object;
}

const VENDORS: readonly { readonly name: string; start(now: () => Date): Promise<Vendor> }[] = [
  {
    name: 'guardDuty',
    async start(now) {
      const server = await startGuardDuty({ now });
      server.account.create({ id: 'one' });
      server.sts.webIdentities.set(TOKEN, ROLE_ARN);
      return { ...server, spec: { guardDuty: { regions: ['eu-west-1'], endpoint: server.url } } };
    },
  },
  {
    name: 'defender',
    async start(now) {
      const server = await startDefender({ now });
      server.account.create({ id: '1' });
      server.entra.apps.set(APP, { federatedToken: TOKEN, roles: ['SecurityIncident.ReadWrite.All'] });
      return { ...server, spec: { defender: { tenantID: TENANT, endpoint: server.url } } };
    },
  },
];

async function apply(stage: OperatorStage, { spec }: Vendor): Promise<void> {
  const metadata = { name: SOURCE, namespace: stage.cluster.namespace };
  const source = { ...typeOf(INCIDENT_SOURCE), metadata, spec };
  await stage.cluster.client.create(INCIDENT_SOURCE, source);
  await stage.settle();
}

/** The vendor's host is known only once it runs, so every endpoint here is allowed to the operator. */
function withVendor(
  vendor: (typeof VENDORS)[number],
  podEnvironment: PodEnvironment | undefined,
  body: (stage: OperatorStage, server: Vendor) => Promise<void>,
): Promise<void> {
  return withServer(vendor, async (server) => {
    const allowed = new URL(server.url).host;
    const choice = podEnvironment === undefined ? { allowed } : { allowed, podEnvironment };
    await withOperator(memoryClusters(), (stage) => body(stage, server), choice);
  });
}

async function withServer(vendor: (typeof VENDORS)[number], body: (server: Vendor) => Promise<void>): Promise<void> {
  await using server = await vendor.start(() => new Date());
  await body(server);
}

describe.each(VENDORS)('$name without a Secret', (vendor) => {
  it('is Stalled where the pod’s own identity is not allowed, names the flag, and sends nothing', () =>
    withVendor(vendor, undefined, async (stage, server) => {
      await apply(stage, server);
      expect(conditionsOf(stage.world)).toEqual({
        Ready: 'False AmbientCredentialsNotAllowed',
        Stalled: 'True AmbientCredentialsNotAllowed',
      });
      const { status } = stage.world.sources.get(SOURCE) ?? {};
      expect(JSON.stringify(status?.conditions)).toContain('--allow-ambient-credentials');
      expect(server.loopback.requests).toEqual([]);
      expect(resultsOf(stage.world)['pager-incident-closed']).toBe('Unknown AmbientCredentialsNotAllowed');
    }));

  it('is read with the pod’s own identity where that is allowed, which is a credential', () =>
    withVendor(vendor, pod, async (stage, server) => {
      await apply(stage, server);
      expect(conditionsOf(stage.world)).toEqual({
        Ready: 'True Synced',
        Authenticated: 'True Authenticated',
        Complete: 'True Complete',
      });
      expect(stage.world.incidents.size).toBe(1);
      expect(resultsOf(stage.world)['pager-incident-closed']).toBe('Failing');
    }));

  it('is Stalled where the cloud gave the pod no identity', () =>
    withVendor(vendor, { aws: undefined, azure: undefined }, async (stage, server) => {
      await apply(stage, server);
      expect(conditionsOf(stage.world)).toMatchObject({
        Stalled: 'True AuthenticationFailed',
        Authenticated: 'False AuthenticationFailed',
      });
      expect(server.loopback.requests).toEqual([]);
    }));
});
