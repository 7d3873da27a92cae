// What becomes of an incident that changes, vanishes, comes back or is tampered with, upstream and here. It is never closed or deleted
// for any of it, and nothing is overwritten that belongs to somebody else.

import { describe, expect, it } from 'vitest';
import { INCIDENT } from '../../../src/api/kinds.ts';
import { incidentName } from '../../../src/api/names.ts';
import { isInvalid } from '../../../src/kube/errors.ts';
import { type OperatorStage, withOperator } from '../../support/operator/operator.ts';
import {
  applySource,
  createIncident,
  deleteIncident,
  INTERVAL_MS,
  merge,
  patchSource,
  SOURCE,
} from '../../support/operator/objects.ts';
import { conditionsOf, incidentOf, recordsOf, resultsOf, syncedOf, trueOf } from '../../support/operator/views.ts';
import type { Fault } from '../../support/vendors/pagerduty/server.ts';
import type { TestClusters } from '../../support/clusters/test-cluster.ts';

const GONE: Fault = { kind: 'status', status: 404 };
const DAY_MS = 86_400_000;
const CLOSED = 'pager-incident-closed';
const WELL = ['Authenticated', 'Complete', 'Ready'];

const nameOf = (externalID: string): string => incidentName({ provider: 'pagerDuty', source: SOURCE, externalID });
const daysAgo = (stage: OperatorStage, days: number): Date => new Date(stage.clock.now().getTime() - days * DAY_MS);

/** So many incidents, a day apart, the newest first; the source is read without trouble. */
async function readIncidents(stage: OperatorStage, count: number): Promise<string[]> {
  const ids = Array.from(
    { length: count },
    (_, index) => stage.vendor.account.trigger({ at: daysAgo(stage, index + 1) }).id,
  );
  await applySource(stage);
  await stage.settle();
  expect(trueOf(stage.world)).toEqual(WELL);
  expect(stage.world.incidents.size).toBe(count);
  await stage.cluster.takeWrites();
  return ids;
}

const nameIn = (stage: OperatorStage, id: string): string => incidentOf(stage.world, id).metadata.name;

const readsChanges = ({ vendor }: TestClusters): boolean => vendor?.reads === 'changes';

async function poll(stage: OperatorStage): Promise<void> {
  await stage.pass(INTERVAL_MS);
  await stage.settle();
}

