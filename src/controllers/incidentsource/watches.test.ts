// One watch per source: kept while it runs, replaced with the spec, and ended with the source.

import { describe, expect, it } from 'vitest';

import type { Watching } from '../../integrations/ports/watch.ts';
import { Watches } from './watches.ts';

function watched() {
  const hints: string[] = [];
  const begun: Watching[] = [];
  const ends: Array<{ resolve: () => void; reject: (error: Error) => void }> = [];
  const watches = new Watches((key) => void hints.push(key));
  const begin = (key = 'a/b', generation = 1): void =>
    watches.begin(key, {
      generation,
      cursor: undefined,
      watch: (watching) => {
        begun.push(watching);
        return new Promise((resolve, reject) => ends.push({ resolve, reject }));
      },
    });
  return { watches, hints, begun, ends, begin };
}

describe('the watches of sources', () => {
  it('hint at the source that they are of', () => {
    const { begin, begun, hints } = watched();
    begin('a/one');
    begin('a/two');
    begun[1]?.onNews();
    expect(hints).toEqual(['a/two']);
  });

  it('are begun once, and again after they ended by themselves or failed', async () => {
    const { begin, begun, ends } = watched();
    begin();
    begin();
    expect(begun).toHaveLength(1);
    ends[0]?.resolve();
    await Promise.resolve();
    begin();
    ends[1]?.reject(new Error('the connection broke'));
    await new Promise((resolve) => setImmediate(resolve));
    begin();
    expect(begun).toHaveLength(3);
  });

  it('are replaced when the spec has changed, and ended with the source and the run', () => {
    const { watches, begin, begun } = watched();
    begin('a/b', 1);
    begin('a/b', 2);
    expect(begun.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    watches.end('a/b');
    expect(begun[1]?.signal.aborted).toBe(true);
    begin('a/c');
    watches.clear();
    expect(begun[2]?.signal.aborted).toBe(true);
  });
});
