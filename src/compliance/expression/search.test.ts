// The law of the search: it finds what the platform finds, and does not take the product of two texts.

import fc from 'fast-check';
import { expect, it } from 'vitest';

import { includesText } from './search.ts';

/** So that every search is its own. */
const NEVER_THE_PLATFORM = -1;

it('finds what the platform finds', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\ud83d\ude00'), maxLength: 40 });
  const part = fc.string({ unit: fc.constantFrom('a', 'b', '\ud83d\ude00'), minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(text, part, text, (before, wanted, after) => {
      for (const whole of [before, before + wanted + after])
        expect(includesText(whole, wanted, NEVER_THE_PLATFORM)).toBe(whole.includes(wanted));
    }),
  );
});

it.each([
  { text: 'a', part: 'ab', want: false },
  { text: '', part: 'a', want: false },
  { text: 'aabaabaaa', part: 'aabaaa', want: true },
  { text: 'abcabcabd', part: 'abcabd', want: true },
])('$part in $text: $want', ({ text, part, want }) => {
  expect(includesText(text, part, NEVER_THE_PLATFORM)).toBe(want);
});

it('takes no longer for a text that almost contains the other everywhere than for one that is not like it', () => {
  const part = `${'a'.repeat(200_000)}b${'a'.repeat(200_000)}`;
  const spentOn = (text: string): number => {
    const before = process.threadCpuUsage();
    for (let time = 0; time < 5; time++) expect(includesText(text, part)).toBe(false);
    const { user, system } = process.threadCpuUsage(before);
    return user + system;
  };
  const unlike = 'x'.repeat(1_000_000);
  spentOn(unlike);
  // The platform takes some thousand times as long.
  expect(spentOn('a'.repeat(1_000_000))).toBeLessThan(20 * spentOn(unlike));
});
