// What each step of a sync changes in the cluster, and the small functions that decide it.

import { describe, expect, it } from 'vitest';
import { expectValidConditions, kstatusOf } from '../../../test/support/operator/kstatus.ts';
import { aFinished, aPagerDutySource, aRecord } from '../../../test/support/builders/sources.ts';
import { compileCheck } from '../../compliance/checks/compile.ts';
import { plan } from './plan.ts';
import { isSpecNew, readCheckpoint, writeCheckpoint } from './plan-checkpoint.ts';
import { defaultCheck, missingDefaultChecks } from './plan-default-checks.ts';
import { desiredIncident } from './plan-record.ts';

const NOW = new Date('2026-03-02T10:00:00Z');

describe('a step of a sync', () => {
  it('reports the source as seen but not done at the first reconcile', () => {
    const source = aPagerDutySource();
    const { status, writes, transitions } = plan({ kind: 'first-visit', source }, NOW);
    expectValidConditions(status?.next);
    expect(kstatusOf({ ...source, status: status?.next ?? {} })).toBe('InProgress');
    expect([writes, transitions]).toEqual([[], []]);
  });

  it('creates the checks that are missing, and does nothing about one that exists by then', () => {
    const { writes } = plan({ kind: 'missing-checks', source: aPagerDutySource(), types: ['IncidentClosed'] }, NOW);
    expect(writes).toMatchObject([{ kind: 'create', object: { metadata: { name: 'pager-incident-closed' } } }]);
    expect(writes[0]).not.toHaveProperty('onExists');
  });

  it('stores a page of records', () => {
    const desired = ['Q1', 'Q2'].map((externalID) =>
      desiredIncident({ source: aPagerDutySource(), provider: 'pagerDuty' }, aRecord({ externalID }), () => undefined),
    );
    const { writes, status } = plan({ kind: 'page', source: aPagerDutySource(), desired }, NOW);
    expect(writes.map(({ kind }) => kind)).toEqual(['create', 'create']);
    expect(status).toBeUndefined();
  });

  it('ends with a status for the given resourceVersion, a transition, and the time of the next sync', () => {
    const { status, transitions, requeue, writes } = plan(aFinished({ resourceVersion: '12' }), NOW);
    expect(status?.target).toMatchObject({ key: { namespace: 'team-a', name: 'pager' }, resourceVersion: '12' });
    expectValidConditions(status?.next);
    expect(transitions).toMatchObject([{ kind: 'SourceHealth', to: 'True/Synced' }]);
    expect(requeue).toEqual({ kind: 'after', ms: 300_000 });
    expect(writes).toEqual([]);
  });
});

describe('the checkpoint', () => {
  it('is read as it was written, and is small', () => {
    const cursor = { version: 2, data: { projects: { A: 17 } }, anchor: 'A-1' };
    const whole = { generation: 2 ** 53, cursor, fullAt: '2026-03-02T10:00:00Z' };
    for (const checkpoint of [{ generation: 12 }, whole]) {
      expect(readCheckpoint(writeCheckpoint(checkpoint))).toEqual(checkpoint);
      expect(writeCheckpoint(checkpoint).length).toBeLessThan(4096);
    }
  });

  it('drops a cursor that is too large to be stored, so that everything is read again', () => {
    const checkpoint = {
      generation: 3,
      cursor: { version: 1, data: 'x'.repeat(4096) },
      fullAt: '2026-03-02T10:00:00Z',
    };
    expect(readCheckpoint(writeCheckpoint(checkpoint))).toEqual({ generation: 3 });
  });

  it.each([
    { cursor: 7, because: 'it is not an object' },
    { cursor: { version: '1', data: 7 }, because: 'its version is not a number' },
    { cursor: { version: 1 }, because: 'it has no position' },
    { cursor: { version: 1, data: 7, anchor: 7 }, because: 'its anchor is not an ID' },
  ])('takes no cursor like $cursor, as $because', ({ cursor }) => {
    const text = JSON.stringify({ v: 1, generation: 3, cursor, fullAt: '2026-03-02T10:00:00Z' });
    expect(readCheckpoint(text)).toEqual({ generation: 3 });
  });

  it.each([undefined, '', 'null', '[]', '"3"', '{', '{"v":1}', '{"v":2,"generation":3}', '{"v":1,"generation":"3"}'])(
    'that is %s stands for none: the next sync lists everything',
    (text) => {
      expect(readCheckpoint(text)).toBeUndefined();
      expect(isSpecNew(aPagerDutySource(text === undefined ? {} : { status: { checkpoint: text } }))).toBe(true);
    },
  );

  it.each([
    { generation: 3, isNew: false, because: 'the checkpoint is of the same spec' },
    { generation: 2, isNew: true, because: 'the spec changed since' },
    { generation: 4, isNew: true, because: 'a restored source restarts its generations' },
  ])('of generation $generation: new is $isNew, as $because', ({ generation, isNew }) => {
    expect(isSpecNew(aPagerDutySource({ status: { checkpoint: writeCheckpoint({ generation }) } }))).toBe(isNew);
  });
});

describe('the default checks', () => {
  const ALL = ['IncidentClosed', 'ResponseOnTime', 'DataLossReported', 'EvidenceUploaded', 'SourceHealthy'] as const;
  const there =
    (...names: string[]) =>
    (key: string): boolean =>
      names.includes(key);

  it.each([
    { name: 'none is there', exists: there(), want: ALL },
    { name: 'one is there', exists: there('team-a/pager-incident-closed'), want: ALL.slice(1) },
    {
      name: 'one of another namespace is there',
      exists: there('team-b/pager-incident-closed'),
      want: ALL,
    },
  ])('that are missing when $name', ({ exists, want }) => {
    expect(missingDefaultChecks(aPagerDutySource(), exists)).toEqual(want);
  });

  it('are none for a source with defaultChecks Disabled', () => {
    expect(missingDefaultChecks(aPagerDutySource({ spec: { defaultChecks: 'Disabled' } }), there())).toEqual([]);
  });

  it.each(ALL)('of type %s can be evaluated, select their source, and are independent objects', (type) => {
    const check = defaultCheck(aPagerDutySource(), type);
    expect(compileCheck(check)).toMatchObject({ ok: true });
    expect(check.spec.selector).toEqual({ sourceRefs: [{ name: 'pager' }] });
    expect(check.spec.controls?.length).toBeGreaterThan(0);
    check.spec.controls?.splice(0);
    expect(defaultCheck(aPagerDutySource(), type).spec.controls?.length).toBeGreaterThan(0);
  });
});
