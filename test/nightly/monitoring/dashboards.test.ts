// Every panel of the dashboards, asked of a real Prometheus 3 that scrapes a seeded world: no query is refused, and no panel is empty.
// Grafana itself does not run here; what it is given is its documented JSON.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveMetrics, type Listening } from '../../../src/metrics/server.ts';
import { anIncidentRow, anObligation } from '../../support/builders/compliance.ts';
import { render } from '../../support/chart/helm.ts';
import {
  aProcess,
  type Process,
  putAccess,
  putCheck,
  putDelivery,
  putException,
  putSource,
} from '../../support/metrics/metrics-process.ts';
import { type Answered, type Prometheus, startPrometheus } from '../../support/monitoring/prometheus.ts';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: ReadonlyArray<{ readonly expr: string }>;
}

interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly templating: { readonly list: ReadonlyArray<{ readonly name: string; readonly definition?: string }> };
  readonly panels: readonly Panel[];
}

const FOLDER = path.resolve(import.meta.dirname, '../../../config/monitoring/dashboards');
const DASHBOARDS = ['docket-compliance', 'docket-operations'].map(
  (uid) => JSON.parse(readFileSync(path.join(FOLDER, `${uid}.json`), 'utf8')) as Dashboard,
);
const PANELS = DASHBOARDS.flatMap(({ title, panels }) =>
  panels.flatMap((panel) =>
    (panel.targets ?? []).map(({ expr }) => ({ dashboard: title, panel: panel.title, type: panel.type, expr })),
  ),
);
const HOUR_MS = 3_600_000;

/** Objects of each kind that has gauges, in states that somebody would look at. */
function seed(process: Process): void {
  const soon = new Date(Date.now() + HOUR_MS).toISOString();
  for (const result of ['Failing', 'Unknown', 'Due', 'Passing'] as const) {
    const controls = [{ framework: 'SOC2', id: `CC7.${result.length}` }];
    const counts = { passing: 1, due: 1, failing: result === 'Failing' ? 2 : 0, unknown: 0, exempted: 0 };
    putCheck(process, result.toLowerCase(), { controls, owner: 'oncall' }, { result, counts, nextDeadline: soon });
  }
  putException(process, 'accepted', { state: 'Active', expiresAt: soon });
  putSource(process, 'pager', 'True');
  putDelivery(process, 'pager-1', 'pager');
  putAccess(process, { total: 3, valid: 1, offboarded: 1, unidentified: 1 });
  const success = { monotonicMs: 0, wallMs: Date.now(), intervalMs: 60_000, complete: true };
  process.freshness.succeeded('team-a/pager', success);
  process.census.move(undefined, anIncidentRow());
  process.disclosures.set('team-a/leak', [anObligation({ dueAt: Date.now() + HOUR_MS })], Date.now());
  process.watches.push({ kind: 'Incident', isAlive: true });
  process.meters.leading('docket', true);
}

/** What an operator at work counts. */
function work({ meters, queue }: Process, round: number): void {
  meters.sourceRequested('pagerDuty', round % 5 === 0 ? '429' : '200');
  meters.sourceFailed('Unavailable');
  meters.itemsDropped('WrongType', 1);
  meters.itemsIgnored('SenderNotAllowed', 1);
  meters.webhookAnswered(round % 5 === 0 ? '401' : '200', 0.02);
  meters.kubeRequested('GET', 200);
  for (const controller of ['incident', 'delivery']) {
    meters.reconcileStarted(controller);
    meters.reconcileFinished(controller, 'success', 0.02);
  }
  if (round % 4 === 0) meters.reconcileFailed('incident', false);
  meters.relisted('Incident', 'gone');
  meters.queueAdded('incident');
  meters.queueRetried('incident');
  meters.queueTaken('incident', 0.01);
  meters.queueFinished('incident', 0.02);
  queue.add(`key-${round}`);
}

describe('the dashboards', () => {
  const process = aProcess();
  const servers: Listening[] = [];
  let prometheus: Prometheus;
  let atWork: NodeJS.Timeout;

  beforeAll(async () => {
    seed(process);
    for (let replica = 0; replica < 2; replica++) {
      servers.push(await serveMetrics(process.registry, { host: '127.0.0.1', port: 0 }));
    }
    let round = 0;
    atWork = setInterval(() => work(process, round++), 200);
    prometheus = await startPrometheus({
      global: { scrape_interval: '1s', scrape_timeout: '1s' },
      scrape_configs: [
        {
          job_name: 'docket',
          honor_labels: true,
          static_configs: [{ targets: servers.map(({ port }) => `127.0.0.1:${port}`) }],
        },
      ],
    });
    await sleep(12_000);
  }, 1_800_000);
  afterAll(async () => {
    clearInterval(atWork);
    await prometheus.stop();
    await Promise.all(servers.map((server) => server.close()));
  });

  const filledIn = (expr: string): string =>
    expr.replaceAll('$job', 'docket').replaceAll('$namespace', '.*').replaceAll('$__rate_interval', '1m');
  const numbersIn = (series: readonly Answered[]): number[] =>
    series
      .flatMap(({ value, values }) => values ?? (value === undefined ? [] : [value]))
      .map(([, text]) => Number(text))
      .filter(Number.isFinite);

  it.each(PANELS)('$dashboard: $panel', async ({ type, expr }) => {
    const query = filledIn(expr);
    const series = type === 'timeseries' ? await prometheus.queryRange(query, 10) : await prometheus.query(query);
    expect(numbersIn(series).length).toBeGreaterThan(0);
  });

  it.each(DASHBOARDS.flatMap(({ templating }) => templating.list.filter(({ definition }) => definition !== undefined)))(
    'the variable $name has values',
    async ({ definition = '' }) => {
      const [, metric = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(definition) ?? [];
      const series = await prometheus.query(filledIn(metric));
      expect(series.map((each) => each.metric[label])).not.toContain(undefined);
      expect(series.length).toBeGreaterThan(0);
    },
  );

  it('shows an empty panel as one: this test can fail', async () => {
    expect(numbersIn(await prometheus.query('docket_check_info{job="other"}'))).toEqual([]);
    await expect(prometheus.query('sum by (')).rejects.toThrow('parse error');
  });
});

describe.each(DASHBOARDS)('$title', ({ uid, schemaVersion, panels }) => {
  it('has a fixed uid and a schema that Grafana 11 takes', () => {
    expect(uid).toMatch(/^docket-/);
    expect(schemaVersion).toBe(39);
  });

  it('has panels with ids of their own, none over another and none off the grid', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).toBeLessThanOrEqual(24);
  });

  it('is what the chart puts into a ConfigMap for the sidecar', async () => {
    const objects = await render({ 'dashboards.enabled': true, 'dashboards.namespace': 'grafana' });
    const maps = objects.filter(({ kind }) => kind === 'ConfigMap');
    const map = maps.find(({ metadata }) => metadata.name === `docket-dashboard-${uid.replace('docket-', '')}`);
    expect(map?.metadata).toMatchObject({
      namespace: 'grafana',
      labels: { grafana_dashboard: '1' },
      annotations: { grafana_folder: 'Docket' },
    });
    const data = map?.['data'] as Readonly<Record<string, string>>;
    expect(data[`${uid}.json`]?.trim()).toBe(readFileSync(path.join(FOLDER, `${uid}.json`), 'utf8').trim());
    expect(await render().then((off) => off.filter(({ kind }) => kind === 'ConfigMap'))).toEqual([]);
  });
});
