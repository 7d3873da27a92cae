// What one tenant can do to another who shares the operator: sources that hang, rules that never end, requests without end, fixtures and
// floods of incidents. A tenant is a namespace; time is moved at a steady pace, as the operator is never at rest here.

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMPLIANCE_CHECK, CONFIG_MAP, INCIDENT, INCIDENT_SOURCE, NAMESPACE, SECRET } from '../../src/api/kinds.ts';
import type { KubeObject, ResourceType } from '../../src/api/meta.ts';
import type { ComplianceCheck } from '../../src/api/v1alpha1/compliancecheck.gen.ts';
import type { IncidentSource } from '../../src/api/v1alpha1/incidentsource.gen.ts';
import type { TestClusters } from '../support/clusters/test-cluster.ts';
import { applySource, INTERVAL_MS, patchSource, SOURCE, typeOf } from '../support/operator/objects.ts';
import { GOOD_TOKEN, OperatorStage, withOperator } from '../support/operator/operator.ts';
import { conditionsOf, resultsOf } from '../support/operator/views.ts';
import { PAGER_DUTY } from '../support/vendors/vendor.ts';

const OTHER = 'team-b';
const REQUESTED = 'docket.dev/requestedAt';

interface Subject {
  readonly name: string;
  readonly make: () => TestClusters | Promise<TestClusters>;
}

async function create(stage: OperatorStage, type: ResourceType, namespace: string, rest: object): Promise<void> {
  const { metadata, ...fields } = { metadata: {}, ...rest };
  const object = { ...typeOf(type), metadata: { namespace, ...metadata }, ...fields };
  await stage.cluster.client.create(type, object as KubeObject);
}

/** The namespace of the other tenant, with a credential. */
async function moveIn(stage: OperatorStage): Promise<void> {
  const { client } = stage.cluster;
  const existing = await client.list(NAMESPACE);
  if (!existing.items.some(({ metadata }) => metadata.name === OTHER)) {
    await client.create(NAMESPACE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: OTHER } });
    const data = { token: Buffer.from(GOOD_TOKEN).toString('base64') };
    await create(stage, SECRET, OTHER, { metadata: { name: 'credential' }, data });
  }
}

/** Lets time pass in steps, each of which takes some real time, until `isOver` or the end. Returns how many milliseconds it took. */
async function live(
  stage: OperatorStage,
  pace: { readonly ms: number; readonly stepMs: number; readonly realMs: number },
  isOver: () => Promise<boolean> | boolean = () => false,
): Promise<number> {
  for (let ms = 0; ms < pace.ms; ms += pace.stepMs) {
    if (await isOver()) return ms;
    await stage.clock.advance(pace.stepMs);
    await sleep(pace.realMs);
  }
  return pace.ms;
}

export function describeNeighbours({ name, make }: Subject): void {
  describe(`neighbours on ${name}`, () => {
    let made: TestClusters | undefined;
    const clusters = (): TestClusters => {
      if (made === undefined) throw new Error('use the clusters inside of a test');
      return made;
    };
    beforeAll(async () => {
      made = await make();
    });
    afterAll(async () => made?.[Symbol.asyncDispose]());

    describeQueues(clusters);
    describeRequests(clusters);
    describeFixtures(clusters);
    describeRoom(clusters);
  });
}

