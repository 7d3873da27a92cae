// What people do to a source and its checks: suspend it, ask for a sync, delete it and make it again, edit the checks that it got.
// Nothing that is on record is lost by any of it.

import { describe, expect, it } from 'vitest';
import { COMPLIANCE_CHECK } from '../../../src/api/kinds.ts';
import { createReview, editReview } from '../../support/operator/review-objects.ts';
import { type OperatorStage, withOperator } from '../../support/operator/operator.ts';
import {
  applySource,
  createCheck,
  createSource,
  deleteSource,
  INTERVAL_MS,
  keyIn,
  merge,
  patchSource,
  SOURCE,
} from '../../support/operator/objects.ts';
import { conditionsOf, incidentOf, recordsOf, resultsOf, syncedOf, trueOf } from '../../support/operator/views.ts';
import type { TestClusters } from '../../support/clusters/test-cluster.ts';

const CLOSED = 'pager-incident-closed';
const HEALTHY = 'pager-source-healthy';
const CLOSURE = { summary: 'Disk full', rootCause: 'Logs', preventionMeasures: ['Rotate them'], reviewer: 'maria' };

/** A source with one incident that is resolved, read without trouble. */
async function readSource(stage: OperatorStage): Promise<void> {
  const { account } = stage.vendor;
  account.resolve(account.trigger().id);
  await applySource(stage);
  await stage.settle();
  expect(resultsOf(stage.world)).toEqual({ [CLOSED]: 'Passing', [HEALTHY]: 'Passing' });
  await stage.cluster.takeWrites();
  stage.vendor.takeRequests();
}

