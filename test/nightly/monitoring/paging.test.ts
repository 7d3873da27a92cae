// A page, all the way: the operator on a real API server, Prometheus 3 that scrapes it and judges the chart's rules, Alertmanager with the
// routes of docs/alerts.md, and a receiver. Every interval is 5 s, and the rules wait 5 s, which are values of the chart.

import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { render, theOnly } from '../../support/chart/helm.ts';
import { freshNamespace, sharedControlPlane } from '../../support/clusters/control-plane.ts';
import { type Alertmanager, startAlertmanager } from '../../support/monitoring/alertmanager.ts';
import { type Prometheus, startPrometheus } from '../../support/monitoring/prometheus.ts';
import { type Program, startOperator } from '../../support/processes/program.ts';
import { eventually } from '../../support/time/eventually.ts';

interface Page {
  readonly receiver: string;
  readonly status: 'firing' | 'resolved';
  readonly alerts: ReadonlyArray<{
    readonly status: 'firing' | 'resolved';
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  }>;
}

interface Route {
  readonly routes?: readonly Route[];
}

const DOCS = path.resolve(import.meta.dirname, '../../../docs/alerts.md');
const pages: Page[] = [];
let folder: string;
let namespace: string;
let receiver: Server;
let operator: Program;
let alertmanager: Alertmanager;
let prometheus: Prometheus;

/** The one configuration in docs/alerts.md, with its waits at 5 s and its receivers on the loopback interface. */
async function documentedRoutes(hooks: string): Promise<string> {
  const [, block = ''] = /^```yaml\n(.*?)^```$/ms.exec(await readFile(DOCS, 'utf8')) ?? [];
  const { route, receivers } = parse(block) as { route: Route; receivers: ReadonlyArray<{ readonly name: string }> };
  const quick = { group_wait: '1s', group_interval: '5s' };
  return stringify({
    route: { ...route, ...quick },
    receivers: receivers.map(({ name }) => ({ name, webhook_configs: [{ url: hooks, send_resolved: true }] })),
  });
}