function describeQueues(clusters: () => TestClusters): void {
  describe('a tenant who takes long', () => {
    it(
      'with a hundred sources that hang delays no poll of another by more than an interval',
      { timeout: 120_000 },
      async () => {
        await using stage = await OperatorStage.start(clusters());
        await using healthy = await PAGER_DUTY.start({ now: () => stage.clock.now(), keys: [GOOD_TOKEN] });
        const allowed = [stage.vendor, healthy].map(({ url }) => new URL(url).host).join(',');
        await moveIn(stage);
        stage.vendor.failNext({}, { kind: 'hang' }, Infinity);
        const secretRef = { name: 'credential' };
        for (let number = 0; number < 100; number++) {
          const spec = {
            pagerDuty: { endpoint: stage.vendor.url },
            secretRef,
            interval: '30s',
            defaultChecks: 'Disabled',
          };
          const metadata = { name: `slow-${number}` };
          await create(stage, INCIDENT_SOURCE, stage.cluster.namespace, { metadata, spec });
        }
        const data = { token: Buffer.from(GOOD_TOKEN).toString('base64') };
        await create(stage, SECRET, stage.cluster.namespace, { metadata: secretRef, data });
        const spec = { pagerDuty: { endpoint: healthy.url }, secretRef, interval: '30s' };
        await create(stage, INCIDENT_SOURCE, OTHER, { metadata: { name: 'quick' }, spec });
        stage.addReplica({ allowed, isForAll: true }).lead();
        const polledAt: number[] = [];
        await live(stage, { ms: 300_000, stepMs: 1_000, realMs: 25 }, () => {
          if (healthy.takeRequests().length > 0) polledAt.push(stage.clock.monotonicMs());
          return false;
        });
        const gaps = [...polledAt.slice(1), stage.clock.monotonicMs()].map((at, index) => at - (polledAt[index] ?? 0));
        expect(polledAt[0]).toBeLessThan(60_000);
        expect(Math.max(...gaps)).toBeLessThanOrEqual(60_000);
      },
    );

    it('with a hundred rules that never end keeps no rule of another from its answer', { timeout: 120_000 }, () =>
      withOperator(
        clusters(),
        async (stage) => {
          await moveIn(stage);
          const { namespace, client } = stage.cluster;
          const people = Array.from({ length: 50 }, (_, number) => `person-${number}`);
          const all = (depth: number): string =>
            depth === 0 ? 'true' : `incident.spec.assignees.all(a${depth}, ${all(depth - 1)})`;
          const rule = async (where: string, metadata: object, text: string): Promise<void> =>
            create(stage, COMPLIANCE_CHECK, where, {
              metadata,
              spec: { type: 'Expression', expression: { rule: text } },
            });
          const incident = {
            title: 'Disk full',
            severity: 'High',
            detectedAt: stage.clock.now().toISOString().replace(/\.\d+/, ''),
          };
          for (let number = 0; number < 100; number++) {
            await rule(namespace, { name: `endless-${number}` }, `${all(7)} && ${number} >= 0`);
          }
          await create(stage, INCIDENT, namespace, {
            metadata: { name: 'leak' },
            spec: { ...incident, assignees: people },
          });
          await live(stage, { ms: 2_000, stepMs: 100, realMs: 100 });
          // Each of them takes the thread for 0.1 s, twice: after all that wait by now it would be 10 s.
          const LATE_MS = 5_000;
          await rule(OTHER, { name: 'severe' }, 'incident.spec.severity == "High"');
          await create(stage, INCIDENT, OTHER, { metadata: { name: 'disk' }, spec: incident });
          // Without the incident the check passes, too.
          const isJudged = async (): Promise<boolean> => {
            const key = { namespace: OTHER, name: 'severe' };
            return (await client.get<ComplianceCheck>(COMPLIANCE_CHECK, key)).status?.counts?.passing === 1;
          };
          const tookMs = await live(stage, { ms: LATE_MS, stepMs: 100, realMs: 100 }, isJudged);
          expect(tookMs).toBeLessThan(LATE_MS);
          await stage.stopReplicas();
        },
        { isForAll: true },
      ),
    );
  });
}

function describeRequests(clusters: () => TestClusters): void {
  describe('requests for a sync', () => {
    const probes = (stage: OperatorStage): number =>
      stage.vendor.takeRequests().filter(({ path, query }) => path === '/incidents' && query === 'limit=1').length;

    it('of any length are answered, and cost one sync each', () =>
      withOperator(clusters(), async (stage) => {
        await applySource(stage);
        await stage.settle();
        probes(stage);
        await patchSource(stage, { metadata: { annotations: { [REQUESTED]: 'x'.repeat(5_000) } } });
        await stage.rest();
        await stage.pass(10_000);
        expect(probes(stage)).toBe(1);
        expect(stage.world.sources.get(SOURCE)?.status?.lastHandledRequestedAt).toHaveLength(1_024);
        expect(conditionsOf(stage.world)['Ready']).toBe('True Synced');
      }));

    it('without end are coalesced, and bounded: thirty at once, then one in ten seconds', () =>
      withOperator(clusters(), async (stage) => {
        await applySource(stage);
        await stage.settle();
        probes(stage);
        for (let number = 0; number < 100; number++) {
          await patchSource(stage, { metadata: { annotations: { [REQUESTED]: `${number}` } } });
          await stage.rest();
        }
        expect(probes(stage)).toBeLessThanOrEqual(31);
        await stage.pass(INTERVAL_MS);
        expect(stage.world.sources.get(SOURCE)?.status?.lastHandledRequestedAt).toBe('99');
      }));
  });
}

