// The gauges: what they say of checks, incidents, sources and queues, and that they disappear with the objects.

import { describe, expect, it } from 'vitest';
import { anIncidentRow, anObligation, at } from '../../test/support/builders/compliance.ts';
import {
  aProcess,
  type Process,
  putCheck,
  putException,
  readSource,
  valuesOf,
} from '../../test/support/metrics/metrics-process.ts';
import { MAX_CHECKS } from './check-series.ts';
import { MAX_CONTROLS, OVERFLOW } from './controls.ts';

describe('the gauges of checks', () => {
  it('have 1 for the result that a check has, 0 for the others, and Unknown before the first', async () => {
    const process = aProcess();
    putCheck(process, 'new');
    expect(await valuesOf(process, 'docket_check_result', 'result')).toEqual({
      Passing: 0,
      Due: 0,
      Failing: 0,
      Unknown: 1,
      NotActive: 0,
    });
    putCheck(process, 'new', {}, { result: 'Failing' });
    expect(await valuesOf(process, 'docket_check_result', 'result')).toMatchObject({ Unknown: 0, Failing: 1 });
  });

  it('count subjects by how they are judged', async () => {
    const process = aProcess();
    putCheck(process, 'closed', {}, { counts: { passing: 3, due: 2, failing: 1, unknown: 0, exempted: 4 } });
    expect(await valuesOf(process, 'docket_check_subjects', 'result')).toEqual({
      Passing: 3,
      Due: 2,
      Failing: 1,
      Unknown: 0,
      Exempted: 4,
    });
  });

  it('are of 300 checks per namespace, the oldest, and of _overflow, which has the worst and the sum of the others', async () => {
    const process = aProcess();
    const names = Array.from({ length: 2 * MAX_CHECKS }, (_, index) => `made-up-${index}`);
    const counts = { passing: 1, due: 0, failing: 0, unknown: 0, exempted: 0 };
    const made = (name: string, creationTimestamp: string) => ({ namespace: 'team-a', name, creationTimestamp });
    for (const name of names) {
      putCheck(process, made(name, '2026-03-02T00:00:00Z'), {}, { result: 'Passing', counts });
    }
    putCheck(process, made('zeta', '2026-03-01T00:00:00Z'), {}, { result: 'Passing' });
    putCheck(
      process,
      made('late', '2026-03-03T00:00:00Z'),
      { type: 'ResponseOnTime', severity: 'Critical', owner: 'oncall' },
      { result: 'Failing', counts: { ...counts, failing: 2 }, nextDeadline: '2026-03-04T00:00:00Z' },
    );
    const families = await process.scrape();
    const of = (name: string) =>
      (families.get(name)?.samples ?? []).filter(({ labels }) => labels['check'] === OVERFLOW);
    const checks = new Set(families.get('docket_check_info')?.samples.map(({ labels }) => labels['check']));
    expect(checks.size).toBe(MAX_CHECKS + 1);
    expect([checks.has('zeta'), checks.has('late'), checks.has(OVERFLOW)]).toEqual([true, false, true]);
    const held = of('docket_check_result').filter(({ value }) => value === 1);
    expect(held.map(({ labels }) => [labels['type'], labels['result']])).toEqual([
      ['IncidentClosed', 'Passing'],
      ['ResponseOnTime', 'Failing'],
    ]);
    expect(
      Object.fromEntries(of('docket_check_subjects').map(({ labels, value }) => [labels['result'], value])),
    ).toEqual({ Passing: MAX_CHECKS + 2, Due: 0, Failing: 2, Unknown: 0, Exempted: 0 });
    expect(of('docket_check_info')[0]?.labels).toMatchObject({ severity: 'Critical', owner: '' });
    expect(of('docket_check_next_deadline_timestamp_seconds').map(({ value }) => value)).toEqual([
      at('2026-03-04T00:00:00Z') / 1000,
    ]);
    const series = [...families.values()].flatMap(({ name, samples }) =>
      name.startsWith('docket_check_') ? samples : [],
    );
    expect(series.length).toBeLessThan(13 * (MAX_CHECKS + 2));
  });

  it.each([
    { results: ['Passing', 'Failing'], want: 'Failing', because: 'one that fails is enough' },
    { results: ['Passing', undefined], want: 'Unknown', because: 'no data is never green' },
    { results: ['Unknown', 'Due'], want: 'Unknown', because: 'what is not known may be worse than due' },
    { results: ['Due', 'Passing'], want: 'Due', because: 'something is owed' },
    { results: ['NotActive', 'Passing'], want: 'Passing', because: 'what is switched off says nothing' },
    { results: ['NotActive'], want: 'NotActive', because: 'nothing says anything' },
  ] as const)('of a control whose checks are $results say $want, as $because', async ({ results, want }) => {
    const process = aProcess();
    results.forEach((result, index) => {
      putCheck(
        process,
        `check-${index}`,
        { controls: [{ framework: 'SOC2', id: 'CC7.4' }] },
        result === undefined ? {} : { result },
      );
    });
    const values = await valuesOf(process, 'docket_control_result', 'result');
    expect(Object.entries(values).filter(([, value]) => value === 1)).toEqual([[want, 1]]);
  });

  it('of a control are told by namespace: one namespace says nothing of another', async () => {
    const process = aProcess();
    const controls = [{ framework: 'SOC2', id: 'CC7.4' }];
    putCheck(process, 'closed', { controls }, { result: 'Passing' });
    putCheck(process, { namespace: 'team-b', name: 'closed' }, { controls }, { result: 'Failing' });
    const samples = (await process.scrape()).get('docket_control_result')?.samples ?? [];
    expect(samples.filter(({ value }) => value === 1).map(({ labels }) => labels)).toEqual([
      { namespace: 'team-a', framework: 'SOC2', control: 'CC7.4', result: 'Passing' },
      { namespace: 'team-b', framework: 'SOC2', control: 'CC7.4', result: 'Failing' },
    ]);
  });

  it('of more controls than a namespace has series for are one, and the worst of them decides', async () => {
    const process = aProcess();
    for (let check = 0; check < 30; check++) {
      const controls = Array.from({ length: 20 }, (_, number) => ({
        framework: 'F',
        id: `C${1_000 + check * 20 + number}`,
      }));
      putCheck(process, `check-${check}`, { controls }, { result: check === 29 ? 'Failing' : 'Passing' });
    }
    const other = { namespace: 'team-b', name: 'closed' };
    putCheck(process, other, { controls: [{ framework: 'SOC2', id: 'CC7.4' }] }, { result: 'Passing' });
    const samples = (await process.scrape()).get('docket_control_result')?.samples ?? [];
    expect(samples).toHaveLength((MAX_CONTROLS + 1 + 1) * 5);
    expect(samples.filter(({ labels, value }) => labels['framework'] === OVERFLOW && value === 1)).toMatchObject([
      { labels: { namespace: 'team-a', control: OVERFLOW, result: 'Failing' } },
    ]);
    expect(samples.some(({ labels }) => labels['namespace'] === 'team-b' && labels['framework'] === 'SOC2')).toBe(true);
  });

  it('go with their check', async () => {
    const process = aProcess();
    putCheck(
      process,
      'closed',
      { controls: [{ framework: 'SOC2', id: 'CC7.4' }] },
      { result: 'Passing', nextDeadline: '2026-03-04T00:00:00Z' },
    );
    process.checks.remove('team-a/closed');
    expect(await process.text()).not.toMatch(/closed|SOC2/);
  });
});