export function describeIncidents(clusters: () => TestClusters): void {
  describe('an incident', () => {
    it('that changes is patched, and no other', () =>
      withOperator(clusters(), async (stage) => {
        const [id = ''] = await readIncidents(stage, 3);
        stage.vendor.account.edit(id, { title: 'It is worse than it seemed' });
        await poll(stage);
        expect(incidentOf(stage.world, id).spec.title).toBe('It is worse than it seemed');
        expect(await stage.cluster.takeWrites()).toEqual({
          'patch incidents': 1,
          'update incidents/status': 1,
          // Its checkpoint: a listing goes on from the stored incidents, and needs none.
          ...(readsChanges(clusters()) ? { 'update incidentsources/status': 1 } : {}),
        });
      }));

    it('that is resolved, and reopened later, is so here', () =>
      withOperator(clusters(), async (stage) => {
        const [id = ''] = await readIncidents(stage, 1);
        stage.vendor.account.acknowledge(id);
        stage.vendor.account.resolve(id);
        await poll(stage);
        expect(resultsOf(stage.world)[CLOSED]).toBe('Passing');
        stage.vendor.account.reopen(id);
        await poll(stage);
        const { spec, status } = incidentOf(stage.world, id);
        expect(spec).toMatchObject({ state: 'Detected', acknowledgedAt: expect.any(String) as string });
        expect(spec.resolvedAt).toBeUndefined();
        expect(status?.timeline?.map(({ to }) => to)).toEqual(['Detected', 'Triaging', 'Resolved', 'Detected']);
        expect(resultsOf(stage.world)[CLOSED]).toBe('Failing');
      }));

    it('loses an acknowledgement that only somebody here wrote, and keeps one that its source stated and forgot, also over a restart', () =>
      withOperator(clusters(), async (stage) => {
        const [forged = '', stated = ''] = await readIncidents(stage, 2);
        const at = daysAgo(stage, 3).toISOString();
        stage.vendor.account.acknowledge(stated);
        await poll(stage);
        // As when admission was not there yet.
        await merge(stage, INCIDENT, nameIn(stage, forged), { spec: { acknowledgedAt: at } });
        const kept = incidentOf(stage.world, stated);
        expect(kept.status?.acknowledgedAt).toBe(kept.spec.acknowledgedAt);
        await stage.restart();
        stage.vendor.account.resolve(stated);
        stage.vendor.account.reopen(stated);
        for (const id of [forged, stated]) stage.vendor.account.edit(id, { title: 'It is worse than it seemed' });
        await poll(stage);
        expect(incidentOf(stage.world, forged).spec.acknowledgedAt).toBeUndefined();
        expect(incidentOf(stage.world, forged).status?.acknowledgedAt).toBeUndefined();
        expect(incidentOf(stage.world, stated).spec.acknowledgedAt).toBe(kept.spec.acknowledgedAt);
      }));

    it.each([
      { what: 'an open one', resolve: false },
      { what: 'one that is resolved', resolve: true },
    ])('that somebody deletes here is back at the next sync: $what', ({ resolve }) =>
      withOperator(clusters(), async (stage) => {
        const [, id = ''] = await readIncidents(stage, 3);
        if (resolve) stage.vendor.account.resolve(id);
        await poll(stage);
        const { [nameOf(id)]: before } = recordsOf(stage.world);
        await deleteIncident(stage, nameOf(id));
        await poll(stage);
        expect(recordsOf(stage.world)[nameOf(id)]).toEqual(before);
      }),
    );

    it('that vanishes upstream is gone there after two complete listings, and never here', () =>
      withOperator(clusters(), async (stage) => {
        const [, id = ''] = await readIncidents(stage, 3);
        stage.vendor.account.delete(id);
        await poll(stage);
        expect(syncedOf(stage.world)[id]).toBe('True Listed');
        await poll(stage);
        expect(syncedOf(stage.world)[id]).toBe('False NotFoundUpstream');
        expect(incidentOf(stage.world, id).status?.state).toBe('Detected');
        await stage.pass(3 * INTERVAL_MS, (world) => expect(resultsOf(world)[CLOSED]).toBe('Failing'));
        expect(trueOf(stage.world)).toEqual(WELL);
      }));

    it('that its source still has and does not select any more is out of scope, until it does again', () =>
      withOperator(clusters(), async (stage) => {
        const [id = '', other = ''] = await readIncidents(stage, 2);
        stage.vendor.account.setUrgency(other, 'low');
        await patchSource(stage, { spec: { pagerDuty: { urgencies: ['High'] } } });
        await stage.settle();
        expect(syncedOf(stage.world)).toEqual({ [id]: 'True Listed', [other]: 'False OutOfScope' });
        expect(trueOf(stage.world)).toEqual(WELL);
        await patchSource(stage, { spec: { pagerDuty: { urgencies: null } } });
        await stage.settle();
        expect(syncedOf(stage.world)).toEqual({ [id]: 'True Listed', [other]: 'True Listed' });
      }));

    it('that is older than the backfill and was the only one is followed to its resolution', () =>
      withOperator(clusters(), async (stage) => {
        const { id } = stage.vendor.account.trigger({ at: daysAgo(stage, 120) });
        await applySource(stage);
        await stage.settle();
        expect(resultsOf(stage.world)[CLOSED]).toBe('Failing');
        stage.vendor.account.resolve(id);
        await poll(stage);
        expect(incidentOf(stage.world, id).status?.state).toBe('Resolved');
        expect(trueOf(stage.world)).toEqual(WELL);
        expect(resultsOf(stage.world)[CLOSED]).toBe('Passing');
      }));
  });

  describe('an answer that lacks the newest incident', () => {
    it('is suspicious until a full listing brings others: then that one is gone upstream', () =>
      withOperator(clusters(), async (stage) => {
        const [newest = '', other = ''] = await readIncidents(stage, 2);
        stage.vendor.account.delete(newest);
        await poll(stage);
        // What a cursor leads to is doubted at once: everything is read again in the same sync.
        expect(conditionsOf(stage.world)).toMatchObject(
          readsChanges(clusters())
            ? { Ready: 'True Synced', Complete: 'True Complete' }
            : { Ready: 'False SuspiciouslyEmpty', Complete: 'False SuspiciouslyEmpty' },
        );
        expect(syncedOf(stage.world)).toEqual({ [newest]: 'True Listed', [other]: 'True Listed' });
        await poll(stage);
        expect(trueOf(stage.world)).toEqual(WELL);
        expect(syncedOf(stage.world)).toEqual({ [newest]: 'False NotFoundUpstream', [other]: 'True Listed' });
      }));

    it('stays suspicious as long as nothing that is on record comes, and a new spec is a new beginning', () =>
      withOperator(clusters(), async (stage) => {
        const ids = await readIncidents(stage, 2);
        for (const id of ids) stage.vendor.account.delete(id);
        await poll(stage);
        await stage.pass(5 * INTERVAL_MS, (world) => {
          expect(conditionsOf(world)['Ready']).toBe('False SuspiciouslyEmpty');
          expect(Object.values(syncedOf(world))).toEqual(['True Listed', 'True Listed']);
        });
        stage.vendor.account.trigger({ title: 'The first of another account' });
        await poll(stage);
        expect(conditionsOf(stage.world)['Ready']).toBe('False SuspiciouslyEmpty');
        await patchSource(stage, { spec: { zone: 'emea' } });
        await poll(stage);
        expect(trueOf(stage.world)).toEqual(WELL);
        expect(Object.values(syncedOf(stage.world)).sort()).toEqual([
          'False NotFoundUpstream',
          'False NotFoundUpstream',
          'True Listed',
        ]);
      }));
  });

  describe('an answer without the open incidents that are older than the backfill', () => {
    it('is suspicious unless the source knows one of them: then what is resolved is so here', () =>
      withOperator(clusters(), async (stage) => {
        const { account } = stage.vendor;
        const [first, second] = [120, 121].map((days) => account.trigger({ at: daysAgo(stage, days) }).id);
        await applySource(stage);
        await stage.settle();
        stage.vendor.failNext(
          ({ path }) => path === `/incidents/${first}` || path === `/incidents/${second}`,
          GONE,
          Infinity,
        );
        stage.vendor.failNext({ path: '/incidents' }, { kind: 'empty-list' }, Infinity);
        await stage.pass(3 * INTERVAL_MS, (world) => expect(resultsOf(world)[CLOSED]).toBe('Failing'));
        expect(conditionsOf(stage.world)['Ready']).toBe('False SuspiciouslyEmpty');
        stage.vendor.clearFaults();
        account.resolve(first ?? '');
        account.resolve(second ?? '');
        await poll(stage);
        expect(trueOf(stage.world)).toEqual(WELL);
        expect(resultsOf(stage.world)[CLOSED]).toBe('Passing');
      }));
  });

  describe('the name of a mirrored incident', () => {
    it('that another one holds is not taken from it: the source says so, and takes it once it is free', () =>
      withOperator(clusters(), expectCollision));

    it('cannot be taken by a reported one', () =>
      withOperator(clusters(), async (stage) => {
        const refused = createIncident(stage, nameOf('Q0000000000001'), { title: 'I was here first' });
        await expect(refused).rejects.toSatisfy(isInvalid);
      }));
  });
}

