// The main job, end to end: the built program, a real API server and a PagerDuty over HTTP. A source is applied with kubectl, its
// incidents appear, a check fails while one is open and passes when it is resolved in PagerDuty, and the metrics say so.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshNamespace, sharedControlPlane } from '../support/clusters/control-plane.ts';
import { eventually } from '../support/time/eventually.ts';
import { type PagerDutyServer, startPagerDuty } from '../support/vendors/pagerduty/server.ts';
import { type Program, startOperator } from '../support/processes/program.ts';
import { operatorFlags } from '../support/rights/operator-account.ts';

const INTERVAL_MS = 30_000;
/** What the issue of a late answer may take beyond the interval. */
const SLACK_MS = 5_000;
const START_MS = Math.floor(Date.now() / 1_000) * 1_000;
/** Incidents are some hours old whenever this runs, as a source reads only recent ones. */
const ago = (minutes: number): Date => new Date(START_MS - minutes * 60_000);
const iso = (instant: Date): string => instant.toISOString().replace('.000Z', 'Z');
const DETECTED = ago(180);
/** The built-in SLA gives an incident with severity Critical 15 minutes. */
const ACKNOWLEDGED_LATE = ago(160);
const RESOLVED = ago(90);

describe('from PagerDuty to a metric', () => {
  let namespace: string;
  let vendor: PagerDutyServer;
  let program: Program;
  let openID: string;

  const kubectl = async (...args: string[]): Promise<string> => {
    return (await sharedControlPlane().kubectl([...args, '-n', namespace])).stdout;
  };
  const jsonPath = (object: string, path: string): Promise<string> =>
    kubectl('get', object, '-o', `jsonpath={${path}}`);
  const check = (): Promise<string> => jsonPath('chk/pagerduty-incident-closed', '.status.result');
  const series = async (name: string): Promise<string[]> => {
    const lines = (await program.metrics()).split('\n');
    return lines.filter((line) => line.startsWith(`${name}{`) && line.includes(`namespace="${namespace}"`));
  };

  beforeAll(async () => {
    namespace = await freshNamespace();
    vendor = await startPagerDuty();
    const { account } = vendor;
    openID = account.trigger({ title: 'Ransomware note on a file server', priority: 'P1', at: DETECTED }).id;
    const closed = account.trigger({ title: 'Phishing mail', urgency: 'low', at: ago(1_500) });
    account.acknowledge(closed.id, ago(1_490));
    account.resolve(closed.id, ago(1_440));
    program = await startOperator([
      ...(await operatorFlags(sharedControlPlane(), { namespaces: [namespace] })),
      '--allow-endpoints',
      new URL(vendor.url).host,
    ]);
    await eventually(() => program.readyz(), 200, 30_000);
  });

  afterAll(async () => {
    program.signal('SIGKILL');
    await program.ended;
    await vendor[Symbol.asyncDispose]();
  });

  it('mirrors the incidents of a source within one interval of its being applied', async () => {
    await kubectl('create', 'secret', 'generic', 'pagerduty', '--from-literal=token=good-token');
    const started = performance.now();
    await sharedControlPlane().kubectl(['apply', '-n', namespace, '-f', '-'], { input: source(vendor.url) });
    await kubectl('wait', '--for=condition=Ready', 'isrc/pagerduty', '--timeout=35s');
    expect(performance.now() - started).toBeLessThan(INTERVAL_MS + SLACK_MS);
    const severities = await kubectl(
      'get',
      'incd',
      '-o',
      'jsonpath={range .items[*]}{.spec.severity} {.spec.state}{"\\n"}{end}',
    );
    expect(severities.trim().split('\n').sort()).toEqual(['Critical Detected', 'Low Resolved']);
  });

  it('fails the check while an incident is open, and the metric follows', async () => {
    await eventually(check, 'Failing', SLACK_MS);
    expect(await jsonPath('chk/pagerduty-incident-closed', '.status.failing[0].reason')).toBe('IncidentOpen');
    expect(await jsonPath('chk/pagerduty-incident-closed', '.status.failing[0].since')).toBe(iso(DETECTED));
    await eventually(
      () => seriesWithOne('docket_check_result'),
      [
        'pagerduty-data-loss-reported Due',
        'pagerduty-evidence-uploaded Passing',
        'pagerduty-incident-closed Failing',
        'pagerduty-response-on-time Failing',
        'pagerduty-source-healthy Passing',
      ],
      SLACK_MS,
    );
    expect(await jsonPath('chk/pagerduty-response-on-time', '.status.failing[*].reason')).toBe(
      'AcknowledgementOverdue',
    );
    expect(await jsonPath('chk/pagerduty-data-loss-reported', '.status.reason')).toBe('AssessmentDue');
    expect(await series('docket_incident_oldest_open_timestamp_seconds')).toEqual([
      `docket_incident_oldest_open_timestamp_seconds{namespace="${namespace}",source="pagerduty",severity="Critical"} ${DETECTED.getTime() / 1000}`,
    ]);
  });

  it('shows it as kubectl does', async () => {
    expect(withoutAges(await kubectl('get', 'docket'))).toMatchSnapshot();
    const everywhere = (await sharedControlPlane().kubectl(['get', 'docket', '-A'])).stdout;
    expect(everywhere).toMatch(new RegExp(`^${namespace} +incidentsource.docket.dev/pagerduty `, 'm'));
    expect(
      withoutAges(await kubectl('get', 'incd', '--field-selector', 'spec.severity=Critical', '-o', 'wide'), vendor.url),
    ).toMatchSnapshot();
    expect(await kubectl('explain', 'incident.spec')).toMatchSnapshot();
  });

  it('passes the check once the incident is resolved in PagerDuty, within one interval; a late response stays late', async () => {
    vendor.account.acknowledge(openID, ACKNOWLEDGED_LATE);
    vendor.account.resolve(openID, RESOLVED);
    const tookMs = await eventually(check, 'Passing', INTERVAL_MS + SLACK_MS);
    expect(tookMs).toBeLessThan(INTERVAL_MS + SLACK_MS);
    const name = (await kubectl('get', 'incd', '--field-selector', 'spec.severity=Critical', '-o', 'name')).trim();
    await eventually(() => jsonPath(name, '.status.state'), 'Resolved', SLACK_MS);
    const timeline = JSON.parse(await jsonPath(name, '.status.timeline')) as Array<{ time: string; to: string }>;
    expect(timeline.map(({ time, to }) => `${time} ${to}`)).toEqual([
      `${iso(DETECTED)} Detected`,
      `${iso(ACKNOWLEDGED_LATE)} Triaging`,
      `${iso(RESOLVED)} Resolved`,
    ]);
    await eventually(
      () => seriesWithOne('docket_check_result'),
      [
        'pagerduty-data-loss-reported Due',
        'pagerduty-evidence-uploaded Passing',
        'pagerduty-incident-closed Passing',
        'pagerduty-response-on-time Failing',
        'pagerduty-source-healthy Passing',
      ],
      SLACK_MS,
    );
    expect(await jsonPath('chk/pagerduty-response-on-time', '.status.failing[*].reason')).toBe('AcknowledgedLate');
    expect(await series('docket_incident_oldest_open_timestamp_seconds')).toEqual([]);
  });

  it('syncs at once when it is asked to by annotation, and says when it has', async () => {
    vendor.account.trigger({ title: 'Second wave', priority: 'P2', at: ago(1) });
    await kubectl('annotate', 'isrc/pagerduty', 'docket.dev/requestedAt=now-please');
    await eventually(() => jsonPath('isrc/pagerduty', '.status.lastHandledRequestedAt'), 'now-please', SLACK_MS);
    await eventually(check, 'Failing', SLACK_MS);
  });

  it('stops within ten seconds of SIGTERM, with exit code 0', async () => {
    const started = performance.now();
    expect(await program.stop()).toBe(0);
    expect(performance.now() - started).toBeLessThan(10_000);
    const levels = program.log.map((line) => (JSON.parse(line) as { level: string }).level);
    expect(levels.filter((level) => level === 'error')).toEqual([]);
  });

  /** `check result` of each series that is 1. */
  async function seriesWithOne(name: string): Promise<string[]> {
    const lines = (await series(name)).filter((line) => line.endsWith(' 1'));
    return lines.map((line) => `${label(line, 'check')} ${label(line, 'result')}`).sort();
  }
});

const label = (line: string, name: string): string => new RegExp(`[{,]${name}="([^"]*)"`).exec(line)?.[1] ?? '';

/** The text without ages, which differ between runs, and without the widths of their columns. */
function withoutAges(text: string, url = 'http://none'): string {
  return text
    .replaceAll(new URL(url).host, 'pagerduty.test')
    .split('\n')
    .map((line) =>
      line
        .trimEnd()
        .replace(/\s+\d+[smh](\d+s)?$/, ' AGE')
        .replaceAll(/ \d+s(?= )/g, ' TIME')
        .replaceAll(/ {2,}/g, '  '),
    )
    .join('\n');
}

function source(url: string): string {
  return `
apiVersion: docket.dev/v1alpha1
kind: IncidentSource
metadata:
  name: pagerduty
spec:
  pagerDuty:
    endpoint: ${url}
  secretRef:
    name: pagerduty
  interval: 30s
`;
}
