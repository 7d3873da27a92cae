import { describe, expect, it } from 'vitest';

import { Holding } from './body.ts';

describe('what is held of bodies', () => {
  it('is half of all at most for one namespace, and all of it for several', () => {
    const holding = new Holding(1_000);
    expect(holding.take('a', 500)).toBe(true);
    expect(holding.take('a', 1)).toBe(false);
    expect(holding.take('b', 300)).toBe(true);
    expect(holding.take('c', 201)).toBe(false);
    expect(holding.take('c', 200)).toBe(true);
    holding.release('a', 500);
    expect(holding.take('a', 500)).toBe(true);
  });
});
