// Counting: what makes an incident and what is counted to it. Neither the order of arrival, nor how events are split into deliveries, nor a
// repetition changes the result.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProviderConfigs } from '../../api/v1alpha1/vocabulary.gen.ts';
import type { EventItem, TimedRecord, WindowState } from '../ports/receive.ts';
import { MAX_SESSIONS, readWindows } from './normalize-window-state.ts';
import { countEvents } from './normalize-windows.ts';

type Config = ProviderConfigs['webhook'];

const START = Date.parse('2026-03-02T10:00:00Z');
const NOW = new Date(START + 6 * 3_600_000);

function detecting(detection: Partial<NonNullable<Config['detections']>[number]> = {}): Config {
  const threshold = { count: 5, within: '10m' };
  const logins = {
    name: 'logins',
    when: 'true',
    groupBy: 'item.ip',
    threshold,
    severity: 'High' as const,
    ...detection,
  };
  return { signature: { preset: 'Bearer' }, format: 'KubernetesAudit', detections: [logins], staleAfter: '1d' };
}

/** At so many seconds after the start. */
function event(seconds: number, { key = `k${seconds}`, group = 'a' } = {}): EventItem {
  const time = `${new Date(START + seconds * 1000).toISOString().slice(0, 19)}Z`;
  return { kind: 'Event', key, time, detection: 'logins', group };
}

/** Counts one delivery after the other. The state goes through JSON, as it does in a status. */
function counted(deliveries: ReadonlyArray<readonly EventItem[]>, config = detecting(), now = NOW) {
  let state: WindowState | undefined;
  const records = new Map<string, TimedRecord>();
  for (const events of deliveries) {
    const result = countEvents({ events, state, now }, config);
    state = result.state === undefined ? undefined : (JSON.parse(JSON.stringify(result.state)) as WindowState);
    for (const each of result.records) records.set(each.record.externalID, each);
  }
  return { state, records: [...records.values()] };
}

const shown = ({ records }: ReturnType<typeof counted>) =>
  records
    .filter(({ record }) => record.mergedInto === undefined)
    .map(({ record: { externalID, occurrences, detectedAt } }) => ({
      group: externalID.split('/')[1],
      first: secondsOf(occurrences?.firstAt),
      last: secondsOf(occurrences?.lastAt),
      count: occurrences?.count,
      reached: secondsOf(detectedAt),
    }))
    .toSorted((a, b) => String(a.group).localeCompare(String(b.group)) || a.first - b.first);

const secondsOf = (time = ''): number => (Date.parse(time) - START) / 1000;

interface Case {
  readonly because: string;
  readonly at: readonly number[];
  readonly detection?: Parameters<typeof detecting>[0];
  readonly want: ReadonlyArray<Readonly<Record<'first' | 'last' | 'count' | 'reached', number>>>;
}

