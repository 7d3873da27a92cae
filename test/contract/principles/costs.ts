// P4 and P5 by their price: what a change at the vendor costs in requests and in time, what a restart asks the vendor, and what wakes no
// check. Time stands still where a test does not move it.

import { describe, expect, it } from 'vitest';
import { COMPLIANCE_CHECK } from '../../../src/api/kinds.ts';
import { askingClient } from '../../support/clusters/asking-client.ts';
import type { TestClusters } from '../../support/clusters/test-cluster.ts';
import { applySource, INTERVAL_MS, patchSource } from '../../support/operator/objects.ts';
import { type OperatorStage, withOperator } from '../../support/operator/operator.ts';
import { incidentOf, resultsOf } from '../../support/operator/views.ts';

const CLOSED = 'pager-incident-closed';
const INCIDENTS = 40;
const HOUR_MS = 3_600_000;
const ABOUT_INCIDENTS = / incidents(\/|$)/;

async function requestSync(stage: OperatorStage, value: string): Promise<void> {
  await patchSource(stage, { metadata: { annotations: { 'docket.dev/requestedAt': value } } });
}

const hoursAgo = (stage: OperatorStage, hours: number): Date => new Date(stage.clock.now().getTime() - hours * HOUR_MS);

/** Incidents that were resolved within hours, before anybody here looked. Returns their ids. */
function resolvedUnseen(stage: OperatorStage, { acknowledged = false } = {}): string[] {
  const { account } = stage.vendor;
  return Array.from({ length: INCIDENTS }, (_, number) => {
    const { id } = account.trigger({ at: hoursAgo(stage, number + 3) });
    if (acknowledged) account.acknowledge(id, hoursAgo(stage, number + 2.9));
    account.resolve(id, hoursAgo(stage, number + 2));
    return id;
  });
}

/** Incidents that were acknowledged, all resolved but the last. Returns the id of that one. */
async function readIncidents(stage: OperatorStage): Promise<string> {
  const { account } = stage.vendor;
  let last = '';
  for (let number = 0; number < INCIDENTS; number++) {
    last = account.trigger({ at: hoursAgo(stage, INCIDENTS + 2 - number) }).id;
    account.acknowledge(last, hoursAgo(stage, INCIDENTS + 1.9 - number));
    if (number < INCIDENTS - 1) account.resolve(last, hoursAgo(stage, INCIDENTS + 1 - number));
  }
  await applySource(stage);
  await stage.settle();
  expect(resultsOf(stage.world)[CLOSED]).toBe('Failing');
  return last;
}

