// The law of the throttle: however often a key is asked for, its writes are a pause apart, the pauses grow while writes go on and end
// early once the requests do, and the last request is served.

import { describe, expect, it } from 'vitest';

import { FakeClock } from '../../test/support/time/fake-clock.ts';
import { Throttle } from './throttle.ts';
import { createWorkqueue } from './workqueue.ts';

function aThrottle() {
  const clock = new FakeClock();
  const queue = createWorkqueue({ name: 'note', clock });
  const throttle = new Throttle({ clock, queue });
  /** Takes what is in the queue, as a controller does. */
  const work = async ({ writes = false, looks = false } = {}): Promise<number> => {
    let worked = 0;
    for (let left = queue.length; left > 0; left--) {
      const key = (await queue.get()) ?? '';
      if (!throttle.shouldWait(key)) {
        worked++;
        if (writes) throttle.wrote(key);
        if (looks) throttle.looked(key);
      }
      queue.done(key);
    }
    return worked;
  };
  /** Asks for the key every `everyMs`, for `forMs`. Returns at which seconds it was worked on. */
  const flood = async ({ writes, looks, forMs, everyMs = 50 }: Flood): Promise<number[]> => {
    const startMs = clock.monotonicMs();
    const workedAt: number[] = [];
    for (let ms = 0; ms < forMs; ms += everyMs) {
      throttle.wake('a');
      if ((await work({ writes, looks })) > 0) workedAt.push((clock.monotonicMs() - startMs) / 1_000);
      await clock.advance(everyMs);
    }
    return workedAt;
  };
  return { clock, throttle, work, flood };
}

interface Flood {
  readonly writes?: boolean;
  readonly looks?: boolean;
  readonly forMs: number;
  readonly everyMs?: number;
}

describe('a throttle', () => {
  it('wakes a key at once while it is not written: the pause starts after a write', async () => {
    const { flood, work } = aThrottle();
    expect(await flood({ forMs: 200 })).toEqual([0, 0.05, 0.1, 0.15]);
    expect(await flood({ writes: true, forMs: 50 })).toEqual([0]);
    expect(await work()).toBe(0);
  });

  it('where a look is dear, wakes a key at once, then a second apart, and once more for the last request', async () => {
    const { clock, work, flood } = aThrottle();
    expect(await flood({ looks: true, forMs: 10_000 })).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await clock.advance(1_000);
    expect(await work({ looks: true })).toBe(1);
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

  it('ends a pause soon after the last request, however long the pause has grown', async () => {
    const { clock, work, flood } = aThrottle();
    await flood({ writes: true, forMs: 12_000 });
    await clock.advance(100);
    expect(await work({ writes: true })).toBe(0);
    await clock.advance(100);
    expect(await work({ writes: true })).toBe(1);
  });

  it('ends a pause at once when it is told that the changes are complete, and only where something was asked for', async () => {
    const { throttle, work, flood } = aThrottle();
    await flood({ writes: true, forMs: 6_000 });
    throttle.wake('a');
    throttle.hurry('a');
    expect(await work({ writes: true })).toBe(1);
    throttle.hurry('a');
    throttle.hurry('b');
    expect(await work()).toBe(0);
  });

  it('ends thirty pauses early at most, then one every five seconds: a key that changes all the time keeps its pauses', async () => {
    const { flood } = aThrottle();
    const worked = await flood({ writes: true, forMs: 120_000, everyMs: 300 });
    expect(worked.length).toBeLessThan(31 + 120 / 5 + 120 / 10 + 10);
    expect(worked.filter((second) => second > 60).length).toBeLessThan(60 / 5 + 60 / 10 + 2);
  });

  it('ends a pause at once whenever what is complete is bounded by somebody else, and counts none of them', async () => {
    const { throttle, work } = aThrottle();
    const endedEarly = async (isBounded: boolean): Promise<number> => {
      let ended = 0;
      for (let round = 0; round < 40; round++) {
        throttle.wake('a');
        throttle.hurry('a', { isBounded });
        ended += await work({ writes: true });
      }
      return ended;
    };
    expect(await endedEarly(true)).toBe(40);
    expect(await endedEarly(false)).toBe(30);
    expect(await endedEarly(true)).toBe(40);
  });

  it('keeps keys apart, and forgets a key with its object', async () => {
    const { throttle, work } = aThrottle();
    throttle.wake('a');
    expect(await work({ writes: true })).toBe(1);
    throttle.wake('b');
    throttle.wake('a');
    expect(await work({ writes: true })).toBe(1);
    throttle.forget('a');
    throttle.wake('a');
    expect(await work({ writes: true })).toBe(1);
  });
});
