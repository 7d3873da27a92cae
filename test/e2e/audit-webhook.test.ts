// The API server's own audit webhook to the built program: failed logins of one address become one incident, by the pack
// config/detections/kubernetes-audit with its audit Policy. The alert that follows is in test/nightly/monitoring.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AUDITED, AuditedCluster } from '../support/receiving/audited-cluster.ts';
import { eventually } from '../support/time/eventually.ts';

const TIMEOUT_MS = 20_000;

let cluster: AuditedCluster;

beforeAll(async () => {
  cluster = await AuditedCluster.start();
}, 120_000);
afterAll(() => cluster[Symbol.asyncDispose](), 30_000);

const incidents = () => cluster.incidents();
const check = (): Promise<string> => cluster.check();

describe("the API server's audit webhook", () => {
  it('four failed logins of one address are counted, and are no incident', async () => {
    await eventually(async () => (await check()).split(' ')[0], 'Passing', TIMEOUT_MS);
    await cluster.failedLogins(4);
    await eventually(() => cluster.counted(), 4, TIMEOUT_MS);
    expect(await incidents()).toEqual([]);
    expect(await check()).toBe('Passing 0');
  });

  it('the fifth makes one incident, which fails its check and is seen by Prometheus', async () => {
    const begun = Date.now();
    await cluster.failedLogins(1);
    await eventually(async () => (await incidents()).length, 1, TIMEOUT_MS);
    console.log(`audit webhook: the fifth failed login was an incident after ${Date.now() - begun} ms`);
    const [made] = await incidents();
    expect(made?.spec).toMatchObject({
      title: expect.stringMatching(/^Repeated failed logins \([0-9a-f]{12}\)$/) as string,
      severity: 'High',
      category: 'Failed login',
      state: 'Detected',
      origin: 'Webhook',
      occurrences: { count: 5 },
    });
    await eventually(check, 'Failing 1', TIMEOUT_MS);
    expect(await cluster.operator.metrics()).toMatch(
      new RegExp(`docket_check_result\\{[^}]*check="${AUDITED.check}"[^}]*result="Failing"[^}]*\\} 1`),
    );
  });

  it('the sixth is counted to it', async () => {
    await cluster.failedLogins(1);
    await eventually(async () => (await incidents()).map(({ spec }) => spec.occurrences?.count), [6], TIMEOUT_MS);
  });

  it('its state is its review’s, which resolves it', async () => {
    for (const made of await incidents()) await cluster.resolve(made);
    await eventually(check, 'Passing 0', TIMEOUT_MS);
  });
});
