// The API server's own audit webhook to the built program: failed logins of one address become one incident, by the pack
// config/detections/kubernetes-audit with its audit Policy. The control plane is this file's own, as its flags name the receiver.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ControlPlane } from '../../tools/control-plane/control-plane.ts';
import { freePort } from '../../tools/control-plane/ports.ts';
import type { ComplianceCheck } from '../../src/api/v1alpha1/compliancecheck.gen.ts';
import type { Incident } from '../../src/api/v1alpha1/incident.gen.ts';
import type { IncidentSource } from '../../src/api/v1alpha1/incidentsource.gen.ts';
import { createCertificateAuthority } from '../support/clusters/certificates.ts';
import { startOwnControlPlane } from '../support/clusters/control-plane.ts';
import { type Program, startOperator } from '../support/processes/program.ts';
import { operatorFlags } from '../support/rights/operator-account.ts';
import { eventually } from '../support/time/eventually.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PACK = path.join(ROOT, 'config/detections/kubernetes-audit');
const NAMESPACE = 'security';
const TOKEN = 'audit-token-of-this-test';
const TIMEOUT_MS = 20_000;

let folder: string;
let plane: ControlPlane;
let operator: Program;

interface Kubeconfig {
  clusters: Array<{ cluster: Record<string, string> }>;
  users: Array<{ user: { token: string } }>;
}

/** The kubeconfig of the pack, for a receiver on loopback. An API server sends its token over TLS only. */
async function kubeconfigFor(port: number): Promise<string> {
  const config = parse(await readFile(path.join(PACK, 'webhook-kubeconfig.yaml'), 'utf8')) as Kubeconfig;
  for (const { cluster } of config.clusters) {
    cluster['server'] = `https://127.0.0.1:${port}${new URL(cluster['server'] ?? '').pathname}`;
    cluster['certificate-authority'] = path.join(folder, 'ca.crt');
  }
  for (const { user } of config.users) user.token = TOKEN;
  const file = path.join(folder, 'webhook-kubeconfig.yaml');
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'docket-audit-'));
  const port = await freePort();
  const authority = createCertificateAuthority('docket-test-ca');
  const { cert, key } = authority.issue('docket-webhooks', ['127.0.0.1']);
  const [certFile, keyFile] = [path.join(folder, 'tls.crt'), path.join(folder, 'tls.key')];
  await Promise.all([
    writeFile(path.join(folder, 'ca.crt'), authority.cert),
    writeFile(certFile, cert),
    writeFile(keyFile, key, { mode: 0o600 }),
  ]);
  plane = await startOwnControlPlane({
    extraApiserverArgs: [
      `--audit-policy-file=${path.join(PACK, 'audit-policy.yaml')}`,
      `--audit-webhook-config-file=${await kubeconfigFor(port)}`,
      '--audit-webhook-mode=batch',
      '--audit-webhook-batch-max-wait=500ms',
      '--audit-webhook-initial-backoff=200ms',
    ],
  });
  await plane.applyCrds(path.join(ROOT, 'crds'));
  await plane.kubectl(['create', 'namespace', NAMESPACE]);
  const secret = ['create', 'secret', 'generic', 'kubernetes-audit', '-n', NAMESPACE];
  await plane.kubectl([...secret, `--from-literal=webhookSecret=${TOKEN}`]);
  await plane.kubectl(['apply', '-n', NAMESPACE, '-f', path.join(PACK, 'incidentsource.yaml')]);
  const tls = ['--webhook-tls-cert', certFile, '--webhook-tls-key', keyFile];
  const address = ['--webhook-bind-address', `127.0.0.1:${port}`];
  const flags = await operatorFlags(plane, { namespaces: [NAMESPACE], everywhere: true });
  operator = await startOperator([...flags, ...address, ...tls]);
  await eventually(() => operator.readyz(), 200, TIMEOUT_MS);
}, 120_000);

afterAll(async () => {
  await operator.stop();
  await plane.stop();
  await rm(folder, { recursive: true, force: true });
}, 30_000);

async function failedLogins(times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    const { status } = await plane.request({ path: '/api/v1/namespaces', token: `wrong-${time}` });
    expect(status).toBe(401);
  }
}

async function get<T>(kind: string, name = ''): Promise<T> {
  const { stdout } = await plane.kubectl(['get', kind, ...(name === '' ? [] : [name]), '-n', NAMESPACE, '-o', 'json']);
  return JSON.parse(stdout) as T;
}

const incidents = async (): Promise<Incident[]> => (await get<{ items: Incident[] }>('incidents')).items;
const check = async (): Promise<string> => {
  const { status } = await get<ComplianceCheck>('compliancecheck', 'kubernetes-audit-incident-closed');
  return `${status?.result} ${status?.counts?.failing ?? 0}`;
};

/** What the windows of the source have counted of failed logins. */
async function counted(): Promise<number> {
  const { status } = await get<IncidentSource>('incidentsource', 'kubernetes-audit');
  const windows = JSON.parse(status?.received?.windows ?? '{"s":[]}') as { s: Array<{ d: string; n: number }> };
  return windows.s.filter(({ d }) => d === 'failed-logins').reduce((sum, { n }) => sum + n, 0);
}

describe("the API server's audit webhook", () => {
  it('four failed logins of one address are counted, and are no incident', async () => {
    await eventually(async () => (await check()).split(' ')[0], 'Passing', TIMEOUT_MS);
    await failedLogins(4);
    await eventually(counted, 4, TIMEOUT_MS);
    expect(await incidents()).toEqual([]);
    expect(await check()).toBe('Passing 0');
  });

  it('the fifth makes one incident, which fails its check and is seen by Prometheus', async () => {
    const begun = Date.now();
    await failedLogins(1);
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
    expect(await operator.metrics()).toMatch(
      /docket_check_result\{[^}]*check="kubernetes-audit-incident-closed"[^}]*result="Failing"[^}]*\} 1/,
    );
  });

  it('the sixth is counted to it', async () => {
    await failedLogins(1);
    await eventually(async () => (await incidents()).map(({ spec }) => spec.occurrences?.count), [6], TIMEOUT_MS);
  });

  it('its state is its review’s, which resolves it', async () => {
    const [made] = await incidents();
    const review = {
      apiVersion: 'docket.dev/v1alpha1',
      kind: 'IncidentReview',
      metadata: { name: 'logins', namespace: NAMESPACE },
      spec: { incidentRef: { name: made?.metadata.name }, owner: 'maria@example.com', state: 'Resolved' },
    };
    await plane.kubectl(['apply', '-f', '-'], { input: JSON.stringify(review) });
    await eventually(check, 'Passing 0', TIMEOUT_MS);
  });
});
