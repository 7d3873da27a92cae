// P1 and P7 for what a source needs before it can be read: its Secret, and an endpoint that the administrator allowed. A credential
// goes to its host only, and what cannot be read is waited for, said, and recovered from by itself.

import { describe, expect, it } from 'vitest';
import { NAMESPACE, SECRET } from '../../../src/api/kinds.ts';
import { type OperatorStage, withOperator } from '../../support/operator/operator.ts';
import {
  applySecret,
  applySource,
  createSource,
  deleteSecret,
  INTERVAL_MS,
  patchSource,
  SECRET_NAME,
  typeOf,
} from '../../support/operator/objects.ts';
import { conditionsOf, incidentOf, resultsOf, trueOf } from '../../support/operator/views.ts';
import type { TestClusters } from '../../support/clusters/test-cluster.ts';

const FIVE_MINUTES_MS = 5 * 60_000;
const BAD_TOKEN = 'revoked-canary-token';

/** Minutes from the moment that the Secret is gone, and whether a person is called by then. */
async function expectGrace(stage: OperatorStage): Promise<void> {
  await stage.settle();
  expect(conditionsOf(stage.world)).toMatchObject({
    Ready: 'False SecretNotFound',
    Reconciling: 'True SecretNotFound',
  });
  await stage.pass(FIVE_MINUTES_MS - 30_000, (world) => expect(trueOf(world)).toContain('Reconciling'));
  await stage.pass(60_000);
  expect(conditionsOf(stage.world)).toMatchObject({ Ready: 'False SecretNotFound', Stalled: 'True SecretNotFound' });
  expect(trueOf(stage.world)).not.toContain('Reconciling');
}

async function expectRecovery(stage: OperatorStage): Promise<void> {
  await stage.pass(INTERVAL_MS);
  await stage.settle();
  expect(trueOf(stage.world)).toEqual(['Authenticated', 'Complete', 'Ready']);
  expect(resultsOf(stage.world)).toEqual({ 'pager-incident-closed': 'Passing', 'pager-source-healthy': 'Passing' });
}

