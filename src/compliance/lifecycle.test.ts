import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { at } from '../../test/support/builders/compliance.ts';
import { INCIDENT_STATES, type IncidentState } from '../api/v1alpha1/vocabulary.gen.ts';
import { isListed, isOpen, laterState, nextTimeline, rankOf } from './lifecycle.ts';
import type { RecordTimes, StateSeen, TimelineEntry } from './lifecycle.ts';

const state = fc.constantFrom(...INCIDENT_STATES);

describe('the order of states', () => {
  it('is Detected to Closed', () => {
    expect(INCIDENT_STATES.map(rankOf)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(INCIDENT_STATES.filter(isOpen)).toEqual(['Detected', 'Triaging', 'Investigating', 'Containing']);
  });

  it('law: the later of two states is one of them, and the same either way round', () => {
    fc.assert(
      fc.property(state, state, (one, other) => {
        const later = laterState(one, other);
        expect([one, other]).toContain(later);
        expect(later).toBe(laterState(other, one));
        expect(rankOf(later)).toBe(Math.max(rankOf(one), rankOf(other)));
      }),
    );
  });

  it('knows from a stored Synced whether the source still lists an incident', () => {
    const listed = [undefined, 'Listed', 'NotFoundUpstream', 'OutOfScope'] as const;
    expect(listed.map((synced) => isListed({ synced }))).toEqual([true, true, false, false]);
  });
});

describe('nextTimeline', () => {
  const NOW = at('2026-03-02T12:00:00Z');
  const times = (facts: Partial<RecordTimes> = {}): RecordTimes => ({
    detectedAt: at('2026-03-02T09:00:00Z'),
    acknowledgedAt: undefined,
    resolvedAt: undefined,
    closedAt: undefined,
    ...facts,
  });
  const acknowledged = { acknowledgedAt: at('2026-03-02T09:05:00Z') };
  const resolved = { ...acknowledged, resolvedAt: at('2026-03-02T10:00:00Z') };
  const seen = (to: IncidentState, facts: Partial<RecordTimes> = {}, rest: Partial<StateSeen> = {}): StateSeen => ({
    state: to,
    times: times(facts),
    origin: 'Source',
    recordOrigin: 'Source',
    nowMs: NOW,
    ...rest,
  });
  const lines = (timeline: readonly TimelineEntry[]): string[] =>
    timeline.map(({ time, from, to, origin }) => `${time.slice(11, 19)} ${from ?? '-'} ${to} ${origin}`);
  const detected = '09:00:00 - Detected Source';
  const triaged = '09:05:00 Detected Triaging Source';
  const lived = (steps: readonly StateSeen[]): readonly TimelineEntry[] =>
    steps.reduce<readonly TimelineEntry[]>(nextTimeline, []);

  it.each<{ name: string; because: string; steps: readonly StateSeen[]; want: readonly string[] }>([
    { name: 'a new incident', because: 'its record says since when', steps: [seen('Detected')], want: [detected] },
    {
      name: 'seen only when it was resolved',
      because: 'what the record dates is entered, too',
      steps: [seen('Resolved', resolved)],
      want: [detected, triaged, '10:00:00 Triaging Resolved Source'],
    },
    {
      name: 'seen at each step',
      because: 'a lived timeline and a rebuilt one are the same',
      steps: [seen('Detected'), seen('Triaging', acknowledged), seen('Resolved', resolved)],
      want: [detected, triaged, '10:00:00 Triaging Resolved Source'],
    },
    {
      name: 'resolved in a source that does not say when',
      because: 'then it is dated by when it was seen',
      steps: [seen('Detected'), seen('Resolved')],
      want: [detected, '12:00:00 Detected Resolved Source'],
    },
    {
      name: 'reopened',
      because: 'it was not detected anew before it was resolved',
      steps: [seen('Resolved', resolved), seen('Detected', {})],
      want: [detected, triaged, '10:00:00 Triaging Resolved Source', '12:00:00 Resolved Detected Source'],
    },
    {
      name: 'investigated, says the review',
      because: 'the record knows no time for that',
      steps: [seen('Detected'), seen('Investigating', acknowledged, { origin: 'Review' })],
      want: [detected, triaged, '12:00:00 Triaging Investigating Review'],
    },
    {
      name: 'resolved by the review of a reported incident',
      because: 'the record’s times are the reporter’s, not the review’s',
      steps: [seen('Resolved', resolved, { origin: 'Review', recordOrigin: 'Reporter' })],
      want: [
        '09:00:00 - Detected Reporter',
        '09:05:00 Detected Triaging Reporter',
        '12:00:00 Triaging Resolved Review',
      ],
    },
    {
      name: 'acknowledged after it was resolved, says the source',
      because: 'a timeline never runs backwards',
      steps: [seen('Resolved', { resolvedAt: at('2026-03-02T10:00:00Z'), acknowledgedAt: at('2026-03-02T11:00:00Z') })],
      want: [detected, '10:00:00 Detected Resolved Source'],
    },
    {
      name: 'a clock that lags behind the record',
      because: 'a timeline never runs backwards',
      steps: [seen('Detected'), seen('Containing', {}, { nowMs: at('2026-03-02T08:00:00Z') })],
      want: [detected, '09:00:00 Detected Containing Source'],
    },
    {
      name: 'fractions of a second',
      because: 'stored times have whole seconds, so a stored entry compares as it is stored',
      steps: [
        seen('Detected', { detectedAt: at('2026-03-02T09:00:00.900Z') }),
        seen('Triaging', { acknowledgedAt: at('2026-03-02T09:00:00.100Z') }),
      ],
      want: [detected, '09:00:00 Detected Triaging Source'],
    },
  ])('$name: $because', ({ steps, want }) => {
    expect(lines(lived(steps))).toEqual(want);
  });

  it('is the very same list when the state is the same: an unchanged world makes no write', () => {
    const timeline = nextTimeline(undefined, seen('Triaging', acknowledged));
    expect(nextTimeline(timeline, seen('Triaging', { acknowledgedAt: NOW }, { nowMs: NOW + 1 }))).toBe(timeline);
  });

  it('survives a stored time that cannot be read', () => {
    const broken: TimelineEntry[] = [{ time: 'yesterday', to: 'Detected', origin: 'Source' }];
    expect(lines(nextTimeline(broken, seen('Triaging', acknowledged)))).toEqual([
      expect.stringContaining('Detected Source'),
      triaged,
    ]);
  });

  it('law: has at most 20 entries, never runs backwards, is a chain, and ends in the state that was seen', () => {
    const instant = fc.option(
      fc.integer({ min: 0, max: 20 }).map((minutes) => NOW - minutes * 60_000 + 1),
      { nil: undefined },
    );
    const step = fc.record({ to: state, acknowledgedAt: instant, resolvedAt: instant, closedAt: instant });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }), (steps) => {
        let timeline: readonly TimelineEntry[] = [];
        for (const [minutes, { to, ...facts }] of steps.entries()) {
          timeline = nextTimeline(timeline, seen(to, facts, { nowMs: NOW + minutes * 1_000 }));
          expect(timeline.at(-1)?.to).toBe(to);
        }
        expect(timeline.length).toBeLessThanOrEqual(20);
        for (const [index, entry] of timeline.entries()) {
          const before = timeline[index - 1];
          if (before === undefined) continue;
          expect(entry.from).toBe(before.to);
          expect(entry.time >= before.time).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('law: seen at each step or only at the end, a source that dates its states gives one timeline', () => {
    const minutes = fc.tuple(fc.nat(50), fc.nat(50), fc.nat(50));
    fc.assert(
      fc.property(minutes, ([toAcknowledge, toResolve, toClose]) => {
        const acknowledgedAt = times().detectedAt + toAcknowledge * 60_000;
        const resolvedAt = acknowledgedAt + toResolve * 60_000;
        const closedAt = resolvedAt + toClose * 60_000;
        const facts = { acknowledgedAt, resolvedAt, closedAt };
        const path = [
          seen('Detected'),
          seen('Triaging', { acknowledgedAt }),
          seen('Resolved', { acknowledgedAt, resolvedAt }),
          seen('Closed', facts),
        ];
        expect(lived([seen('Closed', facts)])).toEqual(lived(path));
      }),
      { numRuns: 200 },
    );
  });
});
