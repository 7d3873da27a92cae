// What a closure asks for at the source, and what the condition WrittenBack says of it.

import { describe, expect, it } from 'vitest';

import type { IncidentStatus } from '../../api/v1alpha1/incident.gen.ts';
import type { EffectRecord } from '../../runtime/effects.ts';
import type { WriteBackObservation } from './observation.ts';
import { plan, wantedEffects } from './plan.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const AS_OF = Date.parse('2026-03-02T09:59:00Z');
const FRESH = { kind: 'fresh', asOfWallMs: AS_OF } as const;
const STALE = { kind: 'stale', reason: 'StaleData', asOfWallMs: AS_OF } as const;

function observed(over: Partial<WriteBackObservation> = {}): WriteBackObservation {
  return {
    ...{ namespace: 'security', name: 'pager-q1', generation: 3, resourceVersion: '7', stored: undefined },
    ...{ source: 'pager', externalID: 'Q1', review: 'review', isListed: true, data: FRESH, revision: '1' },
    closure: { summary: 'Wiped.', closedAt: Date.parse('2026-03-02T09:00:00Z') },
    keys: { resolve: 'abc-resolve', note: 'abc-note' },
    ...over,
  };
}

const record = (
  kind: 'Resolve' | 'Note',
  state: EffectRecord['state'],
  over: Partial<EffectRecord> = {},
): EffectRecord => {
  const key = kind === 'Resolve' ? 'abc-resolve' : 'abc-note';
  return { key, kind, state, attempts: 1, at: '2026-03-02T10:00:00Z', ...over };
};

describe('what is wanted', () => {
  it('is the resolution, then a note that names the review', () => {
    expect(wantedEffects(observed())).toEqual([
      expect.objectContaining({ kind: 'Resolve', key: 'abc-resolve', summary: 'Wiped.', lane: 'security/pager' }),
      expect.objectContaining({
        kind: 'Note',
        text: 'Wiped.\n\nClosed in Docket by the IncidentReview security/review.',
      }),
    ]);
  });

  it.each([
    { over: { data: STALE }, because: 'the data is stale' },
    { over: { data: { kind: 'unusable', reason: 'FilterUnmatched' } as const }, because: 'the data is incomplete' },
    { over: { isListed: false }, because: 'the source does not list the incident' },
  ])('is nothing, as $because', ({ over }) => {
    expect(wantedEffects(observed(over))).toEqual([]);
  });

  it.each([
    { closedAt: '2026-03-02T09:00:00Z', want: '2026-03-02T09:00:00Z', because: 'that is when it was decided' },
    { closedAt: '2026-03-09T09:00:00Z', want: '2026-03-02T09:59:00Z', because: 'a date to come is no fact' },
    { closedAt: undefined, want: '2026-03-02T09:59:00Z', because: 'without a date the last sync is what is known' },
  ])('is decided on $want for a closure at $closedAt, as $because', ({ closedAt, want }) => {
    const at = closedAt === undefined ? undefined : Date.parse(closedAt);
    const effects = wantedEffects(observed({ closure: { summary: 'Wiped.', closedAt: at } }));
    expect(effects.map(({ decidedOn }) => decidedOn)).toEqual([want, want]);
  });
});

describe('WrittenBack', () => {
  const refusal = { reason: 'MissingField', message: 'set spec.pagerDuty.from', revision: '1' };
  const resolved = record('Resolve', 'Done');
  const noNotes = record('Note', 'Refused', { reason: 'Unsupported', message: 'no notes', revision: '1' });

  it.each([
    { records: [], over: {}, want: 'False InProgress', because: 'nothing is announced yet' },
    { records: [record('Resolve', 'Sending')], over: {}, want: 'False InProgress', because: 'an attempt is under way' },
    {
      records: [record('Resolve', 'Waiting', { reason: 'RateLimited', message: 'later' })],
      over: {},
      want: 'False RateLimited',
      because: 'it is tried again later',
    },
    { records: [resolved], over: {}, want: 'False InProgress', because: 'the note is missing' },
    { records: [resolved, record('Note', 'Done')], over: {}, want: 'True Written', because: 'both are there' },
    { records: [resolved, noNotes], over: {}, want: 'True Written', because: 'the provider takes no notes' },
    {
      records: [resolved, record('Note', 'Done')],
      over: { data: STALE },
      want: 'True Written',
      because: 'what is written stays written',
    },
    { records: [record('Resolve', 'Refused', refusal)], over: {}, want: 'False MissingField', because: 'it says why' },
    {
      records: [record('Resolve', 'Refused', refusal)],
      over: { revision: '2' },
      want: 'False InProgress',
      because: 'the source has changed since, so it is tried again',
    },
    {
      records: [record('Resolve', 'Refused', { reason: 'Unsupported', revision: '1' })],
      over: {},
      want: 'False Unsupported',
      because: 'only notes may be missing',
    },
    { records: [], over: { data: STALE }, want: 'False SourceNotFresh', because: 'nothing is written on old data' },
    { records: [], over: { isListed: false }, want: 'False NotListed', because: 'the source does not have it' },
    {
      records: [record('Resolve', 'Done', { key: 'old-resolve' }), record('Note', 'Done', { key: 'old-note' })],
      over: {},
      want: 'False InProgress',
      because: 'an earlier closure is another one',
    },
  ])('is $want, as $because', ({ records, over, want }) => {
    const { status } = plan(observed(over), NOW, records);
    const next: IncidentStatus = status?.next ?? {};
    expect(next.conditions?.map(({ status: its, reason }) => `${its} ${reason}`)).toEqual([want]);
    expect(next.writeBack ?? []).toEqual(records);
  });

  it('leaves the rest of the status as it is', () => {
    const stored = { observedGeneration: 3, state: 'Detected' as const, conditions: [] };
    const { status } = plan(observed({ stored }), NOW, []);
    expect(status?.next).toMatchObject({ observedGeneration: 3, state: 'Detected' });
    expect(status?.target).toMatchObject({ current: stored, resourceVersion: '7' });
  });
});
