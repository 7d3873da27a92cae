// The slot index against a Map, over any history of additions and removals.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SlotIndex } from './slot-index.ts';

it('finds what a Map would find, after any history', () => {
  const step = fc.record({
    name: fc.integer({ min: 0, max: 60 }).map((number) => `incident-${number}`),
    adds: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400, size: 'max' }), (steps) => {
      const names: string[] = [];
      const index = new SlotIndex((slot) => names[slot] ?? '');
      const model = new Map<string, number>();
      for (const { name, adds } of steps) {
        if (!adds) {
          index.delete(name);
          model.delete(name);
        } else if (!model.has(name)) {
          model.set(name, names.push(name) - 1);
          index.add(name, names.length - 1);
        }
        expect(index.size).toBe(model.size);
        expect(index.get(name)).toBe(model.get(name));
      }
      expect([...index.values()].toSorted((a, b) => a - b)).toEqual([...model.values()].toSorted((a, b) => a - b));
      for (const [name, slot] of model) expect(index.get(name)).toBe(slot);
    }),
    { numRuns: 300 },
  );
});
