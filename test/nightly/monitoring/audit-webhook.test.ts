// Failed logins all the way to an alert: the API server's own audit webhook, the built program, Prometheus with the rules of
// config/monitoring, Alertmanager. The rules wait 5 s.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { type Alertmanager, startAlertmanager } from '../../support/monitoring/alertmanager.ts';
import { type Prometheus, startPrometheus } from '../../support/monitoring/prometheus.ts';
import { AUDITED, AuditedCluster } from '../../support/receiving/audited-cluster.ts';
import { eventually } from '../../support/time/eventually.ts';

const RULES = path.resolve(import.meta.dirname, '../../../config/monitoring/rules.yaml');
const FAILING = 'DocketCheckFailing';
const TIMEOUT_MS = 60_000;

interface Rules {
  readonly groups: ReadonlyArray<{ readonly rules: Array<{ for?: string }> }>;
}

/** As https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml has it. */
interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

let folder: string;
let cluster: AuditedCluster;
let alertmanager: Alertmanager;
let prometheus: Prometheus;

async function quickRules(): Promise<string> {
  const rules = parse(await readFile(RULES, 'utf8')) as Rules;
  for (const rule of rules.groups.flatMap((group) => group.rules)) rule.for = '5s';
  const file = path.join(folder, 'rules.yaml');
  await writeFile(file, stringify(rules));
  return file;
}

/** What Alertmanager has of failing checks. */
async function alerts(): Promise<readonly Alert[]> {
  const filter = encodeURIComponent(`alertname="${FAILING}"`);
  const response = await fetch(`http://${alertmanager.address}/api/v2/alerts?filter=${filter}`);
  return (await response.json()) as readonly Alert[];
}

/** Resolves once Prometheus has taken a sample that is younger than this moment, and judged its rules on it. */
async function judgedSince(nowMs: number): Promise<void> {
  const after = (series: string): Promise<unknown> =>
    eventually(async () => (await prometheus.query(`${series} > ${nowMs / 1000}`)).length > 0, true, TIMEOUT_MS);
  await after(`timestamp(docket_check_result{check="${AUDITED.check}",result="Failing"})`);
  const taken = Date.now() / 1000;
  await eventually(async () => (await lastJudged()) > taken, true, TIMEOUT_MS);
}

/** When the group of the rules was judged last, in epoch seconds. */
async function lastJudged(): Promise<number> {
  const response = await fetch(`${prometheus.url}/api/v1/rules?type=alert`);
  const { data } = (await response.json()) as {
    readonly data: { readonly groups: ReadonlyArray<{ lastEvaluation: string }> };
  };
  return Math.min(...data.groups.map(({ lastEvaluation }) => Date.parse(lastEvaluation) / 1000));
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'docket-audit-alert-'));
  cluster = await AuditedCluster.start();
  alertmanager = await startAlertmanager(stringify({ route: { receiver: 'nobody' }, receivers: [{ name: 'nobody' }] }));
  prometheus = await startPrometheus({
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: [await quickRules()],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager.address] }] }] },
    scrape_configs: [
      {
        job_name: 'docket',
        honor_labels: true,
        static_configs: [{ targets: [new URL(cluster.operator.metricsUrl).host] }],
      },
    ],
  });
}, 1_800_000);

afterAll(async () => {
  await prometheus.stop();
  await alertmanager.stop();
  await cluster[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe('failed logins of one address', () => {
  it('four alert nobody', async () => {
    await cluster.failedLogins(4);
    await eventually(() => cluster.counted(), 4, TIMEOUT_MS);
    await eventually(() => cluster.check(), 'Passing 0', TIMEOUT_MS);
    await judgedSince(Date.now());
    // Not even as pending, in all the time.
    expect(await prometheus.queryRange(`ALERTS{alertname="${FAILING}"}`, 120)).toEqual([]);
    expect(await alerts()).toEqual([]);
  });

  it('the fifth fires the alert of the check, with whose it is and what to do', async () => {
    const begun = Date.now();
    await cluster.failedLogins(1);
    await eventually(async () => (await alerts()).length, 1, TIMEOUT_MS);
    console.log(`audit webhook: Alertmanager had the alert ${Date.now() - begun} ms after the fifth failed login`);
    const [alert] = await alerts();
    expect(alert).toMatchObject({
      labels: { namespace: AUDITED.namespace, check: AUDITED.check, check_severity: 'High', severity: 'warning' },
      annotations: {
        summary: `The check ${AUDITED.check} in ${AUDITED.namespace} fails`,
        runbook_url: 'https://docket.dev/docs/runbooks/DocketCheckFailing.md',
      },
    });
    expect(await cluster.incidents()).toHaveLength(1);
    expect(await prometheus.query(`ALERTS{alertname="${FAILING}",alertstate="firing"}`)).toHaveLength(1);
  });

  it('ends with the review that resolves the incident', async () => {
    for (const made of await cluster.incidents()) await cluster.resolve(made);
    await eventually(alerts, [], TIMEOUT_MS);
    await eventually(() => cluster.check(), 'Passing 0', TIMEOUT_MS);
  });
});
