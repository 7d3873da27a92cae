// Concurrency: two operators on one cluster, and objects that are deleted during a sync. In every case each incident is on record once
// (principle P6), and the end is the same as if one thing had happened after the other.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMPLIANCE_CHECK, INCIDENT, INCIDENT_SOURCE, NAMESPACE, SECRET } from '../../src/api/kinds.ts';
import type { ResourceType } from '../../src/api/meta.ts';
import { isNotFound } from '../../src/kube/errors.ts';
import { describeInterleavings } from './interleavings.ts';
import { externalIDsOf, interrupted, type InterruptedClusters } from '../support/clusters/interrupted.ts';
import { type OperatorStage, withOperator } from '../support/operator/operator.ts';
import {
  applySecret,
  applySource,
  createSource,
  deleteSecret,
  deleteSource,
  INTERVAL_MS,
  patchSource,
} from '../support/operator/objects.ts';
import { conditionsOf, resultsOf, trueOf } from '../support/operator/views.ts';
import type { TestClusters } from '../support/clusters/test-cluster.ts';

const INCIDENTS = 25;
const CLOSED = 'pager-incident-closed';
const HEALTHY = 'pager-source-healthy';
const READ = { [CLOSED]: 'Failing', [HEALTHY]: 'Passing' };

interface Subject {
  readonly name: string;
  readonly make: () => TestClusters | Promise<TestClusters>;
}

export function describeRaces({ name, make }: Subject): void {
  describe(`what happens at the same time on ${name}`, () => {
    let clusters: InterruptedClusters;
    beforeAll(async () => {
      clusters = interrupted(await make());
    });
    afterAll(() => clusters[Symbol.asyncDispose]());

    /** Runs `event` while the operator is storing 25 incidents; resolves when it has nothing left to do. */
    const inTheMiddle = async (stage: OperatorStage, event: () => Promise<void>): Promise<void> => {
      fill(stage);
      const happened = clusters.interrupt({ atIncident: 10, event });
      await applySource(stage);
      await happened;
      await stage.settle();
    };

    describeTwoOperators(() => clusters);
    describeDeletions(() => clusters, inTheMiddle);
    describeEmptying(() => clusters, inTheMiddle);
    describeInterleavings(() => clusters);
  });
}

function describeTwoOperators(clusters: () => TestClusters): void {
  describe('two operators without leader election', () => {
    it('store each incident once, agree, and then write nothing', () =>
      withOperator(clusters(), async (stage) => {
        stage.addReplica().lead();
        fill(stage);
        await applySource(stage);
        await stage.settle();
        expectEachOnce(stage);
        expect(resultsOf(stage.world)).toEqual(READ);
        expect([...stage.world.checks.keys()].sort()).toEqual([
          'pager-data-loss-reported',
          'pager-evidence-uploaded',
          CLOSED,
          'pager-response-on-time',
          HEALTHY,
        ]);
        await stage.cluster.takeWrites();
        await stage.pass(3 * INTERVAL_MS);
        expect(await stage.cluster.takeWrites()).toEqual({});
      }));

    it('follow what changes upstream, each at every sync', () =>
      withOperator(clusters(), async (stage) => {
        stage.addReplica().lead();
        fill(stage);
        await applySource(stage);
        await stage.settle();
        const { account } = stage.vendor;
        for (let round = 1; round <= 3; round++) {
          for (const { id } of open(stage).slice(0, 5)) account.resolve(id);
          for (const { id } of open(stage).slice(0, 5)) account.acknowledge(id);
          account.trigger({ priority: 'P1' });
          await patchSource(stage, { metadata: { annotations: { 'docket.dev/requestedAt': `round ${round}` } } });
          await stage.settle();
          expectEachOnce(stage);
          expect(statesOf(stage)).toEqual(wantedStates(stage));
        }
        for (const { id } of open(stage)) account.resolve(id);
        await stage.pass(INTERVAL_MS);
        await stage.settle();
        expect(resultsOf(stage.world)).toEqual({ [CLOSED]: 'Passing', [HEALTHY]: 'Passing' });
      }));
  });
}

type InTheMiddle = (stage: OperatorStage, event: () => Promise<void>) => Promise<void>;

