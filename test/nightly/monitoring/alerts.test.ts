// The alert rules, judged by promtool of Prometheus 3: they are well formed, each fires and is silent where it should be, and what the
// operator serves is what Prometheus calls good metrics.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { serveMetrics } from '../../../src/metrics/server.ts';
import { monitoringBinary } from '../../../tools/monitoring/binaries.ts';
import { render, theOnly } from '../../support/chart/helm.ts';
import { fillLargeWorld } from '../../support/metrics/large-world.ts';
import { aProcess, putCheck, putException, putSource, readSource } from '../../support/metrics/metrics-process.ts';
import type { AlertCase } from '../../support/monitoring/alert-case.ts';
import { ALERT_CASES } from '../../support/monitoring/alert-cases.ts';

interface Rule {
  readonly alert: string;
  readonly annotations: Readonly<Record<string, string>>;
}

const RULES = path.resolve(import.meta.dirname, '../../../config/monitoring/rules.yaml');
let folder: string;
let rules: readonly Rule[];

interface Ended {
  readonly code: number;
  readonly said: string;
}

async function promtool(args: readonly string[], input = ''): Promise<Ended> {
  const child = spawn(await monitoringBinary('promtool'), [...args], { cwd: folder });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number];
  return { code, said };
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'docket-rules-'));
  const { groups } = parse(await readFile(RULES, 'utf8')) as {
    readonly groups: ReadonlyArray<{ readonly rules: Rule[] }>;
  };
  rules = groups.flatMap((group) => group.rules);
  // A first run may have to build it.
  await monitoringBinary('promtool');
}, 1_800_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A case as promtool's file of tests has it. */
function testOf({ alert, series, at, fires = [] }: AlertCase): object {
  const { annotations = {} } = rules.find((rule) => rule.alert === alert) ?? {};
  return {
    interval: '1m',
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    alert_rule_test: [
      {
        eval_time: at,
        alertname: alert,
        exp_alerts: fires.map(({ labels, says: [summary, description] }) => ({
          exp_labels: labels,
          exp_annotations: { ...annotations, summary, description },
        })),
      },
    ],
  };
}

async function judge(testCase: AlertCase): Promise<Ended> {
  const file = path.join(folder, `${testCase.alert}-${Math.random().toString(36).slice(2)}.yaml`);
  await writeFile(file, stringify({ rule_files: [RULES], evaluation_interval: '1m', tests: [testOf(testCase)] }));
  return promtool(['test', 'rules', file]);
}

describe('the rules', () => {
  it('are well formed', async () => {
    expect(await promtool(['check', 'rules', '--lint=all', '--lint-fatal', RULES])).toMatchObject({ code: 0 });
  });

  it('are those that the chart installs', async () => {
    const objects = await render({ 'prometheusRule.enabled': true, 'monitoring.renderMode': 'alwaysRender' });
    const { groups } = parse(await readFile(RULES, 'utf8')) as { readonly groups: unknown };
    expect(theOnly(objects, 'PrometheusRule')['spec']).toEqual({ groups });
  });

  it.each(ALERT_CASES.map((each) => ({ ...each, verb: each.fires === undefined ? 'is silent' : 'fires' })))(
    '$alert $verb: $because',
    async (testCase) => {
      expect((await judge(testCase)).said).toContain('SUCCESS');
    },
  );

  it('have a case in which they fire and one in which they do not, each', () => {
    const have = (fires: boolean): string[] =>
      ALERT_CASES.filter((each) => (each.fires !== undefined) === fires).map(({ alert }) => alert);
    for (const wanted of [have(true), have(false)]) {
      expect([...new Set(wanted)].toSorted()).toEqual(rules.map(({ alert }) => alert).toSorted());
    }
  });

  it('are refused where a case is wrong: this test can fail', async () => {
    const [first] = ALERT_CASES;
    if (first === undefined) throw new Error('there is no case');
    const { fires: _fires, ...silent } = first;
    expect(await judge(silent)).toMatchObject({ code: 1 });
  });
});

describe('what the operator serves', () => {
  it('is what promtool calls good metrics', async () => {
    const process = aProcess();
    process.meters.sourceRequested('pagerDuty', '200');
    process.meters.itemsDropped('WrongType', 2);
    process.meters.reconcileStarted('incident');
    process.meters.reconcileFinished('incident', 'success', 0.2);
    process.watches.push({ kind: 'Incident', isAlive: true });
    putCheck(process, 'closed', { controls: [{ framework: 'SOC2', id: 'CC7.4' }] }, { result: 'Failing' });
    putException(process, 'accepted', { state: 'Active', expiresAt: '2026-03-31T17:00:00Z' });
    putSource(process, 'pager', 'True');
    readSource(process, 'team-a/pager');
    expect(await promtool(['check', 'metrics'], await process.registry.metrics())).toEqual({ code: 0, said: '' });
  });

  it('is that to the last line of a scrape of 500 checks and 50 sources', async () => {
    const process = aProcess();
    fillLargeWorld(process);
    const server = await serveMetrics(process.registry, { host: '127.0.0.1', port: 0 });
    try {
      const text = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
      expect(text.split('\n').length).toBeGreaterThan(5_000);
      expect(await promtool(['check', 'metrics'], text)).toEqual({ code: 0, said: '' });
    } finally {
      await server.close();
    }
  }, 600_000);
});