function describeFixtures(clusters: () => TestClusters): void {
  const incidents = JSON.stringify([
    { id: 'DEMO-1', title: 'Disk full', severity: 'High', timeline: [{ at: '0s', state: 'Detected' }] },
  ]);
  const apply = async (stage: OperatorStage): Promise<void> => {
    const { namespace } = stage.cluster;
    await create(stage, CONFIG_MAP, namespace, { metadata: { name: 'demo' }, data: { 'incidents.json': incidents } });
    const spec = { fixture: { configMapRef: { name: 'demo' } }, interval: '1s' };
    await create(stage, INCIDENT_SOURCE, namespace, { metadata: { name: SOURCE }, spec });
  };

  describe('a fixture', () => {
    it('is refused where the operator was not told to read fixtures, and no check passes on it', () =>
      withOperator(
        clusters(),
        async (stage) => {
          await apply(stage);
          await stage.settle();
          expect(conditionsOf(stage.world)).toMatchObject({
            Ready: 'False FixturesNotAllowed',
            Stalled: 'True FixturesNotAllowed',
          });
          expect(stage.world.incidents.size).toBe(0);
          expect(resultsOf(stage.world)['pager-incident-closed']).toBe('Unknown FixturesNotAllowed');
        },
        { limits: { fixtureIntervalMs: undefined } },
      ));

    it('is read every 30 seconds at most on a cluster, and is fresh by that measure', () => {
      let reads = 0;
      return withOperator(
        clusters(),
        async (stage) => {
          await apply(stage);
          await stage.settle();
          expect(stage.world.incidents.size).toBe(1);
          reads = 0;
          await stage.pass(300_000, (world) => expect(resultsOf(world)['pager-incident-closed']).toBe('Failing'));
          // Each sync reads the ConfigMap two or three times.
          expect(reads).toBeGreaterThan(0);
          expect(reads).toBeLessThanOrEqual(3 * Math.ceil(300 / 27));
        },
        {
          limits: { fixtureIntervalMs: 30_000 },
          through: (client) => ({
            ...client,
            get: (type, key, options) => {
              if (type === CONFIG_MAP) reads++;
              return client.get(type, key, options);
            },
          }),
        },
      );
    });
  });
}

function describeRoom(clusters: () => TestClusters): void {
  const counted = (stage: OperatorStage): number => stage.world.incidents.size;

  describe('a source with more incidents than the operator allows', () => {
    it.each([
      { limits: { incidentsPerSource: 5 }, because: 'the source has as many as it may' },
      { limits: { incidentsPerNamespace: 5 }, because: 'its namespace has' },
    ])('stores no more, says so, and is read whole once there is room ($because)', ({ limits }) =>
      withOperator(
        clusters(),
        async (stage) => {
          const { account } = stage.vendor;
          for (let number = 0; number < 8; number++)
            account.resolve(account.trigger({ title: `Incident ${number}` }).id);
          await applySource(stage);
          await stage.settle();
          expect(counted(stage)).toBe(5);
          expect(conditionsOf(stage.world)).toMatchObject({ Ready: 'True Synced', Complete: 'False TooManyIncidents' });
          expect(resultsOf(stage.world)['pager-incident-closed']).toBe('Unknown TooManyIncidents');
          await stage.cluster.takeWrites();
          await stage.pass(3 * INTERVAL_MS);
          expect(await stage.cluster.takeWrites()).toEqual({});
          await stage.restart({ limits: { ...limits, incidentsPerSource: 8, incidentsPerNamespace: 8 } });
          await stage.settle();
          expect(counted(stage)).toBe(8);
          expect(resultsOf(stage.world)['pager-incident-closed']).toBe('Passing');
          const source: IncidentSource | undefined = stage.world.sources.get(SOURCE);
          expect(source?.status?.incidents?.total).toBe(8);
        },
        { limits },
      ),
    );
  });
}
