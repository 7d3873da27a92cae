import { describe, expect, it } from 'vitest';

import { at } from '../../../test/support/builders/compliance.ts';
import { anIncidentReview } from '../../../test/support/builders/reviews.ts';
import type { IncidentReviewSpec } from '../../api/v1alpha1/incidentreview.gen.ts';
import { evidenceDigest } from './evidence.ts';
import { isComplete, type ReviewRow, reviewRow } from './review-row.ts';

const NOON = '2026-03-02T12:00:00Z';
const row = (...parts: Parameters<typeof anIncidentReview>): ReviewRow => reviewRow(anIncidentReview(...parts));

describe('reviewRow', () => {
  it('has what verdicts and clocks are decided from', () => {
    const spec: IncidentReviewSpec = {
      state: 'Containing',
      acknowledgedAt: '2026-03-02T10:05:00Z',
      awareAt: '2026-03-02T10:10:00Z',
      classifiedAt: '2026-03-02T11:00:00+01:00',
      dataLoss: { assessment: 'Confirmed', dataTypes: ['PersonalData'], noDisclosureReason: 'encrypted' },
      disclosures: [{ recipient: 'Authority', obligation: 'notice', notifiedAt: NOON }],
      evidence: [
        { name: 'log', kind: 'Log', configMapRef: { name: 'evidence', key: 'log' }, expiresAt: NOON },
        { name: 'mail', kind: 'Mail', uri: 'https://archive.example/1' },
      ],
      closure: { summary: 'a', rootCause: 'b', preventionMeasures: ['c'], reviewer: 'd', closedAt: NOON },
    };
    const status = { observedGeneration: 3, evidence: [{ name: 'log', state: 'Verified' as const }] };
    expect(row(spec, {}, status)).toMatchObject({
      namespace: 'team-a',
      name: 'review',
      resourceVersion: 200,
      generation: 3,
      createdAt: at('2026-03-02T10:00:00Z'),
      incident: 'pagerduty-q1-0123456789ab',
      external: undefined,
      state: 'Containing',
      acknowledgedAt: at('2026-03-02T10:05:00Z'),
      awareAt: at('2026-03-02T10:10:00Z'),
      classifiedAt: at('2026-03-02T10:00:00Z'),
      assessment: 'Confirmed',
      dataTypes: ['PersonalData'],
      hasNoDisclosureReason: true,
      disclosures: [{ recipient: 'Authority', obligation: 'notice', notifiedAt: at(NOON) }],
      evidence: [
        { name: 'log', kind: 'Log', state: 'Verified', expiresAt: at(NOON) },
        { name: 'mail', kind: 'Mail', state: 'Attested', expiresAt: undefined },
      ],
      closure: { summary: true, rootCause: true, prevention: true, reviewer: true, closedAt: at(NOON) },
    });
  });

  it('says nothing where the review says nothing', () => {
    expect(row()).toMatchObject({
      state: undefined,
      acknowledgedAt: undefined,
      awareAt: undefined,
      classifiedAt: undefined,
      assessment: undefined,
      dataTypes: [],
      hasNoDisclosureReason: false,
      disclosures: [],
      evidence: [],
      closure: undefined,
    });
  });

  it('refers to an incident by its source and the id that it has there', () => {
    const external = row({ external: { sourceName: 'pagerduty', externalID: 'Q1' } });
    expect(external).toMatchObject({ incident: undefined, external: { source: 'pagerduty', externalID: 'Q1' } });
  });

  it('has one shape whatever is absent: the engine keeps one layout for all rows', () => {
    const full = row({ closure: { summary: 'a' }, state: 'Closed', dataLoss: { assessment: 'None' } });
    expect(Object.keys(full)).toEqual(Object.keys(row()));
  });

  it.each<{ name: string; because: string; spec: Partial<IncidentReviewSpec>; want: Partial<ReviewRow> }>([
    {
      name: 'times that are none',
      because: 'one unreadable field must not lose the review',
      spec: { acknowledgedAt: 'soon', awareAt: '2026-03-02', classifiedAt: '' },
      want: { acknowledgedAt: undefined, awareAt: undefined, classifiedAt: undefined },
    },
    {
      name: 'a disclosure without a readable time',
      because: 'nobody was told at no time, and the others stand',
      spec: {
        disclosures: [
          { recipient: 'A', obligation: '', notifiedAt: 'yesterday' },
          { recipient: 'B', obligation: '', notifiedAt: NOON },
        ],
      },
      want: { disclosures: [{ recipient: 'B', obligation: '', notifiedAt: at(NOON) }] },
    },
    {
      name: 'a disclosure that was never through the defaults of an API server',
      because: 'it names no obligation',
      spec: { disclosures: [{ recipient: 'A', notifiedAt: NOON } as never] },
      want: { disclosures: [{ recipient: 'A', obligation: '', notifiedAt: at(NOON) }] },
    },
    {
      name: 'a blank reason for telling nobody',
      because: 'blanks are no reason',
      spec: { dataLoss: { assessment: 'Confirmed', noDisclosureReason: ' \n\t ' } },
      want: { assessment: 'Confirmed', hasNoDisclosureReason: false },
    },
    {
      name: 'a closure of blanks',
      because: 'a field that is filled with blanks is empty',
      spec: {
        closure: { summary: ' ', rootCause: '\n', preventionMeasures: ['', ' '], reviewer: '\t', closedAt: 'x' },
      },
      want: { closure: { summary: false, rootCause: false, prevention: false, reviewer: false, closedAt: undefined } },
    },
    {
      name: 'texts of invisible characters',
      because: 'they say nothing to a reader',
      spec: {
        dataLoss: { assessment: 'Confirmed', noDisclosureReason: '\u200b\u3164' },
        closure: { summary: '\u200b', rootCause: '\u2800', preventionMeasures: ['\u2060'], reviewer: '\u00ad' },
        corrections: [{ time: 'Acknowledged', at: NOON, reason: '\ufeff' }],
        classifications: [{ name: 'major', outcome: 'No', at: NOON, reason: '\u200d' }],
      },
      want: {
        hasNoDisclosureReason: false,
        closure: { summary: false, rootCause: false, prevention: false, reviewer: false, closedAt: undefined },
        corrections: [],
        classifications: [],
      },
    },
    {
      name: 'one prevention measure among blanks',
      because: 'one is enough',
      spec: { closure: { preventionMeasures: ['', 'patch weekly'] } },
      want: { closure: { summary: false, rootCause: false, prevention: true, reviewer: false, closedAt: undefined } },
    },
  ])('$name: $because', ({ spec, want }) => {
    expect(row(spec)).toMatchObject(want);
  });

  const log = { name: 'log', kind: 'Log', configMapRef: { name: 'logs', key: 'log' } };
  const evidence = [log];
  const judged = [{ name: 'log', state: 'Verified' as const }];
  it.each([
    { observed: 3, state: 'Verified', because: 'it was decided for the spec that stands' },
    { observed: 2, state: 'Pending', because: 'it was decided for an older spec' },
    { observed: undefined, state: 'Pending', because: 'it does not say what it was decided for' },
  ])('evidence that was judged at generation $observed is $state: $because', ({ observed, state }) => {
    const status = { evidence: judged, ...(observed !== undefined && { observedGeneration: observed }) };
    expect(row({ evidence }, { generation: 3 }, status).evidence).toMatchObject([{ name: 'log', state }]);
  });

  it.each([
    { now: log, state: 'Verified', because: 'the review changed elsewhere' },
    { now: { ...log, sha256: 'f'.repeat(64) }, state: 'Pending', because: 'another hash is stated' },
    { now: { ...log, configMapRef: { name: 'logs', key: 'other' } }, state: 'Pending', because: 'it moved' },
  ])('evidence that was judged for an older spec is $state: $because', ({ now, state }) => {
    const digest = evidenceDigest(log) ?? Number.NaN;
    const status = { observedGeneration: 2, evidence: [{ name: 'log', state: 'Verified' as const, digest }] };
    expect(row({ evidence: [now] }, { generation: 3 }, status).evidence).toMatchObject([{ name: 'log', state }]);
  });

  it('that is kept elsewhere is attested, whatever was judged before', () => {
    const kept = [{ name: 'log', kind: 'Log', uri: 'https://archive.example/1' }];
    expect(row({ evidence: kept }, { generation: 3 }, { observedGeneration: 2 }).evidence).toMatchObject([
      { state: 'Attested' },
    ]);
  });

  it('takes no state of another item', () => {
    const status = { observedGeneration: 3, evidence: [{ name: 'mail', state: 'Verified' as const }] };
    expect(row({ evidence }, {}, status).evidence).toMatchObject([{ name: 'log', state: 'Pending' }]);
  });
});

describe('isComplete', () => {
  it('without a closure is false', () => expect(isComplete(undefined)).toBe(false));
});