async function startReceiver(): Promise<string> {
  receiver = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      pages.push(JSON.parse(body) as Page);
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  return `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
}

/** The rules of the chart, each of which waits 5 s. */
async function quickRules(): Promise<string> {
  const values = { 'prometheusRule.enabled': true, 'monitoring.renderMode': 'alwaysRender' };
  const rule = theOnly(await render(values), 'PrometheusRule')['spec'] as {
    readonly groups: ReadonlyArray<{ readonly rules: ReadonlyArray<{ readonly alert: string }> }>;
  };
  const alerts = rule.groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
  const quick = Object.fromEntries(alerts.map((alert) => [`prometheusRule.alerts.${alert}.for`, '5s']));
  const file = path.join(folder, 'rules.yaml');
  await writeFile(file, stringify(theOnly(await render({ ...values, ...quick }), 'PrometheusRule')['spec']));
  return file;
}

const apply = (yaml: string): Promise<unknown> =>
  sharedControlPlane().kubectl(['apply', '-n', namespace, '-f', '-'], { input: yaml });

/** Waits for a page about a check or a recipient; how many seconds that took. */
async function paged(
  alert: string,
  status: Page['status'],
  withinMs: number,
): Promise<{ page: Page; seconds: number }> {
  const started = Date.now();
  const find = (): Page | undefined =>
    pages.find((page) =>
      page.alerts.some(
        (each) =>
          each.status === status && each.labels['alertname'] === alert && each.labels['namespace'] === namespace,
      ),
    );
  await eventually(() => Promise.resolve(find() !== undefined), true, withinMs);
  const page = find();
  if (page === undefined) throw new Error(`wait for ${alert}: it is gone again`);
  return { page, seconds: (Date.now() - started) / 1000 };
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'docket-paging-'));
  namespace = await freshNamespace();
  operator = await startOperator(['--kubeconfig', sharedControlPlane().kubeconfig, '--namespace', namespace]);
  alertmanager = await startAlertmanager(await documentedRoutes(await startReceiver()));
  prometheus = await startPrometheus({
    global: { scrape_interval: '5s', scrape_timeout: '5s', evaluation_interval: '5s' },
    rule_files: [await quickRules()],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager.address] }] }] },
    scrape_configs: [
      {
        job_name: 'docket',
        honor_labels: true,
        static_configs: [{ targets: [new URL(operator.metricsUrl).host] }],
      },
    ],
  });
  await eventually(() => operator.readyz(), 200, 30_000);
}, 1_800_000);

afterAll(async () => {
  await prometheus.stop();
  await alertmanager.stop();
  await operator.stop();
  receiver.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a check that fails', () => {
  it('pages its owner within 60 s, with what to do', async () => {
    await apply(`
apiVersion: docket.dev/v1alpha1
kind: ComplianceCheck
metadata: { name: closed }
spec: { type: IncidentClosed, severity: High, owner: payments-oncall }
---
apiVersion: docket.dev/v1alpha1
kind: Incident
metadata: { name: refunds-twice }
spec: { title: Refunds issued twice, severity: High, detectedAt: "${new Date().toISOString()}" }
`);
    const { page, seconds } = await paged('DocketCheckFailing', 'firing', 60_000);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(page.receiver).toBe('payments');
    expect(page.alerts[0]).toMatchObject({
      labels: { check: 'closed', owner: 'payments-oncall', check_severity: 'High', severity: 'warning' },
      annotations: {
        summary: `The check closed in ${namespace} fails`,
        runbook_url: 'https://docket.dev/docs/runbooks/DocketCheckFailing.md',
      },
    });
  });

  it('resolves once it passes', async () => {
    await apply(`
apiVersion: docket.dev/v1alpha1
kind: IncidentReview
metadata: { name: refunds-twice }
spec: { incidentRef: { name: refunds-twice }, owner: maria@example.com, state: Resolved }
`);
    const { page } = await paged('DocketCheckFailing', 'resolved', 90_000);
    expect(page.receiver).toBe('payments');
  });
});

describe('a disclosure that is owed', () => {
  it('pages the privacy office before it is due', async () => {
    const policy = `${namespace}-authority`;
    await apply(`
apiVersion: docket.dev/v1alpha1
kind: DisclosurePolicy
metadata: { name: ${policy} }
spec:
  appliesTo: { namespaces: [${namespace}] }
  obligations:
    - { name: authority, dataType: PersonalData, recipient: SupervisoryAuthority, clocks: [{ start: Aware, within: 1h }] }
---
apiVersion: docket.dev/v1alpha1
kind: Incident
metadata: { name: lost-laptop, namespace: ${namespace} }
spec: { title: Laptop left on a train, severity: High, detectedAt: "${new Date().toISOString()}" }
---
apiVersion: docket.dev/v1alpha1
kind: IncidentReview
metadata: { name: lost-laptop, namespace: ${namespace} }
spec:
  incidentRef: { name: lost-laptop }
  awareAt: ${new Date().toISOString().replace(/\.\d+Z$/, 'Z')}
  dataLoss: { assessment: Confirmed, dataTypes: [PersonalData] }
`);
    const { page } = await paged('DocketDisclosureDeadlineSoon', 'firing', 60_000);
    const review = await sharedControlPlane().kubectl(['get', 'irev', 'lost-laptop', '-n', namespace, '-o', 'json']);
    const { status } = JSON.parse(review.stdout) as { status: { obligations: ReadonlyArray<{ dueAt: string }> } };
    expect(Date.parse(status.obligations[0]?.dueAt ?? '')).toBeGreaterThan(Date.now());
    expect(page.receiver).toBe('privacy-office');
    await sharedControlPlane().kubectl(['delete', 'disclosurepolicy', policy]);
  });
});
