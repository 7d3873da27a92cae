// The law of a pace: however often a key is asked for, its reconciles begin a pause apart, and the last asking is answered.

import { describe, expect, it } from 'vitest';

import { FakeClock } from '../../test/support/fake-clock.ts';
import { Pace } from './pace.ts';
import { createWorkqueue } from './workqueue.ts';

function aPace() {
  const clock = new FakeClock();
  const queue = createWorkqueue({ name: 'note', clock });
  const pace = new Pace({ clock, queue, pauseMs: 1_000 });
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
  it('wakes a key at once, then once a pause however often it is asked to', async () => {
    const { clock, pace, work } = aPace();
    let worked = 0;
    for (let ms = 0; ms < 10_000; ms += 50) {
      pace.wake('a');
      worked += await work();
      await clock.advance(50);
    }
    expect(worked).toBe(10);
    await clock.advance(1_000);
    expect(await work()).toBe(1);
    await clock.advance(10_000);
    expect(await work()).toBe(0);
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
