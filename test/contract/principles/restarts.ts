// P1 and P4 over the end of a process: what is stored stands until the first poll, and then counts what that poll said. The same when
// another replica takes over, and when the first one leads again later.

import { describe, expect, it } from 'vitest';
import { type OperatorStage, withOperator } from '../../support/operator/operator.ts';
import { applySource, INTERVAL_MS } from '../../support/operator/objects.ts';
import { conditionsOf, recordsOf, resultsOf, trueOf } from '../../support/operator/views.ts';
import type { Fault } from '../../support/vendors/pagerduty/server.ts';
import type { TestClusters } from '../../support/clusters/test-cluster.ts';
import { until } from '../../support/time/until.ts';

const CLOSED = 'pager-incident-closed';
const HEALTHY = 'pager-source-healthy';
const GREEN = { [CLOSED]: 'Passing', [HEALTHY]: 'Passing' };
/** Longer than the operator waits for an answer. */
const TIMEOUT_MS = 31_000;

async function readSource(stage: OperatorStage): Promise<object> {
  const { account } = stage.vendor;
  account.resolve(account.trigger().id);
  await applySource(stage);
  await stage.settle();
  expect(resultsOf(stage.world)).toEqual(GREEN);
  await stage.cluster.takeWrites();
  stage.vendor.takeRequests();
  return recordsOf(stage.world);
}

/** The first poll of whoever leads now waits for an answer that does not come. */
async function pollHangs(stage: OperatorStage): Promise<void> {
  await until('the first request of the new leader', () => stage.vendor.takeRequests().length > 0);
  // What the operator would write now, it would write within the pause between two writes of a check.
  for (let second = 0; second < 3; second++) await stage.clock.advance(1_000);
}

const FIRST_POLLS: ReadonlyArray<{ readonly name: string; readonly fault: Fault; readonly reason: string }> = [
  { name: 'is refused', fault: { kind: 'status', status: 401 }, reason: 'AuthenticationFailed' },
  { name: 'fails', fault: { kind: 'status', status: 500 }, reason: 'Unavailable' },
  { name: 'brings nothing', fault: { kind: 'empty-list' }, reason: 'SuspiciouslyEmpty' },
];

export function describeRestarts(clusters: () => TestClusters): void {
  describe('after a restart', () => {
    it('what is stored stands, and nothing is written, until the first poll ends', () =>
      withOperator(clusters(), async (stage) => {
        await readSource(stage);
        await stage.stopReplicas();
        await stage.clock.advance(10 * INTERVAL_MS);
        stage.vendor.failNext({ path: '/incidents' }, { kind: 'hang' }, 1);
        stage.addReplica().lead();
        await pollHangs(stage);
        expect(await stage.cluster.takeWrites()).toEqual({});
        await stage.clock.advance(TIMEOUT_MS);
        await stage.pass(INTERVAL_MS);
        await stage.settle();
        expect(resultsOf(stage.world)).toEqual(GREEN);
      }));

    it.each(FIRST_POLLS)('a first poll that $name is no reason to pass: $reason', ({ fault, reason }) =>
      withOperator(clusters(), async (stage) => {
        const before = await readSource(stage);
        await stage.stopReplicas();
        stage.vendor.failNext({ path: '/incidents' }, fault, Infinity);
        await stage.restart();
        await stage.settle();
        expect(resultsOf(stage.world)).toEqual({ [CLOSED]: `Unknown ${reason}`, [HEALTHY]: 'Failing' });
        expect(conditionsOf(stage.world)['Ready']).toBe(`False ${reason}`);
        expect(recordsOf(stage.world)).toEqual(before);
        stage.vendor.clearFaults();
        await stage.pass(INTERVAL_MS);
        await stage.settle();
        expect(resultsOf(stage.world)).toEqual(GREEN);
      }),
    );

    it('what is known to fail still fails, whatever the first poll says', () =>
      withOperator(clusters(), async (stage) => {
        await readSource(stage);
        stage.vendor.account.trigger();
        await stage.pass(INTERVAL_MS);
        await stage.settle();
        stage.vendor.failNext({ path: '/incidents' }, { kind: 'status', status: 500 }, Infinity);
        await stage.restart();
        await stage.settle();
        expect(resultsOf(stage.world)[CLOSED]).toBe('Failing');
      }));
  });

  describe('when another replica leads', () => {
    it('nothing is written for it, and the data goes on to be fresh', () =>
      withOperator(clusters(), async (stage) => {
        await readSource(stage);
        const second = stage.addReplica();
        await stage.rest();
        await stage.replica.standDown();
        second.lead();
        await stage.pass(5 * INTERVAL_MS, (world) => expect(resultsOf(world)).toEqual(GREEN));
        expect(await stage.cluster.takeWrites()).toEqual({});
        expect(trueOf(stage.world)).toEqual(['Authenticated', 'Complete', 'Ready']);
      }));

    it('the first one does not count on what it knew, should it lead again', () =>
      withOperator(clusters(), async (stage) => {
        await readSource(stage);
        const first = stage.replica;
        const second = stage.addReplica();
        await stage.rest();
        await first.standDown();
        expect(await first.series('docket_source_last_success_timestamp_seconds')).toEqual([]);
        second.lead();
        await stage.pass(10 * INTERVAL_MS);
        await second.standDown();
        stage.vendor.failNext({ path: '/incidents' }, { kind: 'hang' }, 1);
        stage.vendor.takeRequests();
        await stage.cluster.takeWrites();
        first.lead();
        await pollHangs(stage);
        expect(await stage.cluster.takeWrites()).toEqual({});
        await stage.clock.advance(TIMEOUT_MS);
        await stage.pass(INTERVAL_MS);
        await stage.settle();
        expect(resultsOf(stage.world)).toEqual(GREEN);
      }));
  });
}
