// What a vendor says beside its listings is asked for once: by what is on record it is known what was asked, and in doubt it is asked again.

import { describe, expect, it } from 'vitest';
import { anIncidentRow } from '../../../test/support/builders/compliance.ts';
import { aFinished, aPagerDutySource, SYNCED } from '../../../test/support/builders/sources.ts';
import type { IncidentSourceStatus } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { IncidentRow } from '../../compliance/verdict.ts';
import type { SyncOutcome } from './observation.ts';
import { readCheckpoint, writeCheckpoint } from './plan-checkpoint.ts';
import type { ReadingPlan } from './plan-reading.ts';
import { sourceStatus } from './plan-status.ts';
import { isReadWhole, wholeAtAfter, type WholeReading, wholeReading } from './whole.ts';

const HOUR_MS = 3_600_000;
const NOW = new Date('2026-03-02T10:00:00Z');
const AT = NOW.getTime();
const text = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

const source = (wholeAt: number | undefined, generation = 3) =>
  aPagerDutySource({
    status: { checkpoint: writeCheckpoint({ generation, ...(wholeAt !== undefined && { wholeAt: text(wholeAt) }) }) },
  });
const FIRST = { lastFullMs: undefined, wholeAt: undefined };
const LATER = { lastFullMs: 5, wholeAt: AT - 2 * HOUR_MS };

describe('since when everything on record is read whole', () => {
  it.each([
    {
      because: 'the checkpoint says it after a start, and lately enough',
      source: source(AT - 23 * HOUR_MS),
      memory: FIRST,
      want: { at: AT - 23 * HOUR_MS, postpones: true },
    },
    {
      because: 'after a day everything is asked for again',
      source: source(AT - 24 * HOUR_MS),
      memory: FIRST,
      want: { at: AT - 24 * HOUR_MS, postpones: false },
    },
    {
      because: 'the clock was set back since',
      source: source(AT + HOUR_MS),
      memory: FIRST,
      want: { at: AT + HOUR_MS, postpones: false },
    },
    {
      because: 'this process knows better than the checkpoint',
      source: source(AT - 23 * HOUR_MS),
      memory: LATER,
      want: { at: LATER.wholeAt, postpones: false },
    },
    { because: 'no reading was whole', source: source(undefined), memory: FIRST, want: undefined },
    { because: 'the spec is another one', source: source(AT - HOUR_MS, 2), memory: LATER, want: undefined },
    { because: 'it was never read', source: aPagerDutySource(), memory: FIRST, want: undefined },
  ])('is $want.at: $because', ({ source: of, memory, want = { at: undefined, postpones: false } }) => {
    expect(wholeReading(of, memory, NOW)).toEqual(want);
  });
});

describe('a resolved incident on record', () => {
  const [whole, soon]: WholeReading[] = [
    { at: AT, postpones: false },
    { at: AT, postpones: true },
  ];
  const resolved = (resolvedAt: number, more: Partial<IncidentRow> = {}): IncidentRow =>
    anIncidentRow({ recordState: 'Resolved', detectedAt: AT - 9 * HOUR_MS, resolvedAt, ...more });
  it.each([
    { name: 'resolved an hour before', row: resolved(AT - HOUR_MS), want: [true, true] },
    { name: 'resolved just before, so that the log may lag', row: resolved(AT - HOUR_MS + 1), want: [false, true] },
    { name: 'resolved since', row: resolved(AT + HOUR_MS), want: [false, true] },
    { name: 'open', row: anIncidentRow(), want: [false, false] },
    {
      name: 'acknowledged by its spec, and by no status',
      row: resolved(AT - HOUR_MS, { acknowledgedAt: AT - 2 * HOUR_MS }),
      want: [false, false],
    },
    {
      name: 'acknowledged by both',
      row: resolved(AT - HOUR_MS, { acknowledgedAt: 1, statedAcknowledgedAt: 1 }),
      want: [true, true],
    },
  ])('that is $name: read whole $want.0, and $want.1 in a reading that postpones', ({ row, want }) => {
    expect([whole, soon].map((each) => each && isReadWhole(row, each))).toEqual(want);
    expect(isReadWhole(row, { at: undefined, postpones: false })).toBe(false);
  });
});

describe('after a sync', () => {
  const before = AT - 3 * HOUR_MS;
  const plan = (fields: Partial<ReadingPlan>): ReadingPlan => ({
    ...{ mode: 'full', since: NOW, cursor: undefined, open: true, anchor: undefined, isPartial: false },
    ...{ expected: new Set(), expectedByID: new Set() },
    ...fields,
  });
  it.each([
    { name: 'of everything', plan: plan({}), want: AT },
    { name: 'of everything, which left out what is young', plan: plan({}), postpones: true, want: before },
    { name: 'of what is new', plan: plan({ mode: 'delta' }), want: before },
    { name: 'with a name that the vendor does not know', plan: plan({ isPartial: true }), want: before },
    { name: 'in which a part was refused', plan: plan({}), degraded: ['log_entries'], want: undefined },
  ])('$name it is $want', ({ plan: carriedOut, postpones = false, degraded = [], want }) => {
    const whole = { at: before, postpones };
    expect(wholeAtAfter({ plan: carriedOut, degraded, whole, now: NOW })).toBe(want);
  });
});

describe('the status of the source', () => {
  const after = (status: IncidentSourceStatus | undefined, outcome: SyncOutcome, total = 5): IncidentSourceStatus => {
    const read = aPagerDutySource(status && { status });
    return sourceStatus(aFinished({ source: read, outcome, incidents: { open: 2, total } }), NOW);
  };
  const wholeAtOf = ({ checkpoint }: IncidentSourceStatus): string | undefined => readCheckpoint(checkpoint)?.wholeAt;
  const [first, second] = ['2026-03-02T10:00:00Z', '2026-03-03T10:00:00Z'];
  const status = after(undefined, { ...SYNCED, wholeAt: first });

  it('says it, and a later time only beside another change', () => {
    expect(wholeAtOf(status)).toBe(first);
    expect(after(status, { ...SYNCED, wholeAt: second })).toEqual(status);
    expect(wholeAtOf(after(status, { ...SYNCED, wholeAt: second }, 6))).toBe(second);
  });

  it('drops it once a part is refused', () => {
    expect(wholeAtOf(after(status, { ...SYNCED, degraded: ['log_entries'] }))).toBeUndefined();
  });
});