function describeDeletions(clusters: () => TestClusters, inTheMiddle: InTheMiddle): void {
  describe('in the middle of a sync', () => {
    it('the Secret is deleted: what is there stands, nothing passes on it, and it goes on once the Secret is back', () =>
      withOperator(clusters(), async (stage) => {
        await inTheMiddle(stage, () => deleteSecret(stage));
        expectEachOnce(stage);
        await stage.pass(INTERVAL_MS);
        expect(conditionsOf(stage.world)['Ready']).toBe('False SecretNotFound');
        expect(resultsOf(stage.world)).toEqual({ [CLOSED]: 'Failing', [HEALTHY]: 'Failing' });
        stage.vendor.account.trigger();
        await applySecret(stage);
        await stage.pass(INTERVAL_MS);
        await stage.settle();
        expectEachOnce(stage);
        expect(trueOf(stage.world)).toEqual(['Authenticated', 'Complete', 'Ready']);
        expect(resultsOf(stage.world)).toEqual(READ);
      }));

    it('the source is deleted: its checks say so, and made again it adopts what is there', () =>
      withOperator(clusters(), async (stage) => {
        await inTheMiddle(stage, () => deleteSource(stage));
        expect(resultsOf(stage.world)[HEALTHY]).toBe('Unknown SourceMissing');
        stage.vendor.takeRequests();
        await stage.pass(3 * INTERVAL_MS);
        expect(stage.vendor.takeRequests()).toEqual([]);
        await createSource(stage);
        await stage.settle();
        expectEachOnce(stage);
        expect(resultsOf(stage.world)).toEqual(READ);
      }));

    it('the source is deleted and another one made of that name: what was read for the one is not said of the other', () =>
      withOperator(clusters(), async (stage) => {
        await inTheMiddle(stage, async () => {
          await deleteSource(stage);
          await createSource(stage, { zone: 'emea' });
        });
        await stage.pass(INTERVAL_MS);
        expectEachOnce(stage);
        const zones = [...stage.world.incidents.values()].map(({ spec }) => spec.zone);
        expect(new Set(zones)).toEqual(new Set(['emea']));
        expect(trueOf(stage.world)).toEqual(['Authenticated', 'Complete', 'Ready']);
      }));

    it('a label is put on the source: it is no reason to read everything again', () =>
      withOperator(clusters(), async (stage) => {
        await inTheMiddle(stage, async () => void (await patchSource(stage, { metadata: { labels: { team: 'a' } } })));
        expectEachOnce(stage);
        const probes = stage.vendor.takeRequests().filter(({ query }) => query === 'limit=1');
        expect(probes).toHaveLength(1);
      }));
  });
}

function describeEmptying(clusters: () => TestClusters, inTheMiddle: InTheMiddle): void {
  describe('in the middle of a sync', () => {
    it('the incidents that are stored already are deleted: they are back at the next sync', () =>
      withOperator(clusters(), async (stage) => {
        await inTheMiddle(stage, async () => {
          stage.deletedByTest.push(...(await namesOf(stage)));
          await deleteAll(stage, [INCIDENT]);
        });
        expect(stage.deletedByTest.length).toBeGreaterThan(0);
        await stage.pass(INTERVAL_MS);
        await stage.settle();
        expectEachOnce(stage);
        expect(resultsOf(stage.world)).toEqual(READ);
      }));

    it('the namespace is deleted: nothing is made there any more, and nobody is called for it', () =>
      withOperator(clusters(), async (stage) => {
        await inTheMiddle(stage, async () => {
          const { client, namespace } = stage.cluster;
          stage.deletedByTest.push(...(await namesOf(stage)));
          await client.delete(NAMESPACE, { name: namespace });
          await deleteAll(stage, [INCIDENT, COMPLIANCE_CHECK, SECRET, INCIDENT_SOURCE]);
        });
        await stage.pass(3 * INTERVAL_MS);
        expect([...stage.world.incidents, ...stage.world.checks, ...stage.world.sources]).toEqual([]);
      }));
  });
}

async function namesOf(
  { cluster: { client, namespace } }: OperatorStage,
  type: ResourceType = INCIDENT,
): Promise<string[]> {
  return (await client.list(type, { namespace })).items.map(({ metadata }) => metadata.name);
}

/** Deletes everything in the namespace, as the namespace controller does. Objects that are gone already are skipped. */
async function deleteAll(stage: OperatorStage, types: readonly ResourceType[]): Promise<void> {
  const { client, namespace } = stage.cluster;
  for (const type of types) {
    for (const name of await namesOf(stage, type)) {
      await client.delete(type, { namespace, name }).catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
      });
    }
  }
}

function fill({ vendor: { account }, clock }: OperatorStage): void {
  for (let number = 0; number < INCIDENTS; number++) {
    const { id } = account.trigger({ priority: `P${1 + (number % 5)}`, at: hoursAgo(clock.now(), number + 2) });
    if (number % 3 === 1) account.acknowledge(id, hoursAgo(clock.now(), number + 1));
    if (number % 3 === 2) account.resolve(id, hoursAgo(clock.now(), number + 1));
  }
}

const hoursAgo = (now: Date, hours: number): Date => new Date(now.getTime() - hours * 3_600_000);

function open({ vendor: { account } }: OperatorStage) {
  return [...account.incidents.values()].filter(({ status }) => status !== 'resolved');
}

function expectEachOnce({ world, vendor }: OperatorStage): void {
  expect(externalIDsOf(world.incidents.values())).toEqual([...vendor.account.incidents.keys()].sort());
}

const STATES = { triggered: 'Detected', acknowledged: 'Triaging', resolved: 'Resolved' } as const;

function wantedStates({ vendor }: OperatorStage): Record<string, string> {
  return Object.fromEntries([...vendor.account.incidents.values()].map(({ id, status }) => [id, STATES[status]]));
}

function statesOf({ world }: OperatorStage): Record<string, string | undefined> {
  return Object.fromEntries(
    [...world.incidents.values()].map(({ spec, status }) => [spec.externalID ?? '', status?.state]),
  );
}
