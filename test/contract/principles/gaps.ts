// P1 towards the cluster itself: what the operator cannot read of it any more is not taken for unchanged for good.

import { describe, expect, it } from 'vitest';
import { INCIDENT_REVIEW } from '../../../src/api/kinds.ts';
import type { ResourceType } from '../../../src/api/meta.ts';
import type { KubeClient } from '../../../src/kube/client.ts';
import { FaultyClient } from '../../support/clusters/faulty-client.ts';
import { type OperatorStage, withOperator } from '../../support/operator/operator.ts';
import { applySource, createCheck } from '../../support/operator/objects.ts';
import { resultsOf } from '../../support/operator/views.ts';
import type { TestClusters } from '../../support/clusters/test-cluster.ts';

const MINUTE_MS = 60_000;
const GREEN = { 'pager-incident-closed': 'Failing', 'pager-source-healthy': 'Passing', 'none-is-low': 'Passing' };
const DOUBTED = {
  'pager-incident-closed': 'Failing',
  'pager-source-healthy': 'Unknown ObjectsUnreadable',
  'none-is-low': 'Unknown ObjectsUnreadable',
};

export function describeGaps(clusters: () => TestClusters): void {
  describe('a kind of the cluster that cannot be read', () => {
    it('leaves no check green after five minutes, and all as they were once it can be read again', () => {
      const reviews: FaultyClient[] = [];
      const through = (client: KubeClient): KubeClient => {
        const faulty = new FaultyClient(client);
        reviews.push(faulty);
        const by = ({ kind }: ResourceType) => (kind === INCIDENT_REVIEW.kind ? faulty : client);
        return {
          ...client,
          list: (type, options) => by(type).list(type, options),
          watch: (type, options) => by(type).watch(type, options),
        };
      };
      return withOperator(clusters(), (stage) => expectDoubt(stage, reviews[0]), { through });
    });
  });
}

async function expectDoubt(stage: OperatorStage, reviews: FaultyClient | undefined): Promise<void> {
  if (reviews === undefined) throw new Error('the operator has no client');
  stage.vendor.account.trigger();
  await applySource(stage);
  await createCheck(stage, 'none-is-low', { type: 'IncidentClosed', selector: { severities: ['Low'] } });
  await stage.settle();
  expect(resultsOf(stage.world)).toEqual(GREEN);
  reviews.isDown = true;
  reviews.reset();
  await stage.pass(4 * MINUTE_MS, (world) => expect(resultsOf(world)).toEqual(GREEN));
  await stage.pass(2 * MINUTE_MS);
  expect(resultsOf(stage.world)).toEqual(DOUBTED);
  await stage.pass(10 * MINUTE_MS, (world) => expect(resultsOf(world)).toEqual(DOUBTED));
  reviews.isDown = false;
  await stage.pass(3 * MINUTE_MS);
  expect(resultsOf(stage.world)).toEqual(GREEN);
}