async function expectCollision(stage: OperatorStage): Promise<void> {
  const { id } = stage.vendor.account.trigger();
  stage.vendor.account.trigger();
  const squatter = {
    sourceRef: { name: SOURCE },
    externalID: 'SOMETHING-ELSE',
    title: 'Mine',
    state: 'Resolved',
  } as const;
  await createIncident(stage, nameOf(id), squatter);
  await applySource(stage);
  await stage.settle();
  expect(conditionsOf(stage.world)).toMatchObject({ Ready: 'True Synced', Complete: 'False NameCollision' });
  expect(resultsOf(stage.world)['pager-source-healthy']).toBe('Failing');
  expect(stage.world.incidents.get(nameOf(id))?.spec).toMatchObject(squatter);
  expect(stage.world.incidents.size).toBe(2);
  await stage.cluster.takeWrites();
  await stage.pass(5 * INTERVAL_MS);
  expect(await stage.cluster.takeWrites()).toEqual({});
  const dropped = await stage.replica.series('docket_source_items_dropped_total');
  expect(dropped.join()).toContain('reason="NameCollision"');
  await deleteIncident(stage, nameOf(id));
  await poll(stage);
  expect(incidentOf(stage.world, id).spec.title).toBe('Incident 1');
  expect(trueOf(stage.world)).toEqual(WELL);
}