export function describeCredentials(clusters: () => TestClusters): void {
  describe('a Secret', () => {
    it('that is not there is waited for five minutes, then a person is called; it recovers once it is there', () =>
      withOperator(clusters(), async (stage) => {
        await createSource(stage);
        await expectGrace(stage);
        expect(resultsOf(stage.world)).toMatchObject({ 'pager-incident-closed': 'Unknown SecretNotFound' });
        expect(stage.vendor.takeRequests()).toEqual([]);
        await applySecret(stage);
        await expectRecovery(stage);
      }));

    it('that goes while it is refused is waited for from then on, not from the refusal', () =>
      withOperator(clusters(), async (stage) => {
        await applySource(stage);
        await applySecret(stage, { token: BAD_TOKEN });
        await stage.pass(10 * INTERVAL_MS);
        expect(trueOf(stage.world)).toContain('Stalled');
        await deleteSecret(stage);
        await stage.pass(INTERVAL_MS);
        await expectGrace(stage);
      }));

    it('that is refused is tried once per interval, and works again once it is changed', () =>
      withOperator(clusters(), async (stage) => {
        await applySecret(stage, { token: BAD_TOKEN });
        await createSource(stage);
        await stage.settle();
        expect(conditionsOf(stage.world)).toMatchObject({
          Ready: 'False AuthenticationFailed',
          Authenticated: 'False AuthenticationFailed',
          Stalled: 'True AuthenticationFailed',
        });
        stage.vendor.takeRequests();
        await stage.pass(4 * INTERVAL_MS);
        expect(stage.vendor.takeRequests().map(({ status }) => status)).toEqual([401, 401, 401, 401]);
        await applySecret(stage);
        await expectRecovery(stage);
        expect(JSON.stringify([stage.log, stage.transitions, ...stage.witness.versions])).not.toContain(BAD_TOKEN);
      }));

    it('that does not give everything is limited and says to what, until it does', () =>
      withOperator(clusters(), async (stage) => {
        const { id } = stage.vendor.account.trigger();
        stage.vendor.account.acknowledge(id);
        await stage.pass(1_000);
        stage.vendor.account.resolve(id);
        const isLog = ({ path }: { readonly path: string }): boolean => path.includes('log_entries');
        stage.vendor.failNext(isLog, { kind: 'status', status: 403 }, Infinity);
        await applySource(stage);
        await stage.settle();
        expect(conditionsOf(stage.world)).toMatchObject({ Ready: 'True Synced', Authenticated: 'True Limited' });
        expect(incidentOf(stage.world, id).spec.acknowledgedAt).toBeUndefined();
        stage.vendor.clearFaults();
        await expectRecovery(stage);
        expect(conditionsOf(stage.world)).toMatchObject({ Authenticated: 'True Authenticated' });
        expect(incidentOf(stage.world, id).spec.acknowledgedAt).toBeDefined();
      }));

    it('that lacks its key is said to, without a request', () =>
      withOperator(clusters(), async (stage) => {
        await applySecret(stage, { tokn: 'misspelt' });
        await createSource(stage);
        await stage.settle();
        expect(conditionsOf(stage.world)).toMatchObject({
          Ready: 'False SecretIncomplete',
          Stalled: 'True SecretIncomplete',
        });
        expect(stage.vendor.takeRequests()).toEqual([]);
        await applySecret(stage);
        await expectRecovery(stage);
      }));

    it('of another namespace is out of reach, whatever its name (a tenant is a namespace)', () =>
      withOperator(clusters(), async (stage) => {
        const { client, namespace } = stage.cluster;
        const other = `${namespace}-other`;
        await client.create(NAMESPACE, { ...typeOf(NAMESPACE), metadata: { name: other } });
        const data = { token: Buffer.from('good-token').toString('base64') };
        await client.create(SECRET, {
          ...typeOf(SECRET),
          metadata: { namespace: other, name: SECRET_NAME },
          data,
        } as never);
        await createSource(stage);
        await stage.settle();
        expect(conditionsOf(stage.world)).toMatchObject({ Ready: 'False SecretNotFound' });
        expect(stage.vendor.takeRequests()).toEqual([]);
      }));
  });

  describe('an endpoint', () => {
    it('that the administrator did not allow is sent nothing, and is read once it is allowed', () =>
      withOperator(clusters(), async (stage) => {
        await stage.restart({ allowed: 'pagerduty.example.com' });
        await applySource(stage);
        await stage.pass(3 * INTERVAL_MS);
        expect(conditionsOf(stage.world)).toMatchObject({
          Ready: 'False EndpointNotAllowed',
          Stalled: 'True EndpointNotAllowed',
        });
        expect(resultsOf(stage.world)).toMatchObject({ 'pager-incident-closed': 'Unknown EndpointNotAllowed' });
        expect(stage.vendor.takeRequests()).toEqual([]);
        await stage.restart();
        await expectRecovery(stage);
      }));

    it('that is no valid host is called that, and not one that is not allowed', () =>
      withOperator(clusters(), async (stage) => {
        await applySource(stage);
        await stage.settle();
        await patchSource(stage, { spec: { pagerDuty: { endpoint: 'https://2001:db8::1' } } });
        await stage.settle();
        expect(conditionsOf(stage.world)).toMatchObject({ Stalled: 'True InvalidConfiguration' });
      }));

    it('that is changed to one that is not allowed gets nothing of the credential either', () =>
      withOperator(clusters(), async (stage) => {
        await applySource(stage);
        await stage.settle();
        await patchSource(stage, { spec: { pagerDuty: { endpoint: 'http://198.51.100.7:8080' } } });
        await stage.settle();
        expect(conditionsOf(stage.world)).toMatchObject({ Stalled: 'True EndpointNotAllowed' });
        expect(resultsOf(stage.world)).toMatchObject({ 'pager-incident-closed': 'Unknown EndpointNotAllowed' });
      }));
  });
}