describe('the gauges of exceptions', () => {
  const nextExpiry = (process: Process): Promise<Record<string, number>> =>
    valuesOf(process, 'docket_exception_next_expiry_timestamp_seconds', 'namespace');

  it('count them by state, Pending before the first, and go with the last of a namespace', async () => {
    const process = aProcess();
    putException(process, 'new');
    putException(process, 'applies', { state: 'Active', expiresAt: '2026-03-31T17:00:00Z' });
    putException(process, 'applies, too', { state: 'Active', expiresAt: '2026-04-30T17:00:00Z' });
    putException(process, 'is over', { state: 'Expired', expiresAt: '2026-03-01T00:00:00Z' });
    const states = { Pending: 1, Active: 2, Expired: 1, Unmatched: 0 };
    expect(await valuesOf(process, 'docket_exceptions', 'state')).toEqual(states);
    for (const name of ['new', 'applies', 'applies, too', 'is over']) process.exceptions.remove(`team-a/${name}`);
    expect(await valuesOf(process, 'docket_exceptions', 'state')).toEqual({});
  });

  it('say when the next one that applies ends, for each namespace that has one', async () => {
    const process = aProcess();
    putException(process, 'later', { state: 'Active', expiresAt: '2026-04-30T17:00:00Z' });
    putException(process, 'sooner', { state: 'Active', expiresAt: '2026-03-31T17:00:00Z' });
    putException(process, 'covers nothing', { state: 'Unmatched', expiresAt: '2026-03-05T00:00:00Z' });
    putException(process, 'is over', { state: 'Expired', expiresAt: '2026-03-01T00:00:00Z' }, 'team-b');
    expect(await nextExpiry(process)).toEqual({ 'team-a': at('2026-03-31T17:00:00Z') / 1000 });
    process.exceptions.remove('team-a/sooner');
    expect(await nextExpiry(process)).toEqual({ 'team-a': at('2026-04-30T17:00:00Z') / 1000 });
  });
});

