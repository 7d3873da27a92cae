// The law of the throttle: however often a key is asked for, its reconciles start a pause apart, the pauses grow while writes go on, and
// the last request is served.

import { describe, expect, it } from 'vitest';

import { FakeClock } from '../../test/support/time/fake-clock.ts';
import { Throttle } from './throttle.ts';
import { createWorkqueue } from './workqueue.ts';

function aThrottle() {
  const clock = new FakeClock();
  const queue = createWorkqueue({ name: 'note', clock });
  const throttle = new Throttle({ clock, queue });
  /** Takes what is in the queue, as a controller does. */
  const work = async ({ writes = false } = {}): Promise<number> => {
    const { length } = queue;
    for (let left = length; left > 0; left--) {
      const key = (await queue.get()) ?? '';
      throttle.began(key);
      if (writes) throttle.wrote(key);
      queue.done(key);
    }
    return length;
  };
  /** Asks for the key every `everyMs`, for `forMs`. Returns at which seconds it was worked on. */
  const flood = async ({ writes, forMs, everyMs = 50 }: Flood): Promise<number[]> => {
    const startMs = clock.monotonicMs();
    const workedAt: number[] = [];
    for (let ms = 0; ms < forMs; ms += everyMs) {
      throttle.wake('a');
      if ((await work({ writes })) > 0) workedAt.push((clock.monotonicMs() - startMs) / 1_000);
      await clock.advance(everyMs);
    }
    return workedAt;
  };
  return { clock, throttle, work, flood };
}

interface Flood {
  readonly writes: boolean;
  readonly forMs: number;
  readonly everyMs?: number;
}

describe('a throttle', () => {
  it('wakes a key at once, then at the end of each pause, and once more for the last request', async () => {
    const { clock, work, flood } = aThrottle();
    expect(await flood({ writes: false, forMs: 10_000 })).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await clock.advance(1_000);
    expect(await work()).toBe(1);
    await clock.advance(10_000);
    expect(await work()).toBe(0);
  });

  it('makes longer pauses while a key is written again and again, until there is a break', async () => {
    const { clock, work, flood } = aThrottle();
    expect(await flood({ writes: true, forMs: 20_000 })).toEqual([0, 1, 2, 3, 4, 5, 7, 11, 19]);
    await clock.advance(10_000);
    expect(await work()).toBe(1);
    await clock.advance(10_000);
    expect(await flood({ writes: true, forMs: 4_000 })).toEqual([0, 1, 2, 3]);
  });

  it.each([
    { everyMs: 2_500, because: 'a person works in steps with breaks between them' },
    { everyMs: 15_000, because: 'a change now and then is no flood' },
  ])('does not delay writes that come every $everyMs ms: $because', async ({ everyMs }) => {
    const { flood } = aThrottle();
    await flood({ writes: true, forMs: 20_000 });
    await flood({ writes: true, forMs: 25_000 + everyMs, everyMs });
    const seconds = everyMs / 1_000;
    expect(await flood({ writes: true, forMs: 4 * everyMs, everyMs })).toEqual([0, seconds, 2 * seconds, 3 * seconds]);
  });

  it('keeps keys apart, and forgets a key with its object', async () => {
    const { throttle, work } = aThrottle();
    throttle.wake('a');
    expect(await work()).toBe(1);
    throttle.wake('b');
    throttle.wake('a');
    expect(await work()).toBe(1);
    throttle.forget('a');
    throttle.wake('a');
    expect(await work()).toBe(1);
  });
});
