// Laws of the in-flight limit, for any order of arrivals, releases, aborts and overloads.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock, settle } from '../../test/support/time/fake-clock.ts';
import { createLimiter, type Limiter, type Outcome, type Permit } from './limiter.ts';

const answered = (latencyMs = 5): Outcome => ({ kind: 'answered', latencyMs, latencyClass: 'POST things' });
const overloaded: Outcome = { kind: 'overloaded' };

type Step =
  | { readonly do: 'arrive' }
  | { readonly do: 'abort'; readonly which: number }
  | { readonly do: 'release'; readonly which: number; readonly outcome: Outcome }
  | { readonly do: 'wait'; readonly ms: number };

const anyOne = fc.nat({ max: 100 });
const anyOutcome: fc.Arbitrary<Outcome> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 400 }).map((ms) => answered(ms)) },
  { weight: 1, arbitrary: fc.constant(overloaded) },
  { weight: 1, arbitrary: fc.constant<Outcome>({ kind: 'unknown' }) },
);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Step>({ do: 'arrive' }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('release' as const), which: anyOne, outcome: anyOutcome }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('abort' as const), which: anyOne }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat({ max: 60_000 }) }) },
);

// Every request in the order of asking, and its outcome.
function crowd(limiter: Limiter) {
  const granted: number[] = [];
  const refused = new Set<number>();
  const holding = new Map<number, Permit>();
  const aborts: AbortController[] = [];
  const pick = <T>(from: readonly T[], which: number): T | undefined => from[which % Math.max(1, from.length)];

  return {
    granted,
    refused,
    holding,
    asked: () => aborts.length,
    waiting: () => aborts.length - granted.length - refused.size,
    arrive() {
      const id = aborts.length;
      const abort = new AbortController();
      aborts.push(abort);
      limiter.acquire(abort.signal).then(
        (permit) => {
          granted.push(id);
          holding.set(id, permit);
        },
        () => refused.add(id),
      );
    },
    abort: (which: number) => pick(aborts, which)?.abort(),
    release(which: number, outcome: Outcome) {
      const id = pick([...holding.keys()], which);
      if (id === undefined) return;
      holding.get(id)?.release(outcome);
      holding.delete(id);
    },
  };
}

async function play(steps: readonly Step[], check: (state: ReturnType<typeof crowd>, limiter: Limiter) => void) {
  const clock = new FakeClock();
  const limiter = createLimiter({ clock, initial: 4 });
  const state = crowd(limiter);
  for (const step of steps) {
    if (step.do === 'arrive') state.arrive();
    if (step.do === 'abort') state.abort(step.which);
    if (step.do === 'release') state.release(step.which, step.outcome);
    if (step.do === 'wait') await clock.advance(step.ms);
    await settle(1);
    check(state, limiter);
  }
  return { state, limiter };
}

const anySteps = fc.array(anyStep, { maxLength: 150, size: 'max' });

