// The law of patience: what is not settled waits, is looked at again in the end, and never waits for longer than it may.

import { describe, expect, it } from 'vitest';

import { FakeClock } from '../../test/support/time/fake-clock.ts';
import { Patience } from './patience.ts';
import { createWorkqueue } from './workqueue.ts';

const MAX_MS = 30_000;

function patient() {
  const clock = new FakeClock();
  const queue = createWorkqueue({ name: 'note', clock });
  return { clock, queue, patience: new Patience({ clock, queue, maxMs: MAX_MS }) };
}

describe('patience', () => {
  it('lets what is settled pass', () => {
    const { queue, patience } = patient();
    expect(patience.shouldWait('a', false)).toBe(false);
    expect(queue.length).toBe(0);
  });

  it('ends after its time, with the key in the queue, however often it was asked for', async () => {
    const { clock, queue, patience } = patient();
    for (let ms = 0; ms < MAX_MS; ms += 5_000) {
      expect(patience.shouldWait('a', true)).toBe(true);
      await clock.advance(5_000);
    }
    expect(queue.length).toBe(1);
    expect(patience.shouldWait('a', true)).toBe(false);
  });

  it('begins anew once the key was settled', async () => {
    const { clock, patience } = patient();
    patience.shouldWait('a', true);
    await clock.advance(MAX_MS);
    expect(patience.shouldWait('a', false)).toBe(false);
    expect(patience.shouldWait('a', true)).toBe(true);
  });
});
