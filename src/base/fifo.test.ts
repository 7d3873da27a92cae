import fc from 'fast-check';
import { expect, it } from 'vitest';

import { Fifo } from './fifo.ts';

it('gives items out in the order in which they were pushed, and counts those that are left', () => {
  const steps = fc.array(fc.oneof(fc.record({ push: fc.nat() }), fc.constant('shift' as const)), { maxLength: 100 });
  fc.assert(
    fc.property(steps, (history) => {
      const fifo = new Fifo<number>();
      const model: number[] = [];
      for (const step of history) {
        if (step === 'shift') expect(fifo.shift()).toBe(model.shift());
        else {
          fifo.push(step.push);
          model.push(step.push);
        }
        expect(fifo.length).toBe(model.length);
      }
    }),
  );
});

it('keeps the order of thousands of items that come and go', () => {
  const fifo = new Fifo<number>();
  let pushed = 0;
  let taken = 0;
  for (let round = 0; round < 3_000; round++) {
    for (let count = 0; count < 1 + (round % 4); count++) fifo.push(pushed++);
    for (let count = 0; count < round % 3; count++) if (fifo.length > 0) expect(fifo.shift()).toBe(taken++);
  }
  expect(fifo.length).toBe(pushed - taken);
  while (taken < pushed) expect(fifo.shift()).toBe(taken++);
  expect([fifo.length, fifo.shift()]).toEqual([0, undefined]);
});
