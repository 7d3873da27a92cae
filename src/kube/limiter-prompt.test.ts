// Requests that somebody waits for go before the others, which go on all the same.

import { describe, expect, it } from 'vitest';
import { FakeClock, settle } from '../../test/support/time/fake-clock.ts';
import { createLimiter, type Outcome, type Permit, type Urgency } from './limiter.ts';

const answered = (): Outcome => ({ kind: 'answered', latencyMs: 5, latencyClass: 'POST things' });

describe('prompt requests', () => {
  /** Sixteen places, and who has them. */
  function aLine() {
    const clock = new FakeClock();
    const limiter = createLimiter({ clock, initial: 16, max: 16 });
    const granted: string[] = [];
    const permits: Array<{ readonly name: string; readonly permit: Permit }> = [];
    const ask = (urgency: Urgency, count: number): void => {
      for (let number = 0; number < count; number++) {
        void limiter.acquire(undefined, urgency).then((permit) => {
          granted.push(urgency);
          permits.push({ name: urgency, permit });
        });
      }
    };
    const release = async (name: string): Promise<void> => {
      const index = permits.findIndex((each) => each.name === name);
      permits.splice(index, 1)[0]?.permit.release(answered());
      await settle(1);
    };
    const count = (name: string): number => permits.filter((each) => each.name === name).length;
    return { clock, limiter, granted, ask, release, count };
  }

  it('go before ordinary ones that came earlier', async () => {
    const { ask, release, granted } = aLine();
    ask('ordinary', 20);
    ask('prompt', 2);
    await settle(1);
    for (let times = 0; times < 2; times++) await release('ordinary');
    expect(granted.slice(16)).toEqual(['prompt', 'prompt']);
  });

  it('leave ordinary ones an eighth of the places, however many of them come', async () => {
    const { ask, release, count } = aLine();
    ask('prompt', 100);
    ask('ordinary', 100);
    await settle(1);
    expect([count('prompt'), count('ordinary')]).toEqual([16, 0]);
    for (let times = 0; times < 2; times++) await release('prompt');
    expect([count('prompt'), count('ordinary')]).toEqual([14, 2]);
    for (let times = 0; times < 20; times++) {
      await release('ordinary');
      expect([count('prompt'), count('ordinary')]).toEqual([14, 2]);
    }
  });

  it('keep ordinary ones at their share until half a second after the last of them, as the next are expected', async () => {
    const { clock, ask, release, count } = aLine();
    ask('prompt', 1);
    await settle(1);
    await release('prompt');
    ask('ordinary', 100);
    await settle(1);
    expect(count('ordinary')).toBe(2);
    await clock.advance(499);
    await release('ordinary');
    expect(count('ordinary')).toBe(2);
    await clock.advance(1);
    await release('ordinary');
    expect(count('ordinary')).toBe(16);
  });

  it('are quick on a server that is fully occupied, and ordinary ones go on', async () => {
    const tooks = await onBusyServer({ everyMs: 100, burst: 20, forMs: 20_000 });
    const [prompt, alike] = [
      tooks.prompt,
      (await onBusyServer({ everyMs: 100, burst: 20, forMs: 20_000, isAlike: true })).prompt,
    ];
    const p99 = (all: readonly number[]): number =>
      all.toSorted((a, b) => a - b)[Math.ceil(all.length * 0.99) - 1] ?? NaN;
    expect(p99(prompt)).toBeLessThanOrEqual(100);
    expect(p99(alike)).toBeGreaterThan(150);
    // 350 a second less 200.
    expect(tooks.ordinary).toBeGreaterThan(20 * 60);
  });
});

/** A server that does 350 requests a second, all that are in flight at the same speed; ordinary requests without end, and bursts of prompt ones. */
async function onBusyServer({
  everyMs,
  burst,
  forMs,
  isAlike = false,
}: {
  readonly everyMs: number;
  readonly burst: number;
  readonly forMs: number;
  /** The limiter does not know which are prompt. */
  readonly isAlike?: boolean;
}): Promise<{ readonly prompt: readonly number[]; readonly ordinary: number }> {
  const clock = new FakeClock();
  const limiter = createLimiter({ clock, initial: 32 });
  const working: Array<{ leftMs: number; readonly done: () => void }> = [];
  const prompt: number[] = [];
  let ordinary = 0;
  const ask = async (urgency: Urgency): Promise<void> => {
    const permit = await limiter.acquire(undefined, isAlike ? 'ordinary' : urgency);
    await new Promise<void>((done) => working.push({ leftMs: 1_000 / 350, done }));
    permit.release(answered());
  };
  const endless = async (): Promise<void> => {
    while (clock.monotonicMs() < forMs) {
      await ask('ordinary');
      ordinary++;
    }
  };
  for (let worker = 0; worker < 32; worker++) void endless();
  for (let ms = 0; ms < forMs; ms++) {
    if (ms % everyMs === 0) {
      for (let number = 0; number < burst; number++) {
        const sinceMs = clock.monotonicMs();
        void ask('prompt').then(() => prompt.push(clock.monotonicMs() - sinceMs));
      }
    }
    await clock.advance(1);
    const each = 1 / Math.max(1, working.length);
    for (const work of working) work.leftMs -= each;
    for (const { done } of working.filter(({ leftMs }) => leftMs <= 0)) done();
    working.splice(0, working.length, ...working.filter(({ leftMs }) => leftMs > 0));
  }
  return { prompt, ordinary };
}
