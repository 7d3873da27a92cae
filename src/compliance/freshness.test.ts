import { beforeEach, describe, expect, it } from 'vitest';

import { Freshness } from './freshness.ts';
import type { FreshnessJudgement, KindFreshness } from './freshness.ts';

const KIND = 'IncidentSource';
const KEY = 'team-a/pagerduty';
/** What is told of a change of that source. */
const CHANGE = { kind: KIND, key: KEY };
const INTERVAL = 60_000;
const WALL = Date.UTC(2026, 2, 2, 10);

type Step =
  | { readonly ok: number; readonly complete?: boolean; readonly reason?: string; readonly intervalMs?: number }
  | { readonly fails: number; readonly definite: boolean; readonly reason: string }
  | { readonly interval: number };

function play(freshness: KindFreshness, steps: readonly Step[]): void {
  for (const step of steps) {
    if ('interval' in step) freshness.started(KEY, step.interval);
    else if ('fails' in step) freshness.failed(KEY, step, step.fails);
    else {
      const { ok: monotonicMs, complete = true, intervalMs = INTERVAL, reason } = step;
      const wallMs = WALL + monotonicMs;
      freshness.succeeded(KEY, { monotonicMs, wallMs, intervalMs, complete, ...(reason !== undefined && { reason }) });
    }
  }
}

const transient = (fails: number): Step => ({ fails, definite: false, reason: 'Unavailable' });
const definite = (fails: number): Step => ({ fails, definite: true, reason: 'AuthenticationFailed' });
const fresh = (ms: number): FreshnessJudgement => ({ kind: 'fresh', asOfWallMs: WALL + ms });
const stale = (ms: number): FreshnessJudgement => ({ kind: 'stale', reason: 'StaleData', asOfWallMs: WALL + ms });
const unusable = (reason: string): FreshnessJudgement => ({ kind: 'unusable', reason });

describe('Freshness.judge', () => {
  it.each<{ name: string; because: string; steps: readonly Step[]; at: number; want: FreshnessJudgement }>([
    {
      name: 'nothing was read yet',
      because: 'after a start what is stored stands until the first poll',
      steps: [],
      at: 10 * INTERVAL,
      want: { kind: 'unpolled' },
    },
    {
      name: 'the first poll fails, for now',
      because: 'what is stored was kept up by nobody for an unknown time',
      steps: [transient(5)],
      at: 6,
      want: unusable('Unavailable'),
    },
    {
      name: 'the first poll fails for good',
      because: 'a refused credential says nothing about the data',
      steps: [definite(5)],
      at: 6,
      want: unusable('AuthenticationFailed'),
    },
    {
      name: 'three intervals old to the millisecond',
      because: 'on time includes the last instant',
      steps: [{ ok: 0 }],
      at: 3 * INTERVAL,
      want: fresh(0),
    },
    {
      name: 'a millisecond older than three intervals',
      because: 'strictly older is stale',
      steps: [{ ok: 0 }],
      at: 3 * INTERVAL + 1,
      want: stale(0),
    },
    {
      name: 'a transient failure on good data',
      because: 'results stand until the data is three intervals old',
      steps: [{ ok: 0 }, transient(INTERVAL)],
      at: 2 * INTERVAL,
      want: fresh(0),
    },
    {
      name: 'transient failures until the data is old',
      because: 'an outage turns to Unknown by time',
      steps: [{ ok: 0 }, transient(INTERVAL), transient(2 * INTERVAL), transient(3 * INTERVAL)],
      at: 3 * INTERVAL + 1,
      want: stale(0),
    },
    {
      name: 'a definite failure on good data',
      because: 'what was known cannot be trusted to be whole any more, at once',
      steps: [{ ok: 0 }, definite(1)],
      at: 2,
      want: unusable('AuthenticationFailed'),
    },
    {
      name: 'a transient failure after a definite one',
      because: 'only a success mends a definite failure',
      steps: [{ ok: 0 }, definite(1), transient(2)],
      at: 3,
      want: unusable('AuthenticationFailed'),
    },
    {
      name: 'a success after a definite failure',
      because: 'recovery is immediate',
      steps: [{ ok: 0 }, definite(1), { ok: 2 }],
      at: 3,
      want: fresh(2),
    },
    {
      name: 'a success that left something out',
      because: 'partial input never passes',
      steps: [{ ok: 0, complete: false, reason: 'ItemsQuarantined' }],
      at: 1,
      want: unusable('ItemsQuarantined'),
    },
    {
      name: 'a shorter interval',
      because: 'three intervals are those of the present spec',
      steps: [{ ok: 0 }, { interval: 1_000 }],
      at: 3_001,
      want: stale(0),
    },
    {
      name: 'started again while it is known',
      because: 'another reconcile of the same source forgets nothing',
      steps: [{ ok: 0 }, { interval: INTERVAL }],
      at: 1,
      want: fresh(0),
    },
  ])('$name: $because', ({ steps, at, want }) => {
    const freshness = new Freshness().of(KIND);
    freshness.started(KEY, INTERVAL);
    play(freshness, steps);
    expect(freshness.judge(KEY, at)).toEqual(want);
  });

  it('knows nothing any more of a source that was removed, or of any after the lease is lost', () => {
    const all = new Freshness();
    const freshness = all.of(KIND);
    play(freshness, [{ ok: 0 }]);
    freshness.removed(KEY);
    expect(freshness.judge(KEY, 1)).toEqual({ kind: 'unpolled' });
    play(freshness, [definite(1)]);
    all.clear();
    expect(freshness.judge(KEY, 2)).toEqual({ kind: 'unpolled' });
    expect(all.nextChange()).toBeUndefined();
  });

  it('keeps a source and a system of one namespace and name apart: one that is gone or old says nothing of the other', () => {
    const all = new Freshness();
    const told: unknown[] = [];
    all.onChange((change) => told.push(change));
    const [sources, systems] = [all.of(KIND), all.of('CriticalSystem')];
    play(sources, [{ ok: 0 }]);
    systems.succeeded(KEY, { monotonicMs: 0, wallMs: WALL, intervalMs: 1_000, complete: true });
    systems.failed(KEY, { definite: true, reason: 'AuthenticationFailed' }, 1);
    expect([sources.judge(KEY, 2), systems.judge(KEY, 2)]).toEqual([fresh(0), unusable('AuthenticationFailed')]);
    expect(told).toEqual([CHANGE, { kind: 'CriticalSystem', key: KEY }, { kind: 'CriticalSystem', key: KEY }]);
    systems.removed(KEY);
    expect([sources.judge(KEY, 2), systems.judge(KEY, 2)]).toEqual([fresh(0), { kind: 'unpolled' }]);
    systems.clear();
    expect([[...sources.list()].length, [...systems.list()].length]).toEqual([1, 0]);
  });

  it('grows old by the interval of each kind, the earliest first', () => {
    const all = new Freshness();
    play(all.of(KIND), [{ ok: 0 }]);
    all.of('CriticalSystem').succeeded(KEY, { monotonicMs: 0, wallMs: WALL, intervalMs: 1_000, complete: true });
    const told: unknown[] = [];
    all.onChange((change) => told.push(change));
    expect(all.nextChange()).toBe(3_000);
    all.advance(3_001);
    expect(told).toEqual([{ kind: 'CriticalSystem', key: KEY }]);
    expect(all.nextChange()).toBe(3 * INTERVAL);
  });
});

