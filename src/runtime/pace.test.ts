// The law of a pace: however often a key is asked for, its reconciles begin a pause apart, longer ones while it goes on, and the last
// asking is answered.

import { describe, expect, it } from 'vitest';

import { FakeClock } from '../../test/support/time/fake-clock.ts';
import { Pace } from './pace.ts';
import { createWorkqueue } from './workqueue.ts';

function aPace() {
  const clock = new FakeClock();
  const queue = createWorkqueue({ name: 'note', clock });
  const pace = new Pace({ clock, queue });
  /** Takes what is in the queue, as a controller does. */
  const work = async ({ writes = false } = {}): Promise<number> => {
    const { length } = queue;
    for (let left = length; left > 0; left--) {
      const key = (await queue.get()) ?? '';
      pace.began(key);
      if (writes) pace.wrote(key);
      queue.done(key);
    }
    return length;
  };
  /** Asks for the key every so often, for a while; when it was worked on, by the seconds. */
  const flood = async ({ writes, forMs, everyMs = 50 }: Flood): Promise<number[]> => {
    const startMs = clock.monotonicMs();
    const workedAt: number[] = [];
    for (let ms = 0; ms < forMs; ms += everyMs) {
      pace.wake('a');
      if ((await work({ writes })) > 0) workedAt.push((clock.monotonicMs() - startMs) / 1_000);
      await clock.advance(everyMs);
    }
    return workedAt;
  };
  return { clock, pace, work, flood };
}

interface Flood {
  readonly writes: boolean;
  readonly forMs: number;
  readonly everyMs?: number;
}

describe('a pace', () => {
  it('wakes a key at once, then at the end of each pause, and for the last asking', async () => {
    const { clock, work, flood } = aPace();
    expect(await flood({ writes: false, forMs: 10_000 })).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await clock.advance(1_000);
    expect(await work()).toBe(1);
    await clock.advance(10_000);
    expect(await work()).toBe(0);
  });

  it('makes longer pauses where it is written again and again, until there is a break', async () => {
    const { clock, work, flood } = aPace();
    expect(await flood({ writes: true, forMs: 20_000 })).toEqual([0, 1, 2, 3, 4, 5, 7, 11, 19]);
    await clock.advance(10_000);
    expect(await work()).toBe(1);
    await clock.advance(10_000);
    expect(await flood({ writes: true, forMs: 4_000 })).toEqual([0, 1, 2, 3]);
  });

  it.each([
    { everyMs: 2_500, because: 'steps with a break between them are no flood' },
    { everyMs: 15_000, because: 'a change now and then is none either' },
  ])('does not keep who writes every $everyMs ms waiting: $because', async ({ everyMs }) => {
    const { flood } = aPace();
    await flood({ writes: true, forMs: 20_000 });
    await flood({ writes: true, forMs: 25_000 + everyMs, everyMs });
    const seconds = everyMs / 1_000;
    expect(await flood({ writes: true, forMs: 4 * everyMs, everyMs })).toEqual([0, seconds, 2 * seconds, 3 * seconds]);
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
