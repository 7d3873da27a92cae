// The laws of what deliveries come to: in any order, however often, in whatever portions.

import { describe, expect, it } from 'vitest';
import { anIncidentRow, at } from '../../../test/support/builders/compliance.ts';
import { anEvent, anIncidentItem } from '../../../test/support/receiving/plain-push.ts';
import type { Counted, Counting, Item } from '../../integrations/ports/receive.ts';
import { type Arrival, outcomeOf, type Received, withGap } from './plan-received.ts';

const NOW = new Date('2026-03-02T12:00:00Z');

function count({ events, state }: Counting): Counted {
  const before = (state as { readonly total?: number } | undefined)?.total ?? 0;
  return { records: [], state: { total: before + events.length } };
}

function applied(
  arrivals: readonly Arrival[],
  given: { readonly received?: Received; readonly now?: Date; readonly row?: ReturnType<typeof anIncidentRow> } = {},
) {
  return outcomeOf({ received: given.received, arrivals, count, rowOf: () => given.row, now: given.now ?? NOW });
}

const arrival = (...items: readonly Item[]): Arrival => ({ receivedAt: '2026-03-02T11:59:00Z', items });
const total = ({ received }: { readonly received: Received }): unknown => JSON.parse(received.windows ?? '{}');
const laterBy = (hours: number): Date => new Date(NOW.getTime() + hours * 3_600_000);

describe('events', () => {
  it('are counted once, in one delivery, in two, and again after they were remembered', () => {
    const first = applied([arrival(anEvent('a'), anEvent('a')), arrival(anEvent('a'), anEvent('b'))]);
    expect(total(first)).toEqual({ total: 2 });
    const again = applied([arrival(anEvent('b'), anEvent('c'))], { received: first.received });
    expect(total(again)).toEqual({ total: 3 });
  });

  it('are remembered for a day', () => {
    const { received } = applied([arrival(anEvent('a'))]);
    expect(total(applied([arrival(anEvent('a'))], { received, now: laterBy(23) }))).toEqual({ total: 1 });
    expect(total(applied([arrival(anEvent('a'))], { received, now: laterBy(25) }))).toEqual({ total: 2 });
  });

  it('are remembered to a thousand, those of the last delivery first of all', () => {
    const many = Array.from({ length: 1_000 }, (_, index) => anEvent(`k${index}`));
    const older = applied([arrival(anEvent('old'))]).received;
    const { received } = applied([arrival(...many)], { received: older });
    expect(received.keys).toHaveLength(1_000);
    expect(total(applied([arrival(...many)], { received }))).toEqual({ total: 1_001 });
  });

  it('begin anew where somebody edited the windows', () => {
    expect(total(applied([arrival(anEvent('a'))], { received: { windows: 'not json' } }))).toEqual({ total: 1 });
  });
});

const T = { start: '2026-03-02T10:00:00Z', end: '2026-03-02T10:05:00Z', later: '2026-03-02T10:10:00Z' };
const firing = anIncidentItem('a', { time: T.start });
const ended = anIncidentItem('a', { state: 'Resolved', time: T.end });
const again = anIncidentItem('a', { time: T.later });

describe('facts', () => {
  it.each([
    { because: 'in their order', items: [firing, ended], want: ['Resolved'] },
    { because: 'the other way round', items: [ended, firing], want: ['Resolved'] },
    { because: 'three in a wrong order', items: [again, firing, ended], want: ['Detected'] },
    {
      because: 'of one time the end holds',
      items: [anIncidentItem('a', { state: 'Resolved', time: T.start }), firing],
      want: ['Resolved'],
    },
    {
      because: 'of two incidents each has its own',
      items: [ended, anIncidentItem('b')],
      want: ['Resolved', 'Detected'],
    },
  ])('$because', ({ items, want }) => {
    const states = ({ records }: ReturnType<typeof applied>): string[] => records.map(({ record }) => record.state);
    expect(states(applied([arrival(...items)]))).toEqual(want);
    expect(states(applied(items.map((item) => arrival(item))))).toEqual(want);
  });

  it('that are older than what is remembered change nothing', () => {
    const { received } = applied([arrival(ended)]);
    expect(applied([arrival(firing)], { received }).records).toEqual([]);
    expect(applied([arrival(again)], { received }).records).toHaveLength(1);
  });

  it.each([
    { because: 'the end is not undone by what was before it', item: firing, want: 0 },
    { because: 'nor by what was at its own time', item: anIncidentItem('a', { time: T.end }), want: 0 },
    { because: 'it begins again later', item: again, want: 1 },
    { because: 'the same end again', item: ended, want: 1 },
  ])('without a memory the incident says itself how far it is: $because', ({ item, want }) => {
    const row = anIncidentRow({ recordState: 'Resolved', resolvedAt: at(T.end) });
    expect(applied([arrival(item)], { row }).records).toHaveLength(want);
  });
});

describe('gaps and signs of life', () => {
  const gap = (state: 'Open' | 'Closed', scope = 's', detail?: string): Item => ({
    kind: 'Gap',
    key: `${scope}${state}`,
    time: T.start,
    scope,
    gap: state,
    ...(detail !== undefined && { detail }),
  });

  it('a gap is open until it is closed, or for a day', () => {
    const { received } = applied([arrival(gap('Open'), gap('Open', 't'))]);
    expect(received.gaps?.map(({ scope }) => scope)).toEqual(['s', 't']);
    expect(applied([arrival(gap('Closed'))], { received }).received.gaps?.map(({ scope }) => scope)).toEqual(['t']);
    expect(applied([], { received, now: laterBy(24) }).received.gaps).toBeUndefined();
  });

  it('a gap says why, as long as it is open and whatever else is lost', () => {
    const { received } = applied([arrival(gap('Open', 's', 'InvalidID'), gap('Open', 't'))]);
    const later = applied([arrival(gap('Closed', 't'))], { received }).received;
    expect(later.gaps).toMatchObject([{ scope: 's', detail: 'InvalidID' }]);
    expect(applied([arrival(gap('Open', 's', 'WrongType'))], { received }).received.gaps).toMatchObject([
      { scope: 's', detail: 'WrongType' },
      { scope: 't' },
    ]);
  });

  it("Docket's own gaps are one of each kind", () => {
    const received = withGap(withGap({}, 'TooManyIncidents', NOW), 'TooManyIncidents', laterBy(1));
    expect(received.gaps).toEqual([{ scope: 'TooManyIncidents', since: '2026-03-02T13:00:00Z' }]);
  });

  it('the last sign of life counts, whichever comes last', () => {
    const beat = (receivedAt: string): Arrival => ({
      receivedAt,
      items: [{ kind: 'Heartbeat', key: receivedAt, time: receivedAt }],
    });
    expect(applied([beat(T.later), beat(T.start)]).received.heartbeatAt).toBe(T.later);
    expect(applied([beat(T.start)], { received: { heartbeatAt: T.later } }).received.heartbeatAt).toBe(T.later);
  });
});
