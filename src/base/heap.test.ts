import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Heap } from './heap.ts';

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const entry = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom('a', 'b', 'c', 'd', 'e'));

function filled(entries: ReadonlyArray<readonly [number, string]>): Heap<string> {
  const heap = new Heap(byName);
  for (const [key, item] of entries) heap.push(key, item);
  return heap;
}

function drained(heap: Heap<string>): string[] {
  const order: string[] = [];
  while (heap.size > 0) order.push(`${heap.firstKey}${heap.pop()}`);
  return order;
}

describe('Heap', () => {
  it('law: gives back what was pushed by key, then by tie', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 60, size: 'max' }), (entries) => {
        expect(drained(filled(entries))).toEqual(entries.map(([key, item]) => `${key}${item}`).toSorted());
      }),
      { numRuns: 1_000 },
    );
  });

  it('law: take gives the first live items once each, and keeps them', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 60, size: 'max' }), fc.nat(6), (entries, count) => {
        const heap = filled(entries);
        // As in production, an item is live under one key at a time.
        const isLive = (key: number, item: string): boolean => key === item.charCodeAt(0) % 10;
        const live = entries.filter(([key, item]) => isLive(key, item)).map(([key, item]) => `${key}${item}`);
        const want = [...new Set(live)]
          .toSorted()
          .slice(0, count)
          .map((text) => text.slice(1));
        expect(heap.take(count, isLive)).toEqual(want);
        expect(heap.take(count, isLive)).toEqual(want);
      }),
      { numRuns: 1_000 },
    );
  });

  it('law: compact keeps one of each live entry and nothing else, in order', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 120, size: 'max' }), (entries) => {
        const heap = filled(entries);
        const isLive = (key: number, item: string): boolean => key === item.charCodeAt(0) % 10;
        const live = entries.filter(([key, item]) => isLive(key, item)).map(([key, item]) => `${key}${item}`);
        heap.compact(isLive);
        expect(drained(heap)).toEqual([...new Set(live)].toSorted());
      }),
      { numRuns: 1_000 },
    );
  });

  it('never holds more than twice the live entries and a constant, if it is compacted when overgrown', () => {
    const heap = new Heap(byName);
    let most = 0;
    for (let round = 0; round < 10_000; round++) {
      heap.push(round, 'only');
      if (heap.isOvergrown(1)) heap.compact((key) => key === round);
      most = Math.max(most, heap.size);
    }
    expect(most).toBeLessThanOrEqual(2 + 64);
    expect(heap.take(5, (key) => key === 9_999)).toEqual(['only']);
  });

  it('is empty after clear, and can be used again', () => {
    const heap = filled([
      [2, 'b'],
      [1, 'a'],
    ]);
    heap.clear();
    expect([heap.size, heap.firstKey, heap.first, heap.pop()]).toEqual([0, undefined, undefined, undefined]);
    heap.push(3, 'c');
    expect(drained(heap)).toEqual(['3c']);
  });
});
