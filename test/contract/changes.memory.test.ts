// What a whole operator makes of cursors: doubts are answered by one full reading, a restart goes on from the stored one, and what was
// left out is not forgotten. On the embedded cluster.

import { afterAll, describe, expect, it } from 'vitest';

import { INCIDENT_SOURCE } from '../../src/api/kinds.ts';
import type { IncidentSource } from '../../src/api/v1alpha1/incidentsource.gen.ts';
import { memoryClusters, type TestClusters } from '../support/clusters/test-cluster.ts';
import { applySource, INTERVAL_MS, SOURCE } from '../support/operator/objects.ts';
import { type OperatorStage, withOperator } from '../support/operator/operator.ts';
import { conditionsOf } from '../support/operator/views.ts';
import { TOO_OLD } from '../support/vendors/ledger/server.ts';
import { ledgerVendor } from '../support/vendors/vendor.ts';

const vendor = ledgerVendor({ openSet: 'full', lookBackMs: 900_000 });
const clusters: TestClusters = { ...memoryClusters(), vendor };
afterAll(() => clusters[Symbol.asyncDispose]());

const WELL = { Ready: 'True Synced', Complete: 'True Complete' };

/** Three incidents, an hour apart and the newest a day old, read without trouble; then one more reading, by changes. */
async function settled(stage: OperatorStage): Promise<void> {
  const nowMs = stage.clock.now().getTime();
  for (const hours of [26, 25, 24]) stage.vendor.account.trigger({ at: new Date(nowMs - hours * 3_600_000) });
  await applySource(stage);
  await stage.settle();
  await poll(stage);
  expect(conditionsOf(stage.world)).toMatchObject(WELL);
}

async function poll(stage: OperatorStage): Promise<string[]> {
  stage.vendor.takeRequests();
  await stage.pass(INTERVAL_MS);
  await stage.settle();
  return stage.vendor.takeRequests().flatMap(({ query }) => /updated_since=([^&]*)/.exec(query)?.[1] ?? []);
}

const daysBack = (stage: OperatorStage, since = ''): number =>
  Math.round((stage.clock.now().getTime() - Date.parse(since)) / 86_400_000);

describe('a source that is read by changes', () => {
  it('goes on from its cursor', () =>
    withOperator(clusters, async (stage) => {
      await settled(stage);
      const asked = await poll(stage);
      expect(asked.map((since) => daysBack(stage, since))).toEqual([1]);
    }));

  it('goes on from the stored cursor after a restart, and writes nothing', () =>
    withOperator(clusters, async (stage) => {
      await settled(stage);
      await stage.cluster.takeWrites();
      await stage.restart();
      stage.vendor.takeRequests();
      await stage.settle();
      const asked = stage.vendor.takeRequests().flatMap(({ query }) => /updated_since=([^&]*)/.exec(query)?.[1] ?? []);
      expect(asked.map((since) => daysBack(stage, since))).toEqual([1]);
      expect(await stage.cluster.takeWrites()).toEqual({});
    }));

  it.each([
    { name: 'is no checkpoint', edit: () => 'nonsense' },
    { name: 'is of a version to come', edit: (text: string) => text.replace('"version":1', '"version":9') },
    { name: 'is of another spec', edit: (text: string) => text.replace('"generation":1', '"generation":7') },
  ])('reads everything after a restart when what is stored $name', ({ edit }) =>
    withOperator(clusters, async (stage) => {
      await settled(stage);
      await stage.stopReplicas();
      const key = { namespace: stage.cluster.namespace, name: SOURCE };
      const { client } = stage.cluster;
      const source = await client.get<IncidentSource>(INCIDENT_SOURCE, key);
      const checkpoint = edit(source.status?.checkpoint ?? '');
      expect(checkpoint).not.toBe(source.status?.checkpoint);
      await client.patch(INCIDENT_SOURCE, key, { status: { checkpoint } }, { type: 'merge', subresource: 'status' });
      stage.vendor.takeRequests();
      stage.addReplica().lead();
      await stage.settle();
      const queries = stage.vendor.takeRequests().map(({ query }) => query);
      const asked = queries.flatMap((query) => /updated_since=([^&]*)/.exec(query)?.[1] ?? []);
      expect(asked.map((since) => daysBack(stage, since))).toEqual([90]);
      expect(conditionsOf(stage.world)).toMatchObject(WELL);
    }),
  );

  it('reads everything at once when the vendor does not take the cursor any more', () =>
    withOperator(clusters, async (stage) => {
      await settled(stage);
      const isDelta = ({ query }: { query: URLSearchParams }): boolean => query.has('updated_since');
      stage.vendor.failNext(isDelta, { kind: 'status', status: 410, code: TOO_OLD }, 1);
      const asked = await poll(stage);
      expect(asked.map((since) => daysBack(stage, since))).toEqual([1, 90]);
      expect(conditionsOf(stage.world)).toMatchObject(WELL);
    }));

  it('is not complete when the vendor refuses the full reading as well', () =>
    withOperator(clusters, async (stage) => {
      await settled(stage);
      const isDated = ({ query }: { query: URLSearchParams }): boolean => query.has('updated_since');
      stage.vendor.failNext(isDated, { kind: 'status', status: 410, code: TOO_OLD }, Infinity);
      await poll(stage);
      expect(conditionsOf(stage.world)).toMatchObject({
        Ready: 'False IncompleteAnswer',
        Complete: 'False IncompleteAnswer',
      });
      stage.vendor.clearFaults();
      await poll(stage);
      expect(conditionsOf(stage.world)).toMatchObject(WELL);
    }));

  it.each([
    { name: 'that has an ID', fields: { status: { was: 'a text' } }, because: 'it is asked for by its ID' },
    { name: 'without one', fields: { id: null }, because: 'the cursor stays before it' },
  ])('does not forget an item that cannot be read, $name, as $because', ({ fields }) =>
    withOperator(clusters, async (stage) => {
      await settled(stage);
      const { id } = stage.vendor.account.trigger({ title: 'cannot be read' });
      const spoil = (body: unknown): unknown => JSON.parse(JSON.stringify(body), spoiler(fields)) as unknown;
      stage.vendor.failNext(() => true, { kind: 'mutate', mutate: spoil }, Infinity);
      for (let hour = 0; hour < 3; hour++) {
        await stage.pass(3_600_000);
        // Others come after it, and move the rest of the reading on.
        stage.vendor.account.trigger();
        await poll(stage);
        expect(conditionsOf(stage.world)).toMatchObject({ Complete: 'False ItemsQuarantined' });
      }
      stage.vendor.clearFaults();
      await poll(stage);
      expect(conditionsOf(stage.world)).toMatchObject(WELL);
      expect([...stage.world.incidents.values()].map(({ spec }) => spec.externalID)).toContain(id);
    }),
  );
});

/** Spoils the incident of that title, wherever it comes. */
function spoiler(fields: object) {
  return (_key: string, value: unknown): unknown => {
    const isIt = typeof value === 'object' && value !== null && 'title' in value && value.title === 'cannot be read';
    return isIt ? { ...value, ...fields } : value;
  };
}
