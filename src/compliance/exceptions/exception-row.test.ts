// What is read from an exception, and its state at each instant.

import { describe, expect, it } from 'vitest';

import { aSourceRow, anIncidentRow, at } from '../../../test/support/builders/compliance.ts';
import { anException, anExceptionRow, type SpecChanges } from '../../../test/support/builders/exceptions.ts';
import { compileException, isAbout, isFor, storedApproval } from './exception-row.ts';
import { exceptionState } from './exception-state.ts';
import { incidentSubjects } from '../subjects/incident.ts';
import { sourceSubjects } from '../subjects/source.ts';
import type { AnySubjectKind } from '../subjects/subject-kind.ts';

const T = at('2026-03-31T17:00:00Z');
const DAY = 86_400_000;
const APPROVED = '2026-03-01T00:00:00Z';

describe('an exception that cannot be read', () => {
  it.each<{ because: string; spec: SpecChanges; field: string }>([
    {
      because: 'one check or one type',
      spec: { checkRef: { name: 'a' }, type: 'IncidentClosed' },
      field: 'checkRef, type',
    },
    { because: 'it names nothing', spec: { target: {} }, field: 'target' },
    {
      because: 'it names two things',
      spec: { target: { account: 'bot', matchLabels: { tier: 'gold' } } },
      field: 'target',
    },
    { because: 'no label selects everything', spec: { target: { matchLabels: {} } }, field: 'target' },
    { because: 'it would never end', spec: { expiresAt: undefined }, field: 'expiresAt, reviewInterval' },
    { because: 'it would end twice', spec: { reviewInterval: '30d' }, field: 'expiresAt, reviewInterval' },
    { because: 'that is no instant', spec: { expiresAt: 'soon' }, field: 'expiresAt' },
    { because: 'that is no duration', spec: { expiresAt: undefined, reviewInterval: '1y' }, field: 'reviewInterval' },
  ])('says $field, as $because', ({ spec, field }) => {
    expect(compileException(anException(spec))).toEqual({
      ok: false,
      message: expect.stringMatching(new RegExp(`^${field}: `)),
    });
  });
});

describe('the approval', () => {
  it.each([
    { approvedBy: undefined, want: 'Missing', because: 'nobody approved' },
    { approvedBy: '', want: 'Missing', because: 'that is nobody' },
    { approvedBy: 'ann', want: 'SelfApproved', because: 'she requested it' },
    { approvedBy: 'Ann', want: 'Given', because: 'names of the API server differ by case' },
    { approvedBy: 'bob', want: 'Given', because: 'two people looked at it' },
  ])('by $approvedBy is $want, as $because', ({ approvedBy, want }) => {
    expect(anExceptionRow({ approvedBy }).approval).toBe(want);
  });

  it.each([
    { because: 'it was noted for this very spec', generation: 3, observed: 3, want: at(APPROVED) },
    { because: 'a changed spec is a new approval', generation: 4, observed: 3, want: undefined },
  ])('stands from $want, as $because', ({ generation, observed, want }) => {
    const status = { observedGeneration: observed, approvedAt: APPROVED };
    const exception = anException({}, { metadata: { generation }, status });
    expect(storedApproval(exception)).toBe(want);
    expect(storedApproval({ ...exception, spec: { ...exception.spec, approvedBy: 'ann' } })).toBeUndefined();
  });
});

describe('the end', () => {
  it('is the instant that is stated, with its zone and fraction', () => {
    expect(anExceptionRow({ expiresAt: '2026-03-31T19:00:00.25+02:00' }).until).toBe(T + 250);
  });

  it('is a review interval after the approval, and open while nobody has noted when that was', () => {
    const spec = { expiresAt: undefined, reviewInterval: '30d' };
    expect(anExceptionRow(spec).until).toBe(Number.POSITIVE_INFINITY);
    const noted = anException(spec, { status: { observedGeneration: 1, approvedAt: APPROVED } });
    expect(compileException(noted)).toMatchObject({ exception: { until: at(APPROVED) + 30 * DAY } });
    expect(compileException(anException(spec), T)).toMatchObject({ exception: { until: T + 30 * DAY } });
  });

  it.each([
    { spec: { expiresAt: '2099-01-01T00:00:00Z' }, want: 365, because: 'it states a later end' },
    { spec: { expiresAt: undefined, reviewInterval: '99999d' }, want: 365, because: 'its interval is longer' },
    { spec: { expiresAt: undefined, reviewInterval: '365d' }, want: 365, because: 'a year is the longest' },
    { spec: { expiresAt: undefined, reviewInterval: '364d' }, want: 364, because: 'it is within a year' },
  ])('ends $want days after its approval, as $because', ({ spec, want }) => {
    expect(compileException(anException(spec), T)).toMatchObject({ exception: { until: T + want * DAY } });
  });
});

