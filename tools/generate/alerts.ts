// The alert rules in three forms, from config/monitoring/alerts.yaml and the defaults in the chart's values: a rule file for Prometheus,
// a PrometheusRule for its operator, and the chart's template. Reads those two; writes nothing.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { ROOT } from '../crd-files.ts';
import type { DerivedFile } from './derived-file.ts';
import { generatedFrom, literal } from './helm-text.ts';

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly summary: string;
  readonly description: string;
  /** The uid of the dashboard that shows it. */
  readonly dashboard: string;
}

interface Tuning {
  readonly severity: string;
  readonly for: string;
  readonly threshold?: number;
}

interface Values {
  readonly monitoring: { readonly job: string };
  readonly prometheusRule: {
    readonly runbookUrl: string;
    readonly grafanaUrl: string;
    readonly alerts: Readonly<Record<string, Tuning>>;
  };
}

const SOURCE = 'config/monitoring/alerts.yaml';
const NOTE = `# Generated from ${SOURCE} by tools/generate.ts; change that file, not this one.`;

export async function alertFiles(): Promise<DerivedFile[]> {
  const alerts = parse(await readFile(path.join(ROOT, SOURCE), 'utf8')) as readonly Alert[];
  const values = parse(await readFile(path.join(ROOT, 'charts/docket/values.yaml'), 'utf8')) as Values;
  const groups = [{ name: 'docket', rules: alerts.map((alert) => ruleOf(alert, values)) }];
  const object = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'docket', namespace: 'docket-system', labels: { 'app.kubernetes.io/name': 'docket' } },
    spec: { groups },
  };
  const plain = (value: unknown): string => `${NOTE}\n${stringify(value, { lineWidth: 0 })}`;
  return [
    { file: 'config/monitoring/rules.yaml', text: plain({ groups }) },
    { file: 'config/monitoring/prometheus-rule.yaml', text: plain(object) },
    { file: 'charts/docket/templates/prometheus-rule.yaml', text: template(alerts) },
  ];
}

/** A rule with the defaults of the chart. */
function ruleOf(
  { alert, expr, summary, description, dashboard }: Alert,
  { monitoring, prometheusRule }: Values,
): object {
  const tuning = prometheusRule.alerts[alert];
  if (tuning === undefined) throw new Error(`charts/docket/values.yaml: prometheusRule.alerts has no ${alert}`);
  return {
    alert,
    expr: withValues(expr, monitoring.job, String(tuning.threshold)),
    for: tuning.for,
    labels: { severity: tuning.severity },
    annotations: {
      summary,
      description: withValues(description, monitoring.job, String(tuning.threshold)),
      runbook_url: `${prometheusRule.runbookUrl}/${alert}.md`,
      dashboard_url: `${prometheusRule.grafanaUrl}/d/${dashboard}`,
    },
  };
}

const withValues = (text: string, job: string, threshold: string): string =>
  text.replaceAll('JOB', job).replaceAll('THRESHOLD', threshold);

function template(alerts: readonly Alert[]): string {
  return [
    generatedFrom(SOURCE),
    '{{- if include "docket.shouldRender" (dict "root" . "enabled" .Values.prometheusRule.enabled "kind" "PrometheusRule" "value" "prometheusRule") }}',
    'apiVersion: monitoring.coreos.com/v1',
    'kind: PrometheusRule',
    'metadata:',
    '  name: {{ include "docket.fullname" . }}',
    '  namespace: {{ .Release.Namespace }}',
    '  labels:',
    '    {{- include "docket.labels" . | nindent 4 }}',
    '    {{- with .Values.prometheusRule.labels }}',
    '    {{- toYaml . | nindent 4 }}',
    '    {{- end }}',
    'spec:',
    '  groups:',
    '    - name: docket',
    '      rules:',
    ...alerts.map(ruleTemplate),
    '{{- end }}',
    '',
  ].join('\n');
}

function ruleTemplate({ alert, expr, summary, description, dashboard }: Alert): string {
  const block = (text: string): string => text.split('\n').join('\n            ');
  const helm = (text: string): string => withValues(literal(text), '{{ $.Values.monitoring.job }}', '{{ .threshold }}');
  return [
    `        {{- with .Values.prometheusRule.alerts.${alert} }}`,
    '        {{- if .enabled }}',
    `        - alert: ${alert}`,
    '          expr: |-',
    `            ${block(helm(expr))}`,
    '          for: {{ .for }}',
    '          labels:',
    '            severity: {{ .severity }}',
    '            {{- with $.Values.prometheusRule.alertLabels }}',
    '            {{- toYaml . | nindent 12 }}',
    '            {{- end }}',
    '          annotations:',
    `            summary: ${helm(JSON.stringify(summary))}`,
    `            description: ${helm(JSON.stringify(description))}`,
    `            runbook_url: {{ $.Values.prometheusRule.runbookUrl }}/${alert}.md`,
    `            dashboard_url: {{ $.Values.prometheusRule.grafanaUrl }}/d/${dashboard}`,
    '        {{- end }}',
    '        {{- end }}',
  ].join('\n');
}
