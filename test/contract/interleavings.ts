// What people do between two calls of the operator: an object is deleted after its first status, before it is read again; a system is edited while
// its status is written.

import { expect, it } from 'vitest';
import { CRITICAL_SYSTEM, INCIDENT_SOURCE, STAFF_ROSTER } from '../../src/api/kinds.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { accessConditions, annotate, createSystemOf, patchSpec, SYSTEM } from '../support/operator/access-objects.ts';
import { applySource, keyIn } from '../support/operator/objects.ts';
import { type OperatorStage, withOperator } from '../support/operator/operator.ts';
import { allResultsOf } from '../support/operator/views.ts';
import type { TestClusters } from '../support/clusters/test-cluster.ts';

export function describeInterleavings(clusters: () => TestClusters): void {
  it.each([
    { type: INCIDENT_SOURCE, name: 'pager', apply: applySource },
    { type: STAFF_ROSTER, name: 'staff', apply: (stage: OperatorStage) => createSystemOf(stage, ['ada']) },
    { type: CRITICAL_SYSTEM, name: SYSTEM, apply: (stage: OperatorStage) => createSystemOf(stage, ['ada']) },
  ])('$type.kind that is deleted right after its first status is no error', async ({ type, name, apply }) => {
    const between = new Once();
    const through = (client: KubeClient): KubeClient => ({
      ...client,
      get: async (asked, key, options) => {
        if (asked.kind === type.kind) await between.happen();
        return client.get(asked, key, options);
      },
    });
    const body = async (stage: OperatorStage): Promise<void> => {
      const isDone = between.plan(() => stage.cluster.client.delete(type, keyIn(stage, name)));
      await apply(stage);
      await stage.settle();
      expect(isDone()).toBe(true);
    };
    await withOperator(clusters(), body, { through });
  });

  it('a refused credential is known although somebody edits the system while its status is written', async () => {
    const between = new Once();
    const through = (client: KubeClient): KubeClient => ({
      ...client,
      updateStatus: async (type, object, options) => {
        if (type.kind === CRITICAL_SYSTEM.kind) await between.happen();
        return client.updateStatus(type, object, options);
      },
    });
    const body = async (stage: OperatorStage): Promise<void> => {
      await createSystemOf(stage, ['ada']);
      await stage.settle();
      expect(resultsIn(stage)).toEqual(new Set(['Passing', 'Due']));
      stage.vendor.failNext({ path: '/users' }, { kind: 'status', status: 401 }, Infinity);
      const isDone = between.plan(() => annotate(stage, 'systems', SYSTEM, { 'example.com/edited': 'yes' }));
      await patchSpec(stage, 'systems', SYSTEM, { interval: '2m' });
      await stage.settle();
      expect(isDone()).toBe(true);
      expect(resultsIn(stage)).toEqual(new Set(['Unknown AuthenticationFailed']));
      expect(accessConditions(stage.world, 'systems', SYSTEM)).toMatchObject({ Ready: 'False AuthenticationFailed' });
    };
    await withOperator(clusters(), body, { through });
  });
}

const resultsIn = ({ world }: OperatorStage): Set<string> => new Set(Object.values(allResultsOf(world)));

/** What a person does once, at the first call of the operator that it is planned before. */
class Once {
  #act: (() => Promise<unknown>) | undefined;

  plan(act: () => Promise<unknown>): () => boolean {
    this.#act = act;
    return () => this.#act === undefined;
  }

  async happen(): Promise<void> {
    const act = this.#act;
    this.#act = undefined;
    await act?.();
  }
}
