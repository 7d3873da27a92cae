// The law of a pace: however often a key is asked for, its reconciles begin a pause apart, longer ones while it goes on, and the last
// asking is answered.

import { describe, expect, it } from 'vitest';

import { FakeClock } from '../../test/support/fake-clock.ts';
import { Pace } from './pace.ts';
import { createWorkqueue } from './workqueue.ts';

function aPace(maxPauseMs?: number) {
  const clock = new FakeClock();
  const queue = createWorkqueue({ name: 'note', clock });
  const pace = new Pace({ clock, queue, ...(maxPauseMs !== undefined && { maxPauseMs }) });
  /** Takes what is in the queue, as a controller does. */
  const work = async (): Promise<number> => {
    const { length } = queue;
    for (let left = length; left > 0; left--) {
      const key = (await queue.get()) ?? '';
      pace.began(key);
      queue.done(key);
    }
    return length;
  };
  return { clock, pace, work };
}

describe('a pace', () => {
  it.each([
    {
      because: 'a second each',
      maxPauseMs: undefined,
      want: Array.from({ length: 20 }, (_, second) => second * 1_000),
    },
    {
      because: 'which grow where they may',
      maxPauseMs: 5_000,
      want: [0, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 8_000, 12_000, 17_000],
    },
  ])('wakes a key at once, then at the end of each pause, $because', async ({ maxPauseMs, want }) => {
    const { clock, pace, work } = aPace(maxPauseMs);
    const startMs = clock.monotonicMs();
    const workedAt: number[] = [];
    for (let ms = 0; ms < 20_000; ms += 50) {
      pace.wake('a');
      if ((await work()) > 0) workedAt.push(clock.monotonicMs() - startMs);
      await clock.advance(50);
    }
    expect(workedAt).toEqual(want);
    await clock.advance(5_000);
    expect(await work()).toBe(1);
    await clock.advance(10_000);
    expect(await work()).toBe(0);
  });

  it('begins with short pauses again after a quiet one', async () => {
    const { clock, pace, work } = aPace(5_000);
    for (let ms = 0; ms < 20_000; ms += 50) {
      pace.wake('a');
      await work();
      await clock.advance(50);
    }
    await clock.advance(11_000);
    expect(await work()).toBe(1);
    await clock.advance(6_000);
    for (const want of [1, 1, 1]) {
      pace.wake('a');
      expect(await work()).toBe(want);
      await clock.advance(1_000);
    }
  });

  it('is a key for itself, and over with its object', async () => {
    const { pace, work } = aPace();
    pace.wake('a');
    expect(await work()).toBe(1);
    pace.wake('b');
    pace.wake('a');
    expect(await work()).toBe(1);
    pace.forget('a');
    pace.wake('a');
    expect(await work()).toBe(1);
  });
});