describe('the in-flight limit', () => {
  it('stays within its bounds, and no request waits while there is room', async () => {
    await fc.assert(
      fc.asyncProperty(anySteps, async (all) => {
        await play(all, (state, limiter) => {
          expect(limiter.limit).toBeGreaterThanOrEqual(4);
          expect(limiter.limit).toBeLessThanOrEqual(32);
          expect(limiter.inFlight).toBe(state.holding.size);
          expect(limiter.queued).toBe(state.waiting());
          if (state.waiting() > 0) expect(limiter.inFlight).toBeGreaterThanOrEqual(limiter.limit);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('lets no request in beyond the limit', async () => {
    await fc.assert(
      fc.asyncProperty(anySteps, async (all) => {
        let before = 0;
        await play(all, (state, limiter) => {
          if (state.holding.size > before) expect(limiter.inFlight).toBeLessThanOrEqual(limiter.limit);
          before = state.holding.size;
        });
      }),
      { numRuns: 50 },
    );
  });

  it('serves requests in order, skips those that gave up, and loses none', async () => {
    await fc.assert(
      fc.asyncProperty(anySteps, async (all) => {
        const { state, limiter } = await play(all, () => undefined);
        while (state.holding.size > 0) {
          state.release(0, answered());
          await settle(1);
        }
        expect(state.granted).toEqual(state.granted.toSorted((a, b) => a - b));
        expect(state.granted.length + state.refused.size).toBe(state.asked());
        expect(limiter.inFlight).toBe(0);
      }),
      { numRuns: 50 },
    );
  });
});

// Keeps the limiter busy for a number of rounds. In each round, everything in flight gets the same answer.
async function rounds(limiter: Limiter, count: number, outcome: (inFlight: number) => Outcome): Promise<void> {
  for (let round = 0; round < count; round++) {
    const permits: Permit[] = [];
    while (limiter.inFlight < limiter.limit) permits.push(await limiter.acquire());
    for (const permit of permits) permit.release(outcome(permits.length));
  }
}

describe('a request that gives up', () => {
  it('does not hold up later ones', async () => {
    const limiter = createLimiter({ clock: new FakeClock(), max: 1 });
    const state = crowd(limiter);
    for (let i = 0; i < 4; i++) state.arrive();
    await settle(1);
    state.abort(1);
    state.abort(2);
    state.release(0, answered());
    await settle(1);
    expect(state.granted).toEqual([0, 3]);
    expect([...state.refused]).toEqual([1, 2]);
  });
});

describe('how the limit moves', () => {
  it('rises by about one per round trip while requests wait for it', async () => {
    const limiter = createLimiter({ clock: new FakeClock(), initial: 8 });
    await rounds(limiter, 4, () => answered());
    expect(limiter.limit).toBeGreaterThanOrEqual(11);
    expect(limiter.limit).toBeLessThanOrEqual(12);
    await rounds(limiter, 40, () => answered());
    expect(limiter.limit).toBe(32);
  });

  it('does not rise while fewer requests are in flight than allowed: their answers say nothing about a higher limit', async () => {
    const limiter = createLimiter({ clock: new FakeClock(), initial: 8 });
    for (let i = 0; i < 500; i++) (await limiter.acquire()).release(answered());
    expect(limiter.limit).toBe(8);
  });

  it('falls once for one round of overload, however many answers report it', async () => {
    const limiter = createLimiter({ clock: new FakeClock(), initial: 32 });
    await rounds(limiter, 1, () => overloaded);
    expect(limiter.limit).toBe(16);
  });

  it('falls to its minimum and no further', async () => {
    const limiter = createLimiter({ clock: new FakeClock(), initial: 32 });
    await rounds(limiter, 20, () => overloaded);
    expect(limiter.limit).toBe(4);
  });

  it('stays below the size of the overload, and probes more only at intervals, so that a small server is left in peace', async () => {
    const clock = new FakeClock();
    const limiter = createLimiter({ clock, initial: 8 });
    let refusals = 0;
    const server = (inFlight: number): Outcome => {
      if (inFlight <= 5) return answered();
      refusals++;
      return overloaded;
    };
    for (let second = 0; second < 60; second++) {
      await rounds(limiter, 100, server);
      await clock.advance(1_000);
    }
    expect(limiter.limit).toBeGreaterThanOrEqual(4);
    // Each probe is one round of 6 or 7 refusals, every ten seconds.
    expect(refusals).toBeLessThanOrEqual(8 * 8);
  });

  it('returns to the maximum within two minutes after the overload', async () => {
    const clock = new FakeClock();
    const limiter = createLimiter({ clock, initial: 32 });
    await rounds(limiter, 10, () => overloaded);
    for (let second = 0; second < 120; second++) {
      await rounds(limiter, 20, () => answered());
      await clock.advance(1_000);
    }
    expect(limiter.limit).toBe(32);
  });

  it('falls, though not to its minimum, when a class gets much slower than it was, and rises again when that is over', async () => {
    const limiter = createLimiter({ clock: new FakeClock(), initial: 32 });
    await rounds(limiter, 5, () => answered(5));
    await rounds(limiter, 40, () => answered(900));
    expect(limiter.limit).toBe(8);
    await rounds(limiter, 60, () => answered(5));
    expect(limiter.limit).toBe(32);
  });

  it('ignores latencies that merely vary, as those of a small server at its limit do', async () => {
    const limiter = createLimiter({ clock: new FakeClock(), initial: 32 });
    await rounds(limiter, 5, () => answered(3));
    await rounds(limiter, 40, () => answered(150));
    expect(limiter.limit).toBe(32);
  });

  it('does not rise when slowness comes after an overload', async () => {
    const limiter = createLimiter({ clock: new FakeClock(), initial: 32 });
    await rounds(limiter, 1, () => answered(5));
    await rounds(limiter, 10, () => overloaded);
    await rounds(limiter, 10, () => answered(900));
    expect(limiter.limit).toBe(4);
  });

  it('respects a maximum below the usual minimum', async () => {
    const limiter = createLimiter({ clock: new FakeClock(), max: 2 });
    await rounds(limiter, 10, () => answered());
    expect(limiter.limit).toBe(2);
  });
});

describe('a permit', () => {
  it('frees its place once, however often it is released', async () => {
    const limiter = createLimiter({ clock: new FakeClock() });
    const permit = await limiter.acquire();
    await limiter.acquire();
    permit.release(answered());
    permit.release(answered());
    expect(limiter.inFlight).toBe(1);
  });

  it('is refused with the reason of a signal that has aborted already', async () => {
    const limiter = createLimiter({ clock: new FakeClock() });
    const reason = new Error('stopping');
    await expect(limiter.acquire(AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(limiter.inFlight).toBe(0);
  });
});
