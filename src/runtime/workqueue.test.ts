import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { FakeClock } from '../../test/support/time/fake-clock.ts';
import { noMetrics, type RuntimeMetrics } from './metrics.ts';
import { createWorkqueue, type Workqueue, type WorkqueueOptions } from './workqueue.ts';

function aQueue(over: Partial<WorkqueueOptions> = {}): { queue: Workqueue; clock: FakeClock } {
  const clock = new FakeClock();
  return { clock, queue: createWorkqueue({ name: 'test', clock, random: () => 0.5, ...over }) };
}

async function take(queue: Workqueue): Promise<string | undefined> {
  return queue.length > 0 ? queue.get() : undefined;
}

describe('workqueue', () => {
  it('several additions while a key waits count as one', async () => {
    const { queue } = aQueue();
    for (const key of ['a', 'b', 'a', 'a']) queue.add(key);
    expect(queue.length).toBe(2);
    expect([await queue.get(), await queue.get()]).toEqual(['a', 'b']);
    expect(queue.length).toBe(0);
  });

  it('a key re-added in flight runs once more', async () => {
    const { queue } = aQueue();
    queue.add('a');
    const key = await queue.get();
    queue.add('a');
    queue.add('a');
    expect([key, queue.length]).toEqual(['a', 0]);
    queue.done('a');
    expect(queue.length).toBe(1);
    expect(await queue.get()).toBe('a');
    queue.done('a');
    expect(queue.length).toBe(0);
  });

  it('a waiting worker gets a key when it is added, and each key goes to one worker', async () => {
    const { queue } = aQueue();
    const workers = [queue.get(), queue.get()];
    queue.add('a');
    queue.add('b');
    expect(await Promise.all(workers)).toEqual(['a', 'b']);
  });

  it('a worker whose signal aborts takes no key with it', async () => {
    const { queue } = aQueue();
    const controller = new AbortController();
    const gone = queue.get(controller.signal);
    controller.abort();
    queue.add('a');
    expect(await gone).toBeUndefined();
    expect(await queue.get(controller.signal)).toBeUndefined();
    expect(await queue.get()).toBe('a');
  });

  it('of several delays for one key the earliest counts', async () => {
    const { queue, clock } = aQueue();
    queue.addAfter('a', 500);
    queue.addAfter('a', 100);
    queue.addAfter('a', 900);
    queue.addAfter('b', 100);
    await clock.advance(99);
    expect(queue.length).toBe(0);
    await clock.advance(1);
    expect([await take(queue), await take(queue)]).toEqual(['a', 'b']);
    queue.done('a');
    await clock.advance(10_000);
    expect(queue.length).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('a delay of zero adds at once', async () => {
    const { queue } = aQueue();
    queue.addAfter('a', 0);
    expect(await take(queue)).toBe('a');
  });

  it('backs off per key, doubles up to the cap, and starts again once forgotten', async () => {
    const { queue, clock } = aQueue({ baseDelayMs: 5, maxDelayMs: 30 });
    const waits: number[] = [];
    for (let round = 0; round < 5; round++) {
      const startMs = clock.monotonicMs();
      queue.addRateLimited('a');
      while (queue.length === 0) await clock.advance(1);
      waits.push(clock.monotonicMs() - startMs);
      queue.done((await queue.get()) ?? '');
    }
    expect(waits).toEqual([5, 10, 20, 30, 30]);
    expect([queue.retries('a'), queue.retries('b')]).toEqual([5, 0]);
    queue.forget('a');
    queue.addRateLimited('a');
    await clock.advance(5);
    expect(await take(queue)).toBe('a');
  });

  it('a caller may cap the wait, and jitter never lengthens it', async () => {
    const { queue, clock } = aQueue({ baseDelayMs: 1000, jitter: 0.5, random: () => 1 });
    queue.addRateLimited('a', { maxMs: 200 });
    await clock.advance(99);
    expect(queue.length).toBe(0);
    await clock.advance(1);
    expect(queue.length).toBe(1);
  });

  it('a thousand failures in a row do not overflow the wait', async () => {
    const { queue, clock } = aQueue({ maxDelayMs: 1000 });
    for (let round = 0; round < 1100; round++) queue.addRateLimited('a');
    queue.add('a');
    queue.done((await queue.get()) ?? '');
    queue.addRateLimited('b');
    queue.addRateLimited('a');
    await clock.advance(1000);
    expect(queue.length).toBe(2);
  });

  it('after shutdown it hands out queued keys, drops delayed ones, accepts no new ones, and drains', async () => {
    const { queue, clock } = aQueue();
    let drained = false;
    void queue.whenDrained().then(() => (drained = true));
    queue.add('a');
    queue.add('b');
    queue.addAfter('c', 10);
    expect(await queue.get()).toBe('a');
    queue.shutdown();
    queue.add('d');
    await clock.advance(100);
    expect(await queue.get()).toBe('b');
    expect(await queue.get()).toBeUndefined();
    queue.done('a');
    await clock.advance(0);
    expect(drained).toBe(false);
    queue.done('b');
    await clock.advance(0);
    expect(drained).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('shutting down wakes idle workers', async () => {
    const { queue } = aQueue();
    const idle = queue.get();
    queue.shutdown();
    expect(await idle).toBeUndefined();
  });

  it('a key re-added in flight before the shutdown still runs once more', async () => {
    const { queue } = aQueue();
    queue.add('a');
    await queue.get();
    queue.add('a');
    queue.shutdown();
    queue.done('a');
    expect(await queue.get()).toBe('a');
  });

  it('reports the workqueue family', async () => {
    const seen: unknown[][] = [];
    const metrics: RuntimeMetrics = {
      ...noMetrics,
      queueAdded: (...args) => seen.push(['added', ...args]),
      queueRetried: (...args) => seen.push(['retried', ...args]),
      queueTaken: (...args) => seen.push(['taken', ...args]),
      queueFinished: (...args) => seen.push(['finished', ...args]),
    };
    const { queue, clock } = aQueue({ metrics });
    queue.add('a');
    queue.add('a');
    await clock.advance(2000);
    await queue.get();
    await clock.advance(3000);
    queue.addAfter('b', 60_000);
    queue.add('c');
    expect(queue.stats()).toEqual({ depth: 1, delayed: 1, inWork: 1, unfinishedSeconds: 3, longestRunningSeconds: 3 });
    queue.done('a');
    expect(seen).toEqual([
      ['added', 'test'],
      ['taken', 'test', 2],
      ['retried', 'test'],
      ['added', 'test'],
      ['finished', 'test', 3],
    ]);
    expect(queue.stats()).toEqual({ depth: 1, delayed: 1, inWork: 0, unfinishedSeconds: 0, longestRunningSeconds: 0 });
  });

  it('hands a key that is added twice in one turn out once, also to who waits for it already', async () => {
    const { queue } = aQueue();
    const waiting = queue.get();
    queue.add('a');
    queue.add('a');
    expect(await waiting).toBe('a');
    queue.done('a');
    expect(queue.length).toBe(0);
  });

  it('hands the key for which an aborted worker was woken to another one', async () => {
    const { queue } = aQueue();
    const stop = new AbortController();
    const first = queue.get(stop.signal);
    const second = queue.get();
    queue.add('a');
    stop.abort();
    expect(await first).toBeUndefined();
    expect(await second).toBe('a');
  });

  it('keeps the order of many keys', async () => {
    const { queue } = aQueue();
    const keys = Array.from({ length: 5000 }, (_, index) => `k${index}`);
    for (const key of keys) queue.add(key);
    const out: string[] = [];
    for (let key = await take(queue); key !== undefined; key = await take(queue)) {
      out.push(key);
      queue.done(key);
    }
    expect(out).toEqual(keys);
  });
});

describe('workqueue under any schedule', () => {
  const key = fc.constantFrom('a', 'b', 'c', 'd');
  type Step =
    | { kind: 'add' | 'done' | 'limited'; key: string }
    | { kind: 'after'; key: string; ms: number }
    | { kind: 'get' | 'advance' };
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ kind: fc.constantFrom('add' as const, 'done' as const, 'limited' as const), key }),
    fc.record({ kind: fc.constant('after' as const), key, ms: fc.nat(50) }),
    fc.record({ kind: fc.constantFrom('get' as const, 'advance' as const) }),
  );

  it('no key is lost, none is in work twice at once, and additions coalesce', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { queue, clock } = aQueue({ maxDelayMs: 40 });
        const working = new Set<string>();
        /** Keys that were added and not handed out since. */
        const owed = new Set<string>();
        const run = async (each: Step): Promise<void> => {
          switch (each.kind) {
            case 'add':
              owed.add(each.key);
              return queue.add(each.key);
            case 'limited':
              owed.add(each.key);
              return queue.addRateLimited(each.key);
            case 'after':
              owed.add(each.key);
              return queue.addAfter(each.key, each.ms);
            case 'done':
              working.delete(each.key);
              return queue.done(each.key);
            case 'advance':
              return clock.advance(10);
            case 'get': {
              const taken = await take(queue);
              if (taken === undefined) return;
              expect(working.has(taken)).toBe(false);
              working.add(taken);
              owed.delete(taken);
            }
          }
        };
        for (const each of steps) {
          await run(each);
          expect(queue.length).toBeLessThanOrEqual(4);
        }
        await clock.advance(100);
        for (const each of working) queue.done(each);
        working.clear();
        // A key that was handed out may be delayed as well, so more keys may come than expected, but no expected key may be missing.
        const rest: string[] = [];
        for (let each = await take(queue); each !== undefined; each = await take(queue)) rest.push(each);
        expect(new Set(rest).size).toBe(rest.length);
        expect(rest).toEqual(expect.arrayContaining([...owed]));
        expect(clock.pending).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});