export function describeCosts(clusters: () => TestClusters): void {
  describe('a change at the vendor', () => {
    it('of one incident costs a write of its facts and one of its status, and no read of it', () => {
      const asked: string[] = [];
      const through = (client: Parameters<typeof askingClient>[0]) =>
        askingClient(client, { add: (one) => asked.push(one) });
      return withOperator(
        clusters(),
        async (stage) => {
          const id = await readIncidents(stage);
          asked.splice(0);
          stage.vendor.account.resolve(id);
          await stage.pass(INTERVAL_MS);
          await stage.settle();
          expect(asked.filter((request) => ABOUT_INCIDENTS.test(request)).toSorted()).toEqual([
            'patch incidents',
            'update incidents/status',
          ]);
        },
        { through },
      );
    });

    it('is judged before time passes, once a sync is asked for, again and again', () =>
      withOperator(clusters(), async (stage) => {
        const id = await readIncidents(stage);
        const { account } = stage.vendor;
        for (let round = 0; round < 5; round++) {
          account.resolve(id);
          await requestSync(stage, `resolved ${round}`);
          expect(resultsOf(await stage.rest())[CLOSED]).toBe('Passing');
          account.trigger();
          await requestSync(stage, `triggered ${round}`);
          expect(resultsOf(await stage.rest())[CLOSED]).toBe('Failing');
          for (const { id: open, status } of account.incidents.values())
            if (status !== 'resolved') account.resolve(open);
        }
      }));
  });

  describe('a restart', () => {
    it('asks the vendor for no acknowledgement that is on record', () =>
      withOperator(clusters(), async (stage) => {
        await readIncidents(stage);
        const logs = (): string[] =>
          stage.vendor.takeRequests().flatMap(({ path }) => (path.includes('log_entries') ? [path] : []));
        expect(logs().length).toBeGreaterThan(0);
        await stage.restart();
        await stage.pass(INTERVAL_MS);
        await stage.settle();
        expect(logs()).toEqual([]);
        await stage.cluster.takeWrites();
        await stage.pass(2 * INTERVAL_MS);
        expect(await stage.cluster.takeWrites()).toEqual({});
      }));

    it('asks it for the listing alone where nobody acknowledged what is resolved, and for what happened while nobody looked', () =>
      withOperator(clusters(), async (stage) => {
        const { account } = stage.vendor;
        const ids = resolvedUnseen(stage);
        const { id: last } = account.trigger({ at: hoursAgo(stage, 1) });
        account.trigger();
        await applySource(stage);
        await stage.settle();
        account.resolve(last);
        await stage.pass(INTERVAL_MS);
        expect(incidentOf(stage.world, last).spec.state).toBe('Resolved');
        stage.vendor.takeRequests();
        await stage.cluster.takeWrites();
        await stage.restart();
        await stage.pass(INTERVAL_MS);
        expect(new Set(stage.vendor.takeRequests().map(({ path }) => path))).toEqual(new Set(['/incidents']));
        expect(await stage.cluster.takeWrites()).toEqual({});

        await stage.stopReplicas();
        const [id = ''] = ids;
        account.reopen(id);
        account.acknowledge(id);
        await stage.clock.advance(1_000);
        account.resolve(id);
        await stage.restart();
        await stage.pass(INTERVAL_MS);
        expect(incidentOf(stage.world, id).spec.acknowledgedAt).toBeDefined();
        expect(stage.vendor.takeRequests().filter(({ path }) => path.includes('log_entries'))).toHaveLength(1);
      }));

    it('asks for all of it once the log can be read, where it could not', () =>
      withOperator(clusters(), async (stage) => {
        const ids = resolvedUnseen(stage, { acknowledged: true });
        const isLog = ({ path }: { readonly path: string }): boolean => path.includes('log_entries');
        stage.vendor.failNext(isLog, { kind: 'status', status: 403 }, Infinity);
        await applySource(stage);
        await stage.settle();
        stage.vendor.clearFaults();
        stage.vendor.account.trigger();
        await stage.pass(2 * INTERVAL_MS);
        await stage.restart();
        await stage.pass(INTERVAL_MS);
        for (const id of ids) expect(incidentOf(stage.world, id).spec.acknowledgedAt).toBeDefined();
      }));

    it('hides no acknowledgement that the log shows late: it is on record within the next two days', () =>
      withOperator(clusters(), async (stage) => {
        const { account } = stage.vendor;
        await applySource(stage, { interval: '6h' });
        await stage.settle();
        const { id } = account.trigger();
        account.acknowledge(id);
        account.resolve(id);
        const log = account.logEntries;
        account.logEntries = log.filter(({ type }) => type !== 'acknowledge_log_entry');
        await requestSync(stage, 'resolved');
        await stage.settle();
        account.logEntries = log;
        await stage.restart();
        await stage.pass(HOUR_MS);
        expect(incidentOf(stage.world, id).spec.acknowledgedAt).toBeUndefined();
        // In leaps from sync to sync, as the watches of a real server would else be opened again thousands of times.
        for (let hours = 6; hours <= 36; hours += 6) {
          stage.clock.suspend(6 * HOUR_MS);
          await stage.settle();
        }
        expect(incidentOf(stage.world, id).spec.acknowledgedAt).toBeDefined();
      }));
  });

  describe('an annotation on a source', () => {
    it('writes no check', () =>
      withOperator(clusters(), async (stage) => {
        await readIncidents(stage);
        const versions = async () =>
          (await stage.cluster.client.list(COMPLIANCE_CHECK, { namespace: stage.cluster.namespace })).items.map(
            ({ metadata }) => metadata.resourceVersion,
          );
        const before = await versions();
        await patchSource(stage, { metadata: { annotations: { note: 'seen' } } });
        await requestSync(stage, 'now');
        await stage.settle();
        expect(await versions()).toEqual(before);
      }));
  });
}
