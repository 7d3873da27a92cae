import { describe, expect, it } from 'vitest';

import { Turns } from './turns.ts';

describe('turns', () => {
  it('of a key begin when the one before has ended, also where it failed; those of another do not wait', async () => {
    const turns = new Turns();
    const done: string[] = [];
    const first = Promise.withResolvers<void>();
    const act = (name: string) => () => Promise.resolve(void done.push(name));
    const failing = turns.after('a', () => first.promise);
    const second = turns.after('a', act('second'));
    const third = turns.after('a', act('third'));
    await turns.after('b', act('other'));
    expect(done).toEqual(['other']);
    first.reject(new Error('lost'));
    await expect(failing).rejects.toThrow('lost');
    await Promise.all([second, third]);
    expect(done).toEqual(['other', 'second', 'third']);
    await turns.after('a', act('later'));
    expect(done.at(-1)).toBe('later');
  });
});