describe('events of one group', () => {
  it.each<Case>([
    { because: 'four are none', at: [0, 1, 2, 3], want: [] },
    { because: 'the fifth makes one', at: [0, 1, 2, 3, 4], want: [{ first: 0, last: 4, count: 5, reached: 4 }] },
    {
      because: 'on time includes the last instant',
      at: [0, 1, 2, 3, 600],
      want: [{ first: 0, last: 600, count: 5, reached: 600 }],
    },
    { because: 'five in more than the time are none', at: [0, 1, 2, 3, 601], want: [] },
    {
      because: 'what follows is counted to it',
      at: [0, 1, 2, 3, 4, 300, 900, 1400],
      want: [{ first: 0, last: 1400, count: 8, reached: 4 }],
    },
    {
      because: 'after a pause there is another one',
      at: [0, 1, 2, 3, 4, 1000, 1001, 1002, 1003, 1004],
      want: [
        { first: 0, last: 4, count: 5, reached: 4 },
        { first: 1000, last: 1004, count: 5, reached: 1004 },
      ],
    },
    {
      because: 'quietFor makes the pause longer',
      at: [0, 1, 2, 3, 4, 1000, 1001, 1002, 1003, 1004],
      detection: { quietFor: '1h' },
      want: [{ first: 0, last: 1004, count: 10, reached: 4 }],
    },
    {
      because: 'a quietFor shorter than the window does not split the window',
      at: [0, 100, 200, 300, 400],
      detection: { quietFor: '10s' },
      want: [{ first: 0, last: 400, count: 5, reached: 400 }],
    },
    {
      because: 'a threshold of one makes each group an incident',
      at: [7],
      detection: { threshold: { count: 1, within: '1m' } },
      want: [{ first: 7, last: 7, count: 1, reached: 7 }],
    },
  ])('at $at, because $because', ({ at, detection, want }) => {
    const all = at.map((seconds) => event(seconds));
    const wanted = want.map((each) => ({ group: 'a', ...each }));
    expect(shown(counted([all], detecting(detection)))).toEqual(wanted);
    expect(
      shown(
        counted(
          all.map((one) => [one]),
          detecting(detection),
        ),
      ),
    ).toEqual(wanted);
  });

  it('an event of another group does not count', () => {
    const all = [0, 1, 2, 3].map((seconds) => event(seconds));
    expect(shown(counted([[...all, event(4, { group: 'b' })]]))).toEqual([]);
  });

  it('an event that comes again is counted once, also after the incident was made', () => {
    const all = [0, 1, 2, 3].map((seconds) => event(seconds));
    expect(shown(counted([all, all, all]))).toEqual([]);
    const five = [...all, event(4)];
    const result = counted([five, five, five.toReversed()]);
    expect(shown(result)).toEqual([{ group: 'a', first: 0, last: 4, count: 5, reached: 4 }]);
  });

  it('an event older than a day does not count, so that what is forgotten is not counted anew', () => {
    const five = [0, 1, 2, 3, 4].map((seconds) => event(seconds));
    expect(counted([five], detecting(), new Date(START + 86_410_000)).records).toEqual([]);
    expect(counted([five], detecting(), new Date(START + 86_400_000)).records).toHaveLength(1);
  });

  it('a late event between two incidents makes them one: the later one is merged into it', () => {
    const ends = [0, 1, 2, 3, 4, 1000, 1001, 1002, 1003, 1004].map((seconds) => event(seconds));
    const { records } = counted([ends, [event(500)]]);
    const merged = records.filter(({ record }) => record.mergedInto !== undefined);
    expect(merged.map(({ record: { state } }) => state)).toEqual(['Resolved']);
    const main = records.find(({ record }) => record.mergedInto === undefined);
    expect(merged[0]?.record.mergedInto).toBe(main?.record.externalID);
    expect(main?.record.occurrences?.count).toBe(11);
  });

  it('an incident has the facts of its detection, and its state is its review’s', () => {
    const config = detecting({
      title: 'Repeated failed logins',
      severity: 'Critical',
      category: 'Login',
      groupBy: 'item.ip',
    });
    const [made] = counted([[0, 1, 2, 3, 4].map((seconds) => event(seconds))], config).records;
    expect(made).toEqual({
      time: '2026-03-02T10:00:04Z',
      record: {
        externalID: expect.stringMatching(/^logins\/a\/[a-z0-9]+$/) as string,
        title: 'Repeated failed logins (a)',
        severity: 'Critical',
        state: 'Detected',
        category: 'Login',
        detectedAt: '2026-03-02T10:00:04Z',
        occurrences: { count: 5, firstAt: '2026-03-02T10:00:00Z', lastAt: '2026-03-02T10:00:04Z' },
        stateUntil: '2026-03-02T10:00:04Z',
      },
    });
  });
});

const GROUPS = ['a', 'b', '__proto__'];
const anEvent = fc.record({
  seconds: fc.integer({ min: 0, max: 4_000 }),
  key: fc.integer({ min: 0, max: 60 }),
  group: fc.constantFrom(...GROUPS),
});
/** A key belongs to one time and one group. */
const someEvents = fc
  .uniqueArray(anEvent, { selector: ({ key }) => key, maxLength: 40 })
  .map((all) => all.map(({ seconds, key, group }) => event(seconds, { key: `k${key}`, group })));
