import fc from 'fast-check';
import { expect, it } from 'vitest';

import { DelayQueue } from './delay-queue.ts';

it('gives out keys in the order of the earliest time that each was scheduled for', () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ key: fc.integer({ min: 0, max: 12 }).map(String), atMs: fc.nat(30) }),
      fc.record({ takeMs: fc.nat(30) }),
    ),
    { maxLength: 80 },
  );
  fc.assert(
    fc.property(steps, (history) => {
      const heap = new DelayQueue();
      const model = new Map<string, number>();
      const earliest = (): number | undefined => (model.size === 0 ? undefined : Math.min(...model.values()));
      const takeOne = (nowMs: number): void => {
        const next = earliest();
        const taken = heap.takeDue(nowMs);
        if (next === undefined || next > nowMs) return expect(taken).toBeUndefined();
        expect(model.get(taken ?? '')).toBe(next);
        model.delete(taken ?? '');
      };
      for (const step of history) {
        if ('takeMs' in step) takeOne(step.takeMs);
        else {
          heap.schedule(step.key, step.atMs);
          model.set(step.key, Math.min(step.atMs, model.get(step.key) ?? Infinity));
        }
        expect([heap.size, heap.nextMs]).toEqual([model.size, earliest()]);
      }
      while (model.size > 0) takeOne(Infinity);
      expect(heap.takeDue(Infinity)).toBeUndefined();
    }),
  );
});

it('equal times come out first in, first out', () => {
  const heap = new DelayQueue();
  for (const key of ['c', 'a', 'b']) heap.schedule(key, 5);
  expect([heap.takeDue(5), heap.takeDue(5), heap.takeDue(5)]).toEqual(['c', 'a', 'b']);
});
