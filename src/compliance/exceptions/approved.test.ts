// What an approval covers: what the approver saw, and nothing that came or became worse later.

import { describe, expect, it } from 'vitest';
import { anIncidentRow, aSourceRow } from '../../../test/support/builders/compliance.ts';
import { anException, anExceptionRow, type SpecChanges } from '../../../test/support/builders/exceptions.ts';
import type { CheckExceptionStatus } from '../../api/v1alpha1/checkexception.gen.ts';
import { incidentSubjects } from '../subjects/incident.ts';
import { sourceSubjects } from '../subjects/source.ts';
import type { IncidentRow } from '../verdict.ts';
import { approvedIn, coveredSubject } from './approved.ts';
import { isAbout, isFor, selects } from './exception-row.ts';

const labels = { tier: 'gold' };
const BY_LABEL: SpecChanges = { target: { matchLabels: labels } };
const LISTED = { kind: 'Incident', name: 'i', uidDigest: 7, severity: 'High' } as const;
const row = (facts: Partial<IncidentRow> = {}): IncidentRow =>
  anIncidentRow({ name: 'i', uid: 7, severity: 'High', labels, ...facts });

function approved(spec: SpecChanges, status: CheckExceptionStatus, generation = 2) {
  return anExceptionRow(spec, { metadata: { generation }, status });
}

const noted: CheckExceptionStatus = { observedGeneration: 2, approvedAt: '2026-03-01T00:00:00Z', covered: [LISTED] };

describe('an approval by labels', () => {
  it.each<{ because: string; subject: IncidentRow; want: boolean }>([
    { because: 'it was there', subject: row(), want: true },
    { because: 'it is less severe now', subject: row({ severity: 'Low' }), want: true },
    { because: 'it is worse now', subject: row({ severity: 'Critical' }), want: false },
    { because: 'it was labelled later', subject: row({ name: 'j' }), want: false },
    { because: 'another object has its name', subject: row({ uid: 8 }), want: false },
    { because: 'it lost the label', subject: row({ labels: undefined }), want: false },
  ])('covers it: $want, as $because', ({ subject, want }) => {
    expect(isAbout(approved(BY_LABEL, noted), incidentSubjects, subject)).toBe(want);
  });

  it('covers no source of the name of an incident, and whatever comes where it says so', () => {
    const source = aSourceRow({ name: 'i', labels });
    expect(isAbout(approved(BY_LABEL, noted), sourceSubjects, source)).toBe(false);
    const future = approved({ ...BY_LABEL, covers: 'Future' }, noted);
    expect(
      [source, row({ name: 'j', severity: 'Critical' })].map((each) => selects(future, sourceSubjects, each)),
    ).toEqual([true, true]);
    expect(isAbout(future, incidentSubjects, row({ name: 'j', severity: 'Critical' }))).toBe(true);
  });
});

describe('an approval by name', () => {
  it.each<{ because: string; subject: IncidentRow; want: boolean }>([
    { because: 'it is the one', subject: row(), want: true },
    { because: 'it became Critical', subject: row({ severity: 'Critical' }), want: false },
    { because: 'it was deleted and made again', subject: row({ uid: 8 }), want: false },
  ])('covers it: $want, as $because', ({ subject, want }) => {
    expect(isAbout(approved({ target: { incidentRef: { name: 'i' } } }, noted), incidentSubjects, subject)).toBe(want);
  });
});

describe('a check that is named', () => {
  const status = { ...noted, check: { uid: 'c1', type: 'IncidentClosed' } };
  const exception = approved({ ...BY_LABEL, checkRef: { name: 'closed' } }, status);
  it.each([
    { because: 'it is the one', check: { name: 'closed', type: 'IncidentClosed', uid: 'c1' }, want: true },
    { because: 'nobody knows its uid, as in files', check: { name: 'closed', type: 'IncidentClosed' }, want: true },
    {
      because: 'another check took the name',
      check: { name: 'closed', type: 'IncidentClosed', uid: 'c2' },
      want: false,
    },
    {
      because: 'it is of another type now',
      check: { name: 'closed', type: 'DataLossReported', uid: 'c1' },
      want: false,
    },
    { because: 'it has another name', check: { name: 'other', type: 'IncidentClosed', uid: 'c1' }, want: false },
  ])('is covered: $want, as $because', ({ check, want }) => {
    expect(isFor(exception, check)).toBe(want);
  });
});

describe('the list of a status', () => {
  const pending: CheckExceptionStatus = { observedGeneration: 1, state: 'Pending', covered: [LISTED] };
  it.each<{ because: string; status: CheckExceptionStatus; generation: number; want: readonly string[] | undefined }>([
    { because: 'it was noted for this content', status: noted, generation: 2, want: ['Incident/i'] },
    {
      because: 'only the approval is new, and the approver saw it',
      status: pending,
      generation: 2,
      want: ['Incident/i'],
    },
    { because: 'the content changed, too', status: pending, generation: 3, want: undefined },
    {
      because: 'an approval that was taken off and set again is a new one',
      status: noted,
      generation: 4,
      want: undefined,
    },
    {
      because: 'that one was approved already',
      status: { ...pending, state: 'Active' },
      generation: 2,
      want: undefined,
    },
    { because: 'there is no status', status: {}, generation: 1, want: undefined },
  ])('counts as $want, as $because', ({ status, generation, want }) => {
    const { subjects } = approvedIn(anException(BY_LABEL, { metadata: { generation }, status }));
    expect(subjects instanceof Map ? [...subjects.keys()] : subjects).toEqual(want);
  });

  it('has a subject as it is', () => {
    expect(coveredSubject(incidentSubjects, row())).toEqual(LISTED);
    expect(coveredSubject(sourceSubjects, aSourceRow({ name: 's', uid: 3 }))).toEqual({
      kind: 'IncidentSource',
      name: 's',
      uidDigest: 3,
    });
  });
});
