// The law of an allowance: in any time at most `burst` plus one per period, per key, and what is refused takes nothing.

import { describe, expect, it } from 'vitest';
import { Allowance } from './allowance.ts';

describe('an allowance', () => {
  it('gives its burst at once, then one per period, and says how long to wait', () => {
    const allowance = new Allowance({ burst: 2, everyMs: 1_000 });
    expect([0, 0, 0, 400, 1_000, 1_000].map((ms) => allowance.take('a', ms))).toEqual([0, 0, 1_000, 600, 0, 1_000]);
  });

  it('saves up its burst and no more', () => {
    const allowance = new Allowance({ burst: 2, everyMs: 1_000 });
    allowance.take('a', 0);
    expect([60_000, 60_000, 60_000].map((ms) => allowance.take('a', ms))).toEqual([0, 0, 1_000]);
  });

  it('keeps keys apart, and begins anew with one that was forgotten', () => {
    const allowance = new Allowance({ burst: 1, everyMs: 1_000 });
    expect([allowance.take('a', 0), allowance.take('b', 0), allowance.take('a', 0)]).toEqual([0, 0, 1_000]);
    allowance.forget('a');
    expect(allowance.take('a', 0)).toBe(0);
  });
});
