import { describe, expect, it } from 'vitest';

import { FakeClock } from '../../test/support/time/fake-clock.ts';
import { delay, pause } from './timing.ts';

describe('delay', () => {
  it('rejects at once, and leaves no timer behind, when the signal aborts', async () => {
    const clock = new FakeClock();
    const abort = new AbortController();
    const waiting = delay(clock, 60_000, abort.signal);
    abort.abort(new Error('stopping'));
    await expect(waiting).rejects.toThrow('stopping');
    expect(clock.pending).toBe(0);
  });

  it('resolves when the time is up', async () => {
    const clock = new FakeClock();
    let isOver = false;
    void delay(clock, 1_000, new AbortController().signal).then(() => (isOver = true));
    await clock.advance(999);
    expect(isOver).toBe(false);
    await clock.advance(1);
    expect(isOver).toBe(true);
  });
});

describe('pause', () => {
  it('resolves at once, and leaves no timer behind, when the signal aborts', async () => {
    const clock = new FakeClock();
    const abort = new AbortController();
    const waiting = pause(clock, 60_000, abort.signal);
    abort.abort(new Error('stopping'));
    await expect(waiting).resolves.toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  it('resolves at once if the signal has aborted already', async () => {
    const clock = new FakeClock();
    await pause(clock, 60_000, AbortSignal.abort());
    expect(clock.pending).toBe(0);
  });
});