const small = detecting({ threshold: { count: 3, within: '2m' }, quietFor: '5m' });

describe('laws of counting', () => {
  it('the order in which events come, and how they are split, does not matter', () => {
    const arranged = someEvents.chain((all) =>
      fc.record({
        all: fc.constant(all),
        shuffled: fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
        sizes: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 40 }),
      }),
    );
    fc.assert(
      fc.property(arranged, ({ all, shuffled, sizes }) => {
        const split: EventItem[][] = [];
        for (let from = 0, turn = 0; from < shuffled.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          split.push(shuffled.slice(from, from + size));
          from += size;
        }
        expect(shown(counted(split, small))).toEqual(shown(counted([all], small)));
      }),
    );
  });

  it('a repeated key does not count twice, whichever delivery brings it', () => {
    const repeated = someEvents.chain((all) =>
      fc.tuple(fc.constant(all), fc.array(fc.subarray(all), { maxLength: 5 })),
    );
    fc.assert(
      fc.property(repeated, ([all, again]) => {
        expect(shown(counted([all, ...again], small))).toEqual(shown(counted([all], small)));
      }),
    );
  });

  it('it equals a count from scratch: sessions without a pause, and the first window that is full', () => {
    fc.assert(
      fc.property(someEvents, (all) => {
        expect(shown(counted([all], small))).toEqual(model(all, { count: 3, within: 120, quiet: 300 }));
      }),
    );
  });

  it('what is stored is bounded, and a hostile number of groups leaves the incidents in place', () => {
    const attacked = Array.from({ length: 5 }, (_, index) => event(index));
    const spray = Array.from({ length: 3_000 }, (_, index) =>
      event(10 + (index % 50), { key: `s${index}`, group: `g${index}` }),
    );
    const { state } = counted([attacked, spray, attacked]);
    expect(readWindows(state).length).toBeLessThanOrEqual(MAX_SESSIONS);
    expect(JSON.stringify(state).length).toBeLessThan(65_536);
    expect(
      readWindows(state)
        .filter(({ incident }) => incident !== undefined)
        .map(({ group, count }) => [group, count]),
    ).toEqual([['a', 5]]);
  });

  it('a long attack is one incident, whose count never counts an event twice', () => {
    const many = Array.from({ length: 2_000 }, (_, index) => event(index));
    const batches = Array.from({ length: 40 }, (_, index) => many.slice(index * 50, index * 50 + 50));
    expect(shown(counted([...batches, ...batches]))).toEqual([
      { group: 'a', first: 0, last: 1_999, count: 2_000, reached: 4 },
    ]);
  });

  it('a state that nobody can read counts as none', () => {
    for (const state of [
      { v: 2, s: [] },
      { v: 1, s: 'x' },
      { v: 1, s: [null, 7, { d: 'logins' }] },
    ]) {
      const result = countEvents({ events: [event(0)], state, now: NOW }, detecting());
      expect(readWindows(result.state)).toHaveLength(1);
    }
  });
});

/** From scratch, without a state. */
function model(all: readonly EventItem[], { count, within, quiet }: Record<'count' | 'within' | 'quiet', number>) {
  const made: ReturnType<typeof shown> = [];
  for (const group of GROUPS) {
    const times = all
      .filter((one) => one.group === group)
      .map(({ time }) => secondsOf(time))
      .toSorted((a, b) => a - b);
    const sessions: number[][] = [];
    for (const time of times) {
      const current = sessions.at(-1);
      if (current === undefined || time - (current.at(-1) ?? 0) > quiet) sessions.push([time]);
      else current.push(time);
    }
    for (const session of sessions) {
      const reached = session.find(
        (time, index) => index >= count - 1 && time - (session[index - count + 1] ?? 0) <= within,
      );
      if (reached === undefined) continue;
      made.push({ group, first: session[0] ?? 0, last: session.at(-1) ?? 0, count: session.length, reached });
    }
  }
  return made.toSorted((a, b) => String(a.group).localeCompare(String(b.group)) || a.first - b.first);
}
