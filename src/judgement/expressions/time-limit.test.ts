// The law of the time limit: an evaluation ends when its thread has used up its processor time, however long that takes, and otherwise only when
// the thread got next to none of it for a long time. The clock and the meter are moved by hand.

import { describe, expect, it } from 'vitest';

import { FakeClock } from '../../../test/support/time/fake-clock.ts';
import { EVALUATION_MS, STALLED_MS } from './outcomes.ts';
import { type Meter, TimeLimit } from './time-limit.ts';

/** What the thread had used before the evaluation. */
const BEFORE_MS = 7_000;

/** A limit that has begun, for a thread that gets `share` of a processor. */
function begun(share: number, { meter }: { readonly meter?: Meter } = {}) {
  const clock = new FakeClock();
  const limit = new TimeLimit(clock);
  const world = { clock, limit, share, spentMs: BEFORE_MS, reached: [] as string[], looks: 0 };
  const metered: Meter = {
    spentMs: () => {
      world.looks++;
      return Promise.resolve(world.spentMs);
    },
  };
  const begin = (): void => {
    const { spentMs } = world;
    limit.begin({ meter: meter ?? metered, spentMs, onOver: (reached) => void world.reached.push(reached) });
  };
  /** A millisecond at a time, as the thread uses its share of each. */
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed++) {
      world.spentMs += world.share;
      await clock.advance(1);
    }
  };
  begin();
  return Object.assign(world, { begin, pass });
}

describe('the time limit of an evaluation', () => {
  it.each([
    { share: 1, atMs: EVALUATION_MS, because: 'the thread had a processor for itself' },
    { share: 0.5, atMs: 2 * EVALUATION_MS, because: 'it shared one with another' },
    { share: 0.1, atMs: 10 * EVALUATION_MS, because: 'it shared one with nine others' },
  ])('is reached after $atMs ms: $because', async ({ share, atMs }) => {
    const world = begun(share);
    await world.pass(atMs - 1);
    expect(world.reached).toEqual([]);
    // Two looks are 5 ms apart at least, and a share is a fraction.
    await world.pass(6);
    expect(world.reached).toEqual(['used-up']);
    expect(world.clock.pending).toBe(0);
  });

  it('is not reached by a thread that waits, and then by what it uses', async () => {
    const world = begun(0);
    await world.pass(STALLED_MS / 2);
    expect(world.reached).toEqual([]);
    world.share = 1;
    await world.pass(2 * EVALUATION_MS);
    expect(world.reached).toEqual(['used-up']);
  });

  it('is reached in the end by a thread that gets nothing', async () => {
    const world = begun(0);
    await world.pass(STALLED_MS - 1);
    expect(world.reached).toEqual([]);
    await world.pass(1);
    expect(world.reached).toEqual(['stalled']);
  });

  it('is reached in the end where the thread does not answer for its meter', async () => {
    const world = begun(1, { meter: { spentMs: () => new Promise(() => undefined) } });
    await world.pass(STALLED_MS - 1);
    expect(world.reached).toEqual([]);
    await world.pass(1);
    expect(world.reached).toEqual(['stalled']);
  });

  it('counts the time that passes where the platform does not tell processor time', async () => {
    const world = begun(0, { meter: { spentMs: () => Promise.reject(new Error('not implemented')) } });
    await world.pass(EVALUATION_MS);
    expect(world.reached).toEqual(['used-up']);
  });

  it('does not count the time in which the whole process was stopped', async () => {
    const world = begun(0.01);
    world.clock.suspend(10 * STALLED_MS);
    await world.pass(1);
    expect(world.reached).toEqual([]);
  });

  it('is that of the latest evaluation, and of none after it was stopped', async () => {
    const world = begun(1);
    await world.pass(EVALUATION_MS - 10);
    world.begin();
    await world.pass(EVALUATION_MS - 10);
    expect(world.reached).toEqual([]);
    world.limit.stop();
    await world.pass(STALLED_MS);
    expect(world.reached).toEqual([]);
  });

  it('costs an evaluation that ends in time no look, and one that waits few', async () => {
    const quick = begun(1);
    await quick.pass(EVALUATION_MS - 1);
    expect(quick.looks).toBe(0);
    const waiting = begun(0.01);
    await waiting.pass(STALLED_MS);
    expect(waiting.looks).toBeLessThanOrEqual(100);
  });
});
