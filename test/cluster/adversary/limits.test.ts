// What one tenant may take of an operator, and learn by it, on a real API server: fixtures on a huge ConfigMap, checks without end, and
// evidence or credentials in Secrets that the tenant may not read.

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONFIG_MAP, COMPLIANCE_CHECK, INCIDENT_SOURCE, SECRET } from '../../../src/api/kinds.ts';
import type { KubeObject, ResourceType } from '../../../src/api/meta.ts';
import { MAX_CHECKS } from '../../../src/metrics/check-series.ts';
import { MAX_CONTROLS, OVERFLOW } from '../../../src/metrics/controls.ts';
import { realClusters, type TestClusters } from '../../support/clusters/test-cluster.ts';
import { createIncident, createSource, keyIn, SECRET_NAME, SOURCE, typeOf } from '../../support/operator/objects.ts';
import { GOOD_TOKEN, type OperatorStage, withOperator } from '../../support/operator/operator.ts';
import { createReview, timeIn } from '../../support/operator/review-objects.ts';
import { conditionsOf, resultsOf } from '../../support/operator/views.ts';

let clusters: TestClusters;
beforeAll(async () => {
  clusters = await realClusters();
});
afterAll(async () => clusters[Symbol.asyncDispose]());

const put = (stage: OperatorStage, type: ResourceType, name: string, fields: object): Promise<unknown> =>
  stage.cluster.client.create(type, { ...typeOf(type), metadata: keyIn(stage, name), ...fields });
const encoded = (text: string): string => Buffer.from(text).toString('base64');