describe('the gauges of incidents and sources', () => {
  it('follow the incidents: counts by state, and when the oldest open one was detected', async () => {
    const process = aProcess();
    const older = anIncidentRow({ name: 'a', detectedAt: at('2026-03-01T00:00:00Z') });
    const newer = anIncidentRow({ name: 'b', detectedAt: at('2026-03-02T00:00:00Z') });
    process.census.move(undefined, older);
    process.census.move(undefined, newer);
    expect(await valuesOf(process, 'docket_incidents', 'state')).toEqual({ Detected: 2 });
    expect(await valuesOf(process, 'docket_incident_oldest_open_timestamp_seconds', 'source')).toEqual({
      pagerduty: at('2026-03-01T00:00:00Z') / 1000,
    });
    process.census.move(older, anIncidentRow({ ...older, recordState: 'Resolved', state: 'Resolved' }));
    expect(await valuesOf(process, 'docket_incidents', 'state')).toEqual({ Detected: 1, Resolved: 1 });
    process.census.move(newer, undefined);
    expect(await valuesOf(process, 'docket_incidents', 'state')).toEqual({ Resolved: 1 });
    expect(await valuesOf(process, 'docket_incident_oldest_open_timestamp_seconds', 'source')).toEqual({});
  });

  it('of a source are complete only for a reading that was, and not after a definite failure', async () => {
    const process = aProcess();
    const complete = (): Promise<Record<string, number>> => valuesOf(process, 'docket_source_complete', 'source');
    readSource(process, 'team-a/pager', false);
    expect(await complete()).toEqual({ pager: 0 });
    readSource(process, 'team-a/pager');
    expect(await complete()).toEqual({ pager: 1 });
    process.freshness.failed('team-a/pager', { definite: true, reason: 'AuthenticationFailed' }, 0);
    expect(await complete()).toEqual({ pager: 0 });
    process.freshness.removed('team-a/pager');
    expect(await process.text()).not.toContain('pager');
  });

  it('of a source that was never read have no time of success', async () => {
    const process = aProcess();
    process.freshness.failed('team-a/pager', { definite: false, reason: 'Unreachable' }, 0);
    expect(await valuesOf(process, 'docket_source_last_success_timestamp_seconds', 'source')).toEqual({});
  });
});

describe('the gauges of disclosures', () => {
  const TO_AUTHORITY = { recipient: 'Authority', dueAt: at('2026-03-05T09:00:00Z') };
  const TO_PERSONS = { name: 'persons', recipient: 'Persons', dueAt: undefined };

  it('say by when the next must be made and how many are late, per recipient, and go when they are made', async () => {
    const process = aProcess();
    const { disclosures } = process;
    const next = () => valuesOf(process, 'docket_disclosure_next_deadline_timestamp_seconds', 'recipient');
    const overdue = () => valuesOf(process, 'docket_disclosures_overdue', 'recipient');
    const later = { ...TO_AUTHORITY, dueAt: TO_AUTHORITY.dueAt + 3_600_000 };
    disclosures.set('team-a/a', [anObligation(TO_AUTHORITY), anObligation(TO_PERSONS)], 0);
    disclosures.set('team-a/b', [anObligation(later)], 0);
    expect(await next()).toEqual({ Authority: TO_AUTHORITY.dueAt / 1000 });
    expect(await overdue()).toEqual({ Authority: 0, Persons: 0 });
    disclosures.advance(TO_AUTHORITY.dueAt);
    expect(await overdue()).toMatchObject({ Authority: 0 });
    disclosures.advance(TO_AUTHORITY.dueAt + 1);
    expect(await overdue()).toEqual({ Authority: 1, Persons: 0 });
    expect(await next()).toEqual({ Authority: later.dueAt / 1000 });
    disclosures.set('team-a/a', [anObligation({ ...TO_AUTHORITY, metAt: 1 }), anObligation(TO_PERSONS)], later.dueAt);
    disclosures.set('team-a/b', [], later.dueAt);
    expect(await overdue()).toEqual({ Persons: 0 });
    expect(await next()).toEqual({});
  });

  it('are apart for each namespace', async () => {
    const process = aProcess();
    for (const namespace of ['team-a', 'team-b']) process.disclosures.set(`${namespace}/x`, [anObligation()], 0);
    expect(Object.keys(await valuesOf(process, 'docket_disclosures_overdue', 'namespace'))).toEqual([
      'team-a',
      'team-b',
    ]);
  });
});

describe('the gauges of queues', () => {
  it('are read at scrape', async () => {
    const process = aProcess();
    const { queue, clock } = process;
    queue.add('a');
    queue.add('b');
    await queue.get();
    await clock.advance(3_000);
    expect(await valuesOf(process, 'workqueue_depth', 'name')).toEqual({ incident: 1 });
    expect(await valuesOf(process, 'workqueue_longest_running_processor_seconds', 'name')).toEqual({ incident: 3 });
    expect(await valuesOf(process, 'workqueue_unfinished_work_seconds', 'name')).toEqual({ incident: 3 });
  });
});

describe('the gauges of the process', () => {
  it.each([
    { leads: true, want: 1 },
    { leads: false, want: 0 },
  ])('say $want where it leads: $leads', async ({ leads, want }) => {
    const process = aProcess();
    process.meters.leading('docket', leads);
    expect(await valuesOf(process, 'leader_election_master_status', 'name')).toEqual({ docket: want });
  });

  it('count workers up and down', async () => {
    const process = aProcess();
    process.meters.reconcileStarted('incident');
    process.meters.reconcileStarted('incident');
    process.meters.reconcileFinished('incident', 'error', 1);
    expect(await valuesOf(process, 'controller_runtime_active_workers', 'controller')).toEqual({ incident: 1 });
    expect(await valuesOf(process, 'controller_runtime_reconcile_total', 'result')).toEqual({ error: 1 });
  });
});
