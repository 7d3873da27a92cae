// Alerts all the way: Prometheus judges a rule, Alertmanager routes it as config/detections/alertmanager says, the built program makes an
// incident of it, resolves it, and is Unknown once the Watchdog stops. The waits of the pack are shortened to seconds.

import { readFile, writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { freePort } from '../../../tools/control-plane/ports.ts';
import type { ComplianceCheck } from '../../../src/api/v1alpha1/compliancecheck.gen.ts';
import type { Incident } from '../../../src/api/v1alpha1/incident.gen.ts';
import type { IncidentSource } from '../../../src/api/v1alpha1/incidentsource.gen.ts';
import { freshNamespace, sharedControlPlane } from '../../support/clusters/control-plane.ts';
import { type Alertmanager, startAlertmanager } from '../../support/monitoring/alertmanager.ts';
import { type Prometheus, startPrometheus } from '../../support/monitoring/prometheus.ts';
import { type Program, startOperator } from '../../support/processes/program.ts';
import { eventually } from '../../support/time/eventually.ts';

const PACK = path.resolve(import.meta.dirname, '../../../config/detections/alertmanager');
const TOKEN = 'alertmanager-token-of-this-test';
const TIMEOUT_MS = 60_000;

let folder: string;
let namespace: string;
let operator: Program;
let alertmanager: Alertmanager;
let prometheus: Prometheus;

interface Configuration {
  route: { routes: Array<Record<string, unknown>> };
  receivers: Array<{
    webhook_configs?: Array<{ url: string; http_config: { authorization: Record<string, string> } }>;
  }>;
}

const textOf = (file: string): Promise<string> => readFile(path.join(PACK, file), 'utf8');

/** receiver.yaml of the pack, with waits of a second and this test's address and token. */
async function routes(port: number): Promise<string> {
  const configuration = parse(await textOf('receiver.yaml')) as Configuration;
  for (const route of configuration.route.routes) {
    Object.assign(route, { group_wait: '1s', group_interval: '1s', repeat_interval: '2s' });
  }
  for (const hook of configuration.receivers.flatMap(({ webhook_configs: hooks = [] }) => hooks)) {
    hook.url = `http://127.0.0.1:${port}/webhooks/${namespace}/alertmanager`;
    hook.http_config.authorization = { type: 'Bearer', credentials: TOKEN };
  }
  return stringify(configuration);
}

/** Fires while the file of a rule says so. Prometheus reads it again when it is told. */
async function writeRules(rules: object[]): Promise<void> {
  const watchdog = parse(await textOf('watchdog-rule.yaml')) as { groups: object[] };
  const groups = rules.length === 0 ? [] : [{ name: 'test', rules }];
  await writeFile(path.join(folder, 'rules.yaml'), stringify({ groups: [...watchdog.groups, ...groups] }));
}

const FIRING = {
  alert: 'RootLogin',
  expr: 'vector(1)',
  labels: { team: 'security', severity: 'critical' },
  annotations: { summary: 'Root login on a bastion host' },
};

async function get<T>(kind: string, name = ''): Promise<T> {
  const named = name === '' ? [] : [name];
  const { stdout } = await sharedControlPlane().kubectl(['get', kind, ...named, '-n', namespace, '-o', 'json']);
  return JSON.parse(stdout) as T;
}

const states = async (): Promise<string[]> =>
  (await get<{ items: Incident[] }>('incidents')).items.map(
    ({ spec }) => `${spec.severity} ${spec.state} ${spec.title}`,
  );
const complete = async (): Promise<string | undefined> => {
  const { status } = await get<IncidentSource>('incidentsource', 'alertmanager');
  const condition = status?.conditions?.find(({ type }) => type === 'Complete');
  return condition && `${condition.status} ${condition.reason}`;
};
const resultOf = async (check: string): Promise<string | undefined> =>
  (await get<ComplianceCheck>('compliancecheck', `alertmanager-${check}`)).status?.result;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'docket-alerts-'));
  namespace = await freshNamespace();
  const port = await freePort();
  const { kubectl, kubeconfig } = sharedControlPlane();
  await kubectl([
    'create',
    'secret',
    'generic',
    'alertmanager',
    '-n',
    namespace,
    `--from-literal=webhookSecret=${TOKEN}`,
  ]);
  const source = parse(await textOf('incidentsource.yaml')) as IncidentSource & {
    spec: { webhook: { expectWithin: string } };
  };
  source.spec.webhook.expectWithin = '20s';
  await kubectl(['apply', '-n', namespace, '-f', '-'], { input: stringify(source) });
  operator = await startOperator([
    '--kubeconfig',
    kubeconfig,
    '--namespace',
    namespace,
    '--webhook-bind-address',
    `127.0.0.1:${port}`,
  ]);
  await eventually(() => operator.readyz(), 200, 30_000);
  alertmanager = await startAlertmanager(await routes(port));
  await writeRules([]);
  prometheus = await startPrometheus({
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: [path.join(folder, 'rules.yaml')],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager.address] }] }] },
  });
}, 1_800_000);

afterAll(async () => {
  await prometheus.stop();
  await alertmanager.stop();
  await operator.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('alerts of Prometheus', () => {
  it('the Watchdog alone makes the source healthy, and no incident', async () => {
    await eventually(() => resultOf('source-healthy'), 'Passing', TIMEOUT_MS);
    await eventually(complete, 'True Complete', TIMEOUT_MS);
    await eventually(
      async () =>
        (await get<IncidentSource>('incidentsource', 'alertmanager')).status?.received?.heartbeatAt !== undefined,
      true,
      TIMEOUT_MS,
    );
    expect(await states()).toEqual([]);
  });

  it('one that fires is an incident', async () => {
    await writeRules([FIRING]);
    const begun = Date.now();
    await prometheus.reload();
    await eventually(states, ['Critical Detected Root login on a bastion host'], TIMEOUT_MS);
    console.log(`alertmanager: an alert was an incident ${Date.now() - begun} ms after its rule was there`);
    await eventually(() => resultOf('incident-closed'), 'Failing', TIMEOUT_MS);
  });

  it('one that is resolved is resolved', async () => {
    // The rule stays: Prometheus says nothing of the end of an alert whose rule is gone.
    await writeRules([{ ...FIRING, expr: 'vector(0) > 1' }]);
    await prometheus.reload();
    await eventually(states, ['Critical Resolved Root login on a bastion host'], TIMEOUT_MS);
    await eventually(() => resultOf('incident-closed'), 'Passing', TIMEOUT_MS);
  });

  it('once the Watchdog stops, the source and the checks on it are Unknown', async () => {
    await prometheus.stop();
    await alertmanager.stop();
    await eventually(complete, 'Unknown NothingHeard', TIMEOUT_MS);
    await eventually(() => resultOf('source-healthy'), 'Unknown', TIMEOUT_MS);
    await eventually(() => resultOf('incident-closed'), 'Unknown', TIMEOUT_MS);
  });
});
