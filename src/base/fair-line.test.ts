// The law of the fair line: groups take turns, a group keeps its order and its limit, and nothing is lost or given out twice.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FairLine } from './fair-line.ts';

const groupOf = (key: string): string => key.slice(0, key.indexOf('/'));

function lineOf(keys: readonly string[], limit = Infinity): FairLine {
  const line = new FairLine({ groupOf, limit });
  for (const key of keys) line.push(key);
  return line;
}

function takeAll(line: FairLine): string[] {
  const taken: string[] = [];
  while (line.isReady) taken.push(line.take() ?? 'nothing');
  expect(line.take()).toBeUndefined();
  return taken;
}

describe('a fair line', () => {
  it.each([
    {
      name: 'one group',
      because: 'first in, first out',
      keys: ['a/1', 'a/2', 'a/3'],
      limit: Infinity,
      want: ['a/1', 'a/2', 'a/3'],
    },
    {
      name: 'many keys before one of another group',
      because: 'groups take turns',
      keys: ['a/1', 'a/2', 'a/3', 'b/1', 'a/4'],
      limit: Infinity,
      want: ['a/1', 'b/1', 'a/2', 'a/3', 'a/4'],
    },
    {
      name: 'more keys than the limit',
      because: 'keys that hang hold up their own group alone',
      keys: ['a/1', 'a/2', 'a/3', 'b/1', 'b/2'],
      limit: 2,
      want: ['a/1', 'b/1', 'a/2', 'b/2'],
    },
  ])('$name: $because', ({ keys, limit, want }) => {
    const line = lineOf(keys, limit);
    expect(takeAll(line)).toEqual(want);
    expect(line.length).toBe(keys.length - want.length);
  });

  it('gives out the next key of a group at its limit once one of its keys is done', () => {
    const line = lineOf(['a/1', 'a/2', 'b/1'], 1);
    expect(takeAll(line)).toEqual(['a/1', 'b/1']);
    line.done('b/1');
    expect(line.isReady).toBe(false);
    line.done('a/1');
    expect(takeAll(line)).toEqual(['a/2']);
  });

  it('loses nothing, gives nothing out twice and keeps to the limit, whatever comes and is done in between', () => {
    const step = fc.oneof(
      fc.constantFrom('a', 'b', 'c').map((group) => ({ push: group })),
      fc.constantFrom('take', 'done'),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 3 }), (steps, limit) => {
        const model = new Model(limit);
        for (const each of steps) {
          if (typeof each === 'object') model.push(each.push);
          else if (each === 'take') model.take();
          else model.done();
          expect(model.busiest).toBeLessThanOrEqual(limit);
          expect(model.line.length).toBe(model.pushed.length - model.taken.length);
        }
        model.finish();
        expect(model.taken.toSorted()).toEqual(model.pushed.toSorted());
      }),
    );
  });
});

/** A line, and what went in and came out of it. */
class Model {
  readonly line: FairLine;
  readonly pushed: string[] = [];
  readonly taken: string[] = [];
  #inWork: string[] = [];

  constructor(limit: number) {
    this.line = lineOf([], limit);
  }

  push(group: string): void {
    const key = `${group}/${this.pushed.length}`;
    this.pushed.push(key);
    this.line.push(key);
  }

  take(): void {
    const key = this.line.take();
    if (key === undefined) return;
    this.taken.push(key);
    this.#inWork.push(key);
  }

  done(): void {
    const key = this.#inWork.shift();
    if (key !== undefined) this.line.done(key);
  }

  /** Keys in work of the group that has the most. */
  get busiest(): number {
    const counts = Object.values(Object.groupBy(this.#inWork, groupOf)).map((keys = []) => keys.length);
    return Math.max(0, ...counts);
  }

  finish(): void {
    while (this.#inWork.length > 0 || this.line.isReady) {
      this.done();
      this.take();
    }
  }
}