describe('the state', () => {
  const expiring = anExceptionRow();
  it.each([
    { row: expiring, applied: 2, now: T - 1, want: 'Active', until: T, because: 'it is in time' },
    { row: expiring, applied: 2, now: T, want: 'Active', until: T, because: 'in time includes the last instant' },
    { row: expiring, applied: 2, now: T + 1, want: 'Expired', until: undefined, because: 'its time is over' },
    { row: expiring, applied: 0, now: T, want: 'Unmatched', until: T, because: 'it covers nothing' },
    { row: expiring, applied: 0, now: T + 1, want: 'Expired', until: undefined, because: 'that comes first' },
    {
      row: { approval: 'Given', until: Number.POSITIVE_INFINITY } as const,
      ...{ applied: 1, now: T, want: 'Active', until: undefined, because: 'no end is known' },
    },
    {
      row: anExceptionRow({ approvedBy: undefined }),
      ...{ applied: 0, now: T + 1, want: 'Pending', until: undefined, because: 'it never applied' },
    },
    {
      row: anExceptionRow({ approvedBy: 'ann' }),
      ...{ applied: 0, now: T - 1, want: 'Pending', until: undefined, because: 'she approved herself' },
    },
  ])('is $want at $now with $applied pairs, as $because', ({ row, applied, now, want, until }) => {
    expect(exceptionState(row, applied, now)).toEqual({ state: want, holdsUntil: until });
  });
});

describe('what it covers', () => {
  const check = { name: 'incidents-closed', type: 'IncidentClosed' };
  it.each<{ spec: SpecChanges; want: boolean; because: string }>([
    { spec: {}, want: true, because: 'it is for every check' },
    { spec: { checkRef: { name: 'incidents-closed' } }, want: true, because: 'it names it' },
    { spec: { checkRef: { name: 'other' } }, want: false, because: 'it names another' },
    { spec: { type: 'IncidentClosed' }, want: true, because: 'it is of that type' },
    { spec: { type: 'SourceHealthy' }, want: false, because: 'it is of another type' },
  ])('of checks, $spec: $want, as $because', ({ spec, want }) => {
    expect(isFor(anExceptionRow(spec), check)).toBe(want);
  });

  const labels = { tier: 'gold', site: 'a' };
  it.each<{ target: SpecChanges['target']; kind: AnySubjectKind; row: Parameters<typeof isAbout>[2]; want: boolean }>([
    { target: { incidentRef: { name: 'i' } }, kind: incidentSubjects, row: anIncidentRow({ name: 'i' }), want: true },
    { target: { incidentRef: { name: 'i' } }, kind: incidentSubjects, row: anIncidentRow({ name: 'j' }), want: false },
    { target: { incidentRef: { name: 'i' } }, kind: sourceSubjects, row: aSourceRow({ name: 'i' }), want: false },
    {
      target: { incidentRef: { name: 'i' } },
      ...{ kind: incidentSubjects, row: anIncidentRow({ namespace: 'team-b', name: 'i' }), want: false },
    },
    { target: { matchLabels: { tier: 'gold' } }, kind: incidentSubjects, row: anIncidentRow({ labels }), want: true },
    { target: { matchLabels: { tier: 'gold' } }, kind: sourceSubjects, row: aSourceRow({ labels }), want: true },
    { target: { matchLabels: { tier: 'iron' } }, kind: incidentSubjects, row: anIncidentRow({ labels }), want: false },
    {
      target: { matchLabels: { tier: 'gold', top: '' } },
      kind: incidentSubjects,
      row: anIncidentRow({ labels }),
      want: false,
    },
    {
      target: { matchLabels: { toString: 'x' } },
      kind: incidentSubjects,
      row: anIncidentRow({ labels: {} }),
      want: false,
    },
    { target: { account: 'i' }, kind: incidentSubjects, row: anIncidentRow({ name: 'i' }), want: false },
  ])('of subjects, $target of a $kind.kind: $want', ({ target, kind, row, want }) => {
    expect(isAbout(anExceptionRow({ target }), kind, row)).toBe(want);
  });
});
