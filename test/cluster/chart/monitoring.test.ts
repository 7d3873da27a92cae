// What the chart renders for the Prometheus operator: what is scraped, and the alert rules with the values that are set.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CHART, type Manifest, render, theOnly } from '../../support/chart/helm.ts';

const WITH_PROMETHEUS_OPERATOR = ['ServiceMonitor', 'PodMonitor', 'PrometheusRule'].flatMap((kind) => [
  '--api-versions',
  `monitoring.coreos.com/v1/${kind}`,
]);

const kindsOf = (objects: readonly Manifest[]): string[] => objects.map(({ kind }) => kind);

describe.each([
  { value: 'serviceMonitor', kind: 'ServiceMonitor', endpoints: 'endpoints' },
  { value: 'podMonitor', kind: 'PodMonitor', endpoints: 'podMetricsEndpoints' },
])('$kind', ({ value, kind, endpoints }) => {
  const on = { [`${value}.enabled`]: true, [`${value}.labels`]: { release: 'prometheus' } };

  it('is off by itself', async () => {
    expect(kindsOf(await render({}, WITH_PROMETHEUS_OPERATOR))).not.toContain(kind);
  });

  it.each([
    { mode: 'skipIfMissing', flags: [], want: false },
    { mode: 'skipIfMissing', flags: WITH_PROMETHEUS_OPERATOR, want: true },
    { mode: 'failIfMissing', flags: WITH_PROMETHEUS_OPERATOR, want: true },
    { mode: 'alwaysRender', flags: [], want: true },
  ])('$mode with $flags.length flags for the kind: $want', async ({ mode, flags, want }) => {
    expect(kindsOf(await render({ ...on, 'monitoring.renderMode': mode }, flags)).includes(kind)).toBe(want);
  });

  it('keeps the labels of the series, under the job that rules expect', async () => {
    const monitor = theOnly(await render({ ...on, 'monitoring.job': 'compliance' }, WITH_PROMETHEUS_OPERATOR), kind);
    expect(monitor.metadata.labels).toMatchObject({ release: 'prometheus' });
    const [endpoint] = (monitor['spec'] as Readonly<Record<string, readonly object[]>>)[endpoints] ?? [];
    const relabelings = [{ targetLabel: 'job', replacement: 'compliance' }];
    expect(endpoint).toMatchObject({ port: 'metrics', honorLabels: true, relabelings });
  });
});

describe('the PrometheusRule', () => {
  interface Rule {
    readonly alert: string;
    readonly expr: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  }
  async function rulesWith(values: Readonly<Record<string, unknown>>): Promise<readonly Rule[]> {
    const objects = await render({ 'prometheusRule.enabled': true, ...values }, WITH_PROMETHEUS_OPERATOR);
    const { groups } = theOnly(objects, 'PrometheusRule')['spec'] as {
      groups: ReadonlyArray<{ rules: readonly Rule[] }>;
    };
    return groups.flatMap(({ rules }) => rules);
  }

  it('is off by itself', async () => {
    expect(kindsOf(await render({}, WITH_PROMETHEUS_OPERATOR))).not.toContain('PrometheusRule');
  });

  it('leaves out what is switched off', async () => {
    const alerts = async (values: object): Promise<string[]> =>
      (await rulesWith({ ...values })).map(({ alert }) => alert);
    const all = await alerts({});
    const fewer = await alerts({ 'prometheusRule.alerts.DocketWatchDead.enabled': false });
    expect(all.filter((alert) => !fewer.includes(alert))).toEqual(['DocketWatchDead']);
  });

  it('has the thresholds, severities, labels and links that are set', async () => {
    const rules = await rulesWith({
      'monitoring.job': 'compliance',
      'prometheusRule.alertLabels': { team: 'security' },
      'prometheusRule.runbookUrl': 'https://wiki.local/docket',
      'prometheusRule.grafanaUrl': 'https://grafana.local',
      'prometheusRule.alerts.DocketSourceStale': { severity: 'critical', for: '2m', threshold: 7200 },
    });
    expect(rules.find(({ alert }) => alert === 'DocketSourceStale')).toMatchObject({
      expr: expect.stringMatching(/job="compliance".* > 7200$/) as string,
      for: '2m',
      labels: { severity: 'critical', team: 'security' },
      annotations: {
        runbook_url: 'https://wiki.local/docket/DocketSourceStale.md',
        dashboard_url: 'https://grafana.local/d/docket-operations',
      },
    });
  });

  it('and the ServiceMonitor are what config/monitoring holds', async () => {
    const on = { 'prometheusRule.enabled': true, 'serviceMonitor.enabled': true };
    const objects = await render(on, WITH_PROMETHEUS_OPERATOR);
    const file = (name: string): Manifest =>
      parse(readFileSync(path.join(CHART, `../../config/monitoring/${name}.yaml`), 'utf8')) as Manifest;
    expect(theOnly(objects, 'PrometheusRule')['spec']).toEqual(file('prometheus-rule')['spec']);
    const { endpoints } = theOnly(objects, 'ServiceMonitor')['spec'] as { readonly endpoints: unknown };
    expect(file('service-monitor')['spec']).toMatchObject({ endpoints });
  });
});
