// A source may not have a Secret of Kubernetes' own sent to its vendor: a ServiceAccount's token, a key for TLS, a login to a registry.

import { describe, expect, it } from 'vitest';
import { SECRET } from '../../src/api/kinds.ts';
import { memoryClusters } from '../support/clusters/test-cluster.ts';
import { applySecret, createSource, INTERVAL_MS, keyIn, SECRET_NAME, typeOf } from '../support/operator/objects.ts';
import { GOOD_TOKEN, type OperatorStage, withOperator } from '../support/operator/operator.ts';
import { conditionsOf, resultsOf } from '../support/operator/views.ts';

const OF_ACCOUNT = { 'kubernetes.io/service-account.name': 'default' };
const encoded = (text: string): string => Buffer.from(text).toString('base64');

/** What the API server asks for in Secrets of these types, besides the token that a vendor would take. */
const REQUIRED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'kubernetes.io/tls': { 'tls.crt': '', 'tls.key': '' },
  'kubernetes.io/dockerconfigjson': { '.dockerconfigjson': encoded('{}') },
  'kubernetes.io/basic-auth': { username: encoded('x'), password: encoded('x') },
};

async function putSecret(stage: OperatorStage, type: string): Promise<void> {
  const data = { ...REQUIRED[type], token: encoded(GOOD_TOKEN) };
  const secret = { ...typeOf(SECRET), metadata: { ...keyIn(stage, SECRET_NAME), annotations: OF_ACCOUNT }, type, data };
  await stage.cluster.client.create(SECRET, secret);
}

const REFUSED = { Ready: 'False SecretRefused', Stalled: 'True SecretRefused' };

describe('a Secret of the type', () => {
  it.each([
    'kubernetes.io/service-account-token',
    'kubernetes.io/tls',
    'kubernetes.io/dockerconfigjson',
    'kubernetes.io/basic-auth',
    'bootstrap.kubernetes.io/token',
  ])('%s is sent nowhere, though it has the key that the vendor takes', (type) =>
    withOperator(memoryClusters(), async (stage) => {
      await putSecret(stage, type);
      await createSource(stage);
      await stage.settle();
      expect(conditionsOf(stage.world)).toEqual(REFUSED);
      expect(resultsOf(stage.world)['pager-incident-closed']).toBe('Unknown SecretRefused');
      await stage.pass(3 * INTERVAL_MS);
      expect(stage.vendor.requests).toEqual([]);
      const { status } = stage.world.sources.get('pager') ?? {};
      expect(JSON.stringify(status)).toContain('put the credential into one of type Opaque');
    }),
  );

  it.each(['Opaque', 'docket.example/credential'])('%s is a credential', (type) =>
    withOperator(memoryClusters(), async (stage) => {
      await putSecret(stage, type);
      await createSource(stage);
      await stage.settle();
      expect(conditionsOf(stage.world)).toMatchObject({ Ready: 'True Synced', Authenticated: 'True Authenticated' });
    }),
  );

  it('Opaque in place of a refused one is read at the next sync', () =>
    withOperator(memoryClusters(), async (stage) => {
      await putSecret(stage, 'kubernetes.io/tls');
      await createSource(stage);
      await stage.settle();
      expect(conditionsOf(stage.world)).toEqual(REFUSED);
      await applySecret(stage);
      await stage.pass(INTERVAL_MS);
      expect(conditionsOf(stage.world)).toMatchObject({ Ready: 'True Synced' });
    }));
});
