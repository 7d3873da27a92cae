// The law of the delay: a key that is not settled waits, is looked at again in the end, and never waits longer than the limit.

import { describe, expect, it } from 'vitest';

import { FakeClock } from '../../test/support/time/fake-clock.ts';
import { SettleDelay } from './settle-delay.ts';
import { createWorkqueue } from './workqueue.ts';

const MAX_MS = 30_000;

function aDelay() {
  const clock = new FakeClock();
  const queue = createWorkqueue({ name: 'note', clock });
  return { clock, queue, delay: new SettleDelay({ clock, queue, maxMs: MAX_MS }) };
}

describe('a settle delay', () => {
  it('does not delay a settled key', () => {
    const { queue, delay } = aDelay();
    expect(delay.shouldWait('a', false)).toBe(false);
    expect(queue.length).toBe(0);
  });

  it('ends at the limit with the key in the queue, however often it was asked about', async () => {
    const { clock, queue, delay } = aDelay();
    for (let ms = 0; ms < MAX_MS; ms += 5_000) {
      expect(delay.shouldWait('a', true)).toBe(true);
      await clock.advance(5_000);
    }
    expect(queue.length).toBe(1);
    expect(delay.shouldWait('a', true)).toBe(false);
  });

  it('starts again once the key was settled', async () => {
    const { clock, delay } = aDelay();
    delay.shouldWait('a', true);
    await clock.advance(MAX_MS);
    expect(delay.shouldWait('a', false)).toBe(false);
    expect(delay.shouldWait('a', true)).toBe(true);
  });
});