describe('what Freshness tells', () => {
  let all: Freshness;
  let freshness: KindFreshness;
  let told: unknown[];
  beforeEach(() => {
    all = new Freshness();
    freshness = all.of(KIND);
    told = [];
    all.onChange((change) => told.push(change));
    freshness.started(KEY, INTERVAL);
  });

  it('tells of the first success, and not of those that follow', () => {
    play(freshness, [{ ok: 0 }, { ok: INTERVAL }, { ok: 2 * INTERVAL }]);
    expect(told).toEqual([CHANGE]);
  });

  it('tells of a failure that changes the judgement, and not of one that does not', () => {
    play(freshness, [{ ok: 0 }, transient(1)]);
    expect(told).toEqual([CHANGE]);
    play(freshness, [definite(2), definite(3)]);
    expect(told).toEqual([CHANGE, CHANGE]);
    play(freshness, [{ fails: 4, definite: true, reason: 'Malformed' }]);
    expect(told).toEqual([CHANGE, CHANGE, CHANGE]);
  });

  it('tells by time alone, once, just after the last instant of freshness', () => {
    play(freshness, [{ ok: 0 }]);
    told.length = 0;
    const until = all.nextChange();
    expect(until).toBe(3 * INTERVAL);
    all.advance(3 * INTERVAL);
    expect(told).toEqual([]);
    all.advance(3 * INTERVAL + 1);
    all.advance(3 * INTERVAL + 2);
    expect(told).toEqual([CHANGE]);
    expect(all.nextChange()).toBeUndefined();
  });

  it('takes the earliest of all sources for the next change, and moves it with each success', () => {
    play(freshness, [{ ok: 0 }]);
    freshness.succeeded('team-b/jira', { monotonicMs: 10, wallMs: WALL, intervalMs: 1_000, complete: true });
    expect(all.nextChange()).toBe(3_010);
    freshness.succeeded('team-b/jira', { monotonicMs: 2_000, wallMs: WALL, intervalMs: 1_000, complete: true });
    expect(all.nextChange()).toBe(5_000);
    freshness.removed('team-b/jira');
    expect(all.nextChange()).toBe(3 * INTERVAL);
    play(freshness, [{ interval: 1_000 }]);
    expect(all.nextChange()).toBe(3_000);
  });

  it('tells of a removal once, and nobody who has left', () => {
    const others: unknown[] = [];
    const leave = all.onChange((change) => others.push(change));
    leave();
    freshness.removed(KEY);
    freshness.removed(KEY);
    expect([told, others]).toEqual([[CHANGE], []]);
  });

  it('lists for the metrics when each was last read, and whether that was whole', () => {
    play(freshness, [{ ok: 5 }]);
    freshness.started('team-b/jira', INTERVAL);
    expect([...freshness.list()]).toEqual([
      { key: KEY, lastSuccessWallMs: WALL + 5, complete: true },
      { key: 'team-b/jira', lastSuccessWallMs: undefined, complete: false },
    ]);
    play(freshness, [definite(6)]);
    expect([...freshness.list()][0]).toEqual({ key: KEY, lastSuccessWallMs: WALL + 5, complete: false });
  });
});
