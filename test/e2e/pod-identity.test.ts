// Sources without a Secret, end to end: the built program with the environment that a cloud gives its pod, a real API server, and the cloud over
// HTTP. With --allow-ambient-credentials they are read and written as the pod; without it they say which flag it takes, and nothing is sent.

import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';

import { freshNamespace, sharedControlPlane } from '../support/clusters/control-plane.ts';
import { type Program, startOperator } from '../support/processes/program.ts';
import { operatorFlags } from '../support/rights/operator-account.ts';
import { eventually } from '../support/time/eventually.ts';
import { type DefenderServer, startDefender, TENANT } from '../support/vendors/defender/server.ts';
import { AGENT_PATH, type GuardDutyServer, startGuardDuty } from '../support/vendors/guardduty/server.ts';

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.pod.token';
const ROLE_ARN = 'arn:aws:iam::111122223333:role/docket-operator';
const APP = '0b1c7c1e-3f57-4a0d-9d1e-1d1b7f3b6a10';
const WITHIN_MS = 30_000;

let aws: GuardDutyServer;
let azure: DefenderServer;
let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;
let tokenFile: string;
let namespace: string;
let program: Program | undefined;

beforeAll(async () => {
  folder = await mkdtempDisposable(path.join(tmpdir(), 'docket-pod-'));
  tokenFile = path.join(folder.path, 'token');
  await writeFile(tokenFile, TOKEN);
});
afterAll(() => folder.remove());

beforeEach(async () => {
  [aws, azure, namespace] = [await startGuardDuty(), await startDefender(), await freshNamespace()];
  const at = new Date(Date.now() - 3_600_000);
  aws.account.create({ id: 'one', at });
  aws.sts.webIdentities.set(TOKEN, ROLE_ARN);
  aws.agentTokens.add(TOKEN);
  azure.account.create({ id: '7', at });
  azure.entra.apps.set(APP, { federatedToken: TOKEN, roles: ['SecurityIncident.ReadWrite.All'] });
});
afterEach(async () => {
  program?.signal('SIGKILL');
  await program?.ended;
  await aws[Symbol.asyncDispose]();
  await azure[Symbol.asyncDispose]();
});

const kubectl = async (...args: string[]): Promise<string> =>
  (await sharedControlPlane().kubectl([...args, '-n', namespace])).stdout;
const incidents = async (): Promise<string[]> =>
  (await kubectl('get', 'incd', '-o', 'jsonpath={.items[*].spec.externalID}')).split(' ').filter(Boolean).sort();

const irsa = (): NodeJS.ProcessEnv => ({ AWS_ROLE_ARN: ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile });
const agent = (): NodeJS.ProcessEnv => ({
  AWS_CONTAINER_CREDENTIALS_FULL_URI: `${aws.url}${AGENT_PATH}`,
  AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: tokenFile,
});
const workload = (): NodeJS.ProcessEnv => ({ AZURE_CLIENT_ID: APP, AZURE_FEDERATED_TOKEN_FILE: tokenFile });

/** The operator with that environment, and a source of GuardDuty and one of Defender that name no Secret. */
async function start(env: NodeJS.ProcessEnv, flags: readonly string[]): Promise<void> {
  const hosts = [aws.url, azure.url].map((url) => new URL(url).host).join(',');
  const account = await operatorFlags(sharedControlPlane(), { namespaces: [namespace] });
  const own = [...account, '--allow-endpoints', hosts];
  program = await startOperator([...own, ...flags], env);
  const sources = [
    ['guardduty', { guardDuty: { regions: ['eu-west-1'], endpoint: aws.url } }],
    ['defender', { defender: { tenantID: TENANT, endpoint: azure.url } }],
  ] as const;
  const items = sources.map(([name, spec]) => ({
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'IncidentSource',
    metadata: { name, namespace },
    spec: { ...spec, interval: '30s', writeBack: 'Enabled' },
  }));
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  await sharedControlPlane().kubectl(['apply', '-f', '-'], { input: list });
}

it.each([
  { name: 'IRSA and Azure workload identity', env: () => ({ ...irsa(), ...workload() }), path: '/' },
  {
    name: 'EKS Pod Identity and Azure workload identity',
    env: () => ({ ...agent(), ...workload() }),
    path: AGENT_PATH,
  },
])('$name: both sources are read with the pod’s own identity', async ({ env, path: asked }) => {
  await start(env(), ['--allow-ambient-credentials']);
  await kubectl('wait', '--for=condition=Ready', 'isrc', '--all', '--timeout=30s');
  await eventually(incidents, ['7', 'eu-west-1/one'], WITHIN_MS);
  const check = (name: string): Promise<string> => kubectl('get', `chk/${name}`, '-o', 'jsonpath={.status.result}');
  await eventually(() => check('guardduty-incident-closed'), 'Failing', WITHIN_MS);
  await eventually(() => check('defender-incident-closed'), 'Failing', WITHIN_MS);
  expect(aws.loopback.requests.some((request) => request.path === asked)).toBe(true);
  expect(await kubectl('get', 'secrets', '-o', 'name')).toBe('');
  const told = [await kubectl('get', 'docket,events', '-o', 'json'), program?.log.join('\n')].join('\n');
  for (const secret of [TOKEN, tokenFile]) expect(told).not.toContain(secret);
});

it('a closure is written back with the pod’s own identity', async () => {
  await start({ ...irsa(), ...workload() }, ['--allow-ambient-credentials']);
  await eventually(incidents, ['7', 'eu-west-1/one'], WITHIN_MS);
  const closedAt = `${new Date().toISOString().slice(0, 19)}Z`;
  const items = [
    { sourceName: 'guardduty', externalID: 'eu-west-1/one' },
    { sourceName: 'defender', externalID: '7' },
  ].map((external) => ({
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'IncidentReview',
    metadata: { name: external.sourceName, namespace },
    spec: { external, closure: { summary: 'The laptop was wiped.', closedAt } },
  }));
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  await sharedControlPlane().kubectl(['apply', '-f', '-'], { input: list });
  const written = async (): Promise<string> =>
    kubectl('get', 'incd', '-o', 'jsonpath={.items[*].status.conditions[?(@.type=="WrittenBack")].status}');
  await eventually(written, 'True True', WITHIN_MS);
  expect(aws.archived).toEqual(['one']);
  expect(azure.account.writes.filter((write) => write === 'PATCH 7')).toHaveLength(1);
});

it('without the flag both sources say which one it takes, whatever the environment holds, and nothing is sent', async () => {
  await start({ ...irsa(), ...workload() }, []);
  for (const name of ['guardduty', 'defender']) {
    const stalled = (field: string): Promise<string> =>
      kubectl('get', `isrc/${name}`, '-o', `jsonpath={.status.conditions[?(@.type=="Stalled")].${field}}`);
    await eventually(() => stalled('reason'), 'AmbientCredentialsNotAllowed', WITHIN_MS);
    expect(await stalled('message')).toContain('--allow-ambient-credentials');
  }
  expect(await incidents()).toEqual([]);
  expect([...aws.loopback.requests, ...azure.loopback.requests]).toEqual([]);
});
