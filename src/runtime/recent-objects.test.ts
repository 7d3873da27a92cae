// The law of recent objects: a value is given out for the version that it was seen in, once, and memory is bounded.

import { describe, expect, it } from 'vitest';
import { RecentObjects } from './recent-objects.ts';

describe('recent objects', () => {
  it.each([
    { version: '7', because: 'it is the version that was seen last', want: 'new' },
    { version: '6', because: 'it was seen in a newer one', want: undefined },
    { version: '8', because: 'it was not seen in that one yet', want: undefined },
  ])('version $version gives $want: $because', ({ version, want }) => {
    const recent = new RecentObjects<string>();
    recent.note('a/b', '6', 'old');
    recent.note('a/b', '7', 'new');
    expect(recent.take('a/b', version)).toBe(want);
    expect(recent.take('a/b', version)).toBeUndefined();
  });

  it('keep the latest thousand', () => {
    const recent = new RecentObjects<number>();
    for (let index = 0; index < 2_500; index++) recent.note(`a/${index}`, '1', index);
    expect(recent.size).toBe(1_000);
    expect([recent.take('a/2499', '1'), recent.take('a/1500', '1'), recent.take('a/1499', '1')]).toEqual([
      2499,
      1500,
      undefined,
    ]);
  });
});