export function describeLifecycle(clusters: () => TestClusters): void {
  describe('a source', () => {
    it('that is suspended is not read: what rests on it is Unknown at once, and comes back at once', () =>
      withOperator(clusters(), async (stage) => {
        await readSource(stage);
        await patchSource(stage, { spec: { suspend: true } });
        await stage.settle();
        expect(conditionsOf(stage.world)).toMatchObject({ Ready: 'True Suspended' });
        const unread = { [CLOSED]: 'Unknown SourceSuspended', [HEALTHY]: 'Unknown SourceSuspended' };
        expect(resultsOf(stage.world)).toEqual(unread);
        await stage.pass(3 * INTERVAL_MS);
        expect(resultsOf(stage.world)).toEqual(unread);
        expect(stage.vendor.takeRequests()).toEqual([]);
        await patchSource(stage, { spec: { suspend: false } });
        await stage.settle();
        expect(resultsOf(stage.world)).toEqual({ [CLOSED]: 'Passing', [HEALTHY]: 'Passing' });
      }));

    it('that is asked for a sync does it at once and repeats the value', () =>
      withOperator(clusters(), async (stage) => {
        await readSource(stage);
        stage.vendor.account.trigger();
        await patchSource(stage, { metadata: { annotations: { 'docket.dev/requestedAt': 'now, please' } } });
        await stage.settle();
        expect(stage.world.sources.get(SOURCE)?.status?.lastHandledRequestedAt).toBe('now, please');
        expect(resultsOf(stage.world)[CLOSED]).toBe('Failing');
      }));

    it('that is deleted leaves its incidents, and its checks say so; made again it adopts them without a write', () =>
      withOperator(clusters(), async (stage) => {
        await readSource(stage);
        const before = recordsOf(stage.world);
        await deleteSource(stage);
        await stage.pass(INTERVAL_MS);
        expect(resultsOf(stage.world)).toEqual({
          [CLOSED]: 'Unknown SourceMissing',
          [HEALTHY]: 'Unknown SourceMissing',
        });
        expect(recordsOf(stage.world)).toEqual(before);
        expect(stage.vendor.takeRequests()).toEqual([]);
        await stage.cluster.takeWrites();
        await createSource(stage);
        await stage.settle();
        expect(resultsOf(stage.world)).toEqual({ [CLOSED]: 'Passing', [HEALTHY]: 'Passing' });
        expect(recordsOf(stage.world)).toEqual(before);
        const written = Object.keys(await stage.cluster.takeWrites()).sort();
        expect(written).toEqual(['update compliancechecks/status', 'update incidentsources/status']);
      }));

    it('that is deleted does not mend what is known to fail', () =>
      withOperator(clusters(), async (stage) => {
        stage.vendor.account.trigger();
        await applySource(stage);
        await stage.settle();
        await deleteSource(stage);
        await stage.settle();
        expect(resultsOf(stage.world)).toEqual({ [CLOSED]: 'Failing', [HEALTHY]: 'Unknown SourceMissing' });
      }));

    it('that is deleted leaves what is open to a complete closure, and takes it back when it is made again', () =>
      withOperator(clusters(), async (stage) => {
        const { id } = stage.vendor.account.trigger();
        await applySource(stage);
        await stage.settle();
        await deleteSource(stage);
        await stage.settle();
        expect(syncedOf(stage.world)).toEqual({ [id]: 'False SourceMissing' });
        const { name } = incidentOf(stage.world, id).metadata;
        await createReview(stage, 'over', { incidentRef: { name }, state: 'Resolved' });
        await stage.settle();
        expect(incidentOf(stage.world, id).status?.state).toBe('Detected');
        expect(resultsOf(stage.world)[CLOSED]).toBe('Failing');
        await editReview(stage, 'over', { closure: CLOSURE });
        await stage.settle();
        expect(incidentOf(stage.world, id).status?.state).toBe('Resolved');
        expect(resultsOf(stage.world)[CLOSED]).toBe('Unknown SourceMissing');
        await stage.restart();
        await stage.settle();
        expect(syncedOf(stage.world)).toEqual({ [id]: 'False SourceMissing' });
        await createSource(stage);
        await stage.settle();
        expect(syncedOf(stage.world)).toEqual({ [id]: 'True Listed' });
        expect(incidentOf(stage.world, id).status?.state).toBe('Detected');
        expect(resultsOf(stage.world)[CLOSED]).toBe('Failing');
      }));

    it('with a new spec is not judged on what was read for the old one, should it not be readable', () =>
      withOperator(clusters(), async (stage) => {
        await readSource(stage);
        stage.vendor.failNext({ path: '/incidents' }, { kind: 'status', status: 500 }, Infinity);
        await patchSource(stage, { spec: { pagerDuty: { urgencies: ['High'] } } });
        await stage.settle();
        expect(conditionsOf(stage.world)).toMatchObject({
          Ready: 'False Unavailable',
          Reconciling: 'True Unavailable',
        });
        expect(resultsOf(stage.world)[CLOSED]).toBe('Unknown Unavailable');
        stage.vendor.clearFaults();
        await stage.pass(INTERVAL_MS);
        await stage.settle();
        expect(trueOf(stage.world)).toEqual(['Authenticated', 'Complete', 'Ready']);
        expect(resultsOf(stage.world)).toEqual({ [CLOSED]: 'Passing', [HEALTHY]: 'Passing' });
      }));
  });

  describe('the default checks', () => {
    it('are made once: an edit stands, and one of that name from elsewhere stands too', () =>
      withOperator(clusters(), async (stage) => {
        await createCheck(stage, HEALTHY, { type: 'SourceHealthy', severity: 'Low', owner: 'from-git' });
        await readSource(stage);
        await merge(stage, COMPLIANCE_CHECK, CLOSED, { spec: { severity: 'Info', suspend: true } });
        await stage.pass(3 * INTERVAL_MS);
        await stage.restart();
        await stage.settle();
        expect(stage.world.checks.get(CLOSED)?.spec).toMatchObject({ severity: 'Info', suspend: true });
        expect(stage.world.checks.get(HEALTHY)?.spec).toMatchObject({ severity: 'Low', owner: 'from-git' });
        expect(resultsOf(stage.world)[CLOSED]).toBe('NotActive');
      }));

    it('come back when they are deleted, unless the source says Disabled', () =>
      withOperator(clusters(), async (stage) => {
        await readSource(stage);
        await stage.cluster.client.delete(COMPLIANCE_CHECK, keyIn(stage, CLOSED));
        await stage.pass(INTERVAL_MS);
        await stage.settle();
        expect(resultsOf(stage.world)).toEqual({ [CLOSED]: 'Passing', [HEALTHY]: 'Passing' });
        await patchSource(stage, { spec: { defaultChecks: 'Disabled' } });
        await stage.cluster.client.delete(COMPLIANCE_CHECK, keyIn(stage, CLOSED));
        await stage.pass(2 * INTERVAL_MS);
        expect(resultsOf(stage.world)).toEqual({ [HEALTHY]: 'Passing' });
      }));
  });
}