/** Processor time of this process in milliseconds while something is done. */
async function processorMs(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

describe('ten fixtures at a second on one ConfigMap of 870 KB', () => {
  const ENTRIES = 4_000;
  const entry = (number: number) => ({
    id: `DEMO-${number}`,
    title: `Disk ${'x'.repeat(100)} ${number}`,
    severity: 'High',
    timeline: [{ at: '0s', state: 'Detected' }],
  });
  const text = JSON.stringify(Array.from({ length: ENTRIES }, (_, number) => entry(number))).padEnd(870_000);
  let reads = 0;

  it('are read every 30 seconds, parsed once, bounded in what they store, and leave /metrics quick', () =>
    withOperator(
      clusters,
      async (stage) => {
        using parses = countParses(text);
        await put(stage, CONFIG_MAP, 'huge', { data: { 'incidents.json': text } });
        const spec = { fixture: { configMapRef: { name: 'huge' } }, interval: '1s', defaultChecks: 'Disabled' };
        const first = await processorMs(async () => {
          for (let number = 0; number < 10; number++) await put(stage, INCIDENT_SOURCE, `demo-${number}`, { spec });
          await stage.settle();
          await stage.pass(30_000);
        });
        expect(stage.world.incidents.size).toBe(30);
        for (let number = 0; number < 10; number++) {
          expect(conditionsOf(stage.world, `demo-${number}`)).toMatchObject({ Complete: 'False TooManyIncidents' });
        }
        reads = 0;
        const later = await processorMs(() => stage.pass(60_000));
        // Ten sources, at most three readings each, and two or three requests in each reading.
        expect(reads).toBeGreaterThan(0);
        expect(reads).toBeLessThanOrEqual(10 * 3 * 3);
        expect(later).toBeLessThan(3 * first);
        expect(parses.count).toBe(1);
        const scrape = await processorMs(() => stage.replica.metrics());
        expect(scrape).toBeLessThan(1_000);
      },
      {
        limits: { fixtureIntervalMs: 30_000, incidentsPerSource: 3 },
        through: (client) => ({
          ...client,
          get: (type, key, options) => {
            if (type === CONFIG_MAP) reads++;
            return client.get(type, key, options);
          },
        }),
      },
    ));

  it('are Stalled where the administrator did not allow fixtures, and nothing of the ConfigMap is read', () =>
    withOperator(
      clusters,
      async (stage) => {
        const spec = { fixture: { configMapRef: { name: 'huge' } }, interval: '1s' };
        await put(stage, INCIDENT_SOURCE, SOURCE, { spec });
        await stage.settle();
        expect(conditionsOf(stage.world)).toMatchObject({ Stalled: 'True FixturesNotAllowed' });
        expect(resultsOf(stage.world)['pager-incident-closed']).toBe('Unknown FixturesNotAllowed');
      },
      { limits: { fixtureIntervalMs: undefined } },
    ));
});

describe('checks without end', () => {
  it('have a bounded number of series, in their namespace, and one that fails is seen among the others', () =>
    withOperator(clusters, async (stage) => {
      const { client } = stage.cluster;
      await createIncident(stage, 'leak', { title: 'A leak', detectedAt: timeIn(stage, -86_400_000) });
      const names = Array.from({ length: MAX_CHECKS + 20 }, (_, number) => `made-up-${number}`);
      const make = (name: string, spec: object): Promise<unknown> =>
        client.create(COMPLIANCE_CHECK, {
          ...typeOf(COMPLIANCE_CHECK),
          metadata: keyIn(stage, name),
          spec: { controls: [{ framework: name, id: name }], ...spec },
        } as KubeObject);
      await Promise.all(names.map((name) => make(name, { type: 'SourceHealthy', suspend: true })));
      // Ages of objects are in seconds, by the server's own clock.
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      await make('zz-open', { type: 'IncidentClosed' });
      await stage.settle();
      const [results, controls] = await Promise.all(
        ['docket_check_result', 'docket_control_result'].map((name) => stage.replica.series(name)),
      );
      expect(results?.length).toBe((MAX_CHECKS + 2) * 5);
      expect(controls?.length).toBe((MAX_CONTROLS + 1) * 5);
      expect([...(results ?? []), ...(controls ?? [])].every((line) => line.includes(stage.cluster.namespace))).toBe(
        true,
      );
      const failing = [...(results ?? []), ...(controls ?? [])].filter((line) => /result="Failing".* 1$/.test(line));
      expect(failing).toHaveLength(2);
      for (const line of failing) expect(line).toContain(OVERFLOW);
    }));
});

describe('a Secret that an editor may not read', () => {
  const sha256 = createHash('sha256').update('guessed').digest('hex');

  it('is NotReadable as evidence, the same whether it is there or not, and compared once its owner labels it', () =>
    withOperator(clusters, async (stage) => {
      await createIncident(stage, 'leak', { title: 'A leak', detectedAt: timeIn(stage) });
      await put(stage, SECRET, 'there', { data: { key: encoded('guessed') } });
      const evidence = ['there', 'absent'].map((name) => ({
        ...{ name, kind: 'Report', sha256 },
        secretRef: { name, key: 'key' },
      }));
      await createReview(stage, 'mine', { incidentRef: { name: 'leak' }, evidence });
      await stage.settle();
      const shown = () =>
        (stage.world.reviews.get('mine')?.status?.evidence ?? []).map(({ name, state, reason }) => {
          return `${name} ${state} ${reason}`;
        });
      expect(shown()).toEqual(['there Missing NotReadable', 'absent Missing NotReadable']);
      const labels = { 'docket.dev/evidence': 'true' };
      await stage.cluster.client.patch(SECRET, keyIn(stage, 'there'), { metadata: { labels } }, { type: 'merge' });
      await stage.pass(3_600_000);
      expect(shown()).toEqual(['there Verified HashMatches', 'absent Missing NotReadable']);
    }));

  it('is sent nowhere as a credential where it is of a type of Kubernetes itself', () =>
    withOperator(clusters, async (stage) => {
      const type = 'kubernetes.io/basic-auth';
      const data = { username: encoded('x'), password: encoded('x'), token: encoded(GOOD_TOKEN) };
      await put(stage, SECRET, SECRET_NAME, { type, data });
      await createSource(stage);
      await stage.settle();
      expect(conditionsOf(stage.world)).toEqual({ Ready: 'False SecretRefused', Stalled: 'True SecretRefused' });
      expect(stage.vendor.requests).toEqual([]);
    }));

  it('goes to an allowed host that is named without a port at the port of HTTPS alone', () =>
    withOperator(
      clusters,
      async (stage) => {
        await put(stage, SECRET, SECRET_NAME, { data: { token: encoded(GOOD_TOKEN) } });
        await createSource(stage);
        await stage.settle();
        expect(conditionsOf(stage.world)).toMatchObject({ Stalled: 'True EndpointNotAllowed' });
        expect(stage.vendor.requests).toEqual([]);
      },
      { allowed: '127.0.0.1' },
    ));
});

/** How often this very text is parsed from now on. */
function countParses(text: string): Disposable & { count: number } {
  const { parse } = JSON;
  const counter = {
    count: 0,
    [Symbol.dispose]: () => {
      JSON.parse = parse;
    },
  };
  JSON.parse = (given, reviver) => {
    if (given === text) counter.count++;
    return parse(given, reviver) as unknown;
  };
  return counter;
}
