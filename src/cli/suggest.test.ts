// What is suggested for a misspelt word.

import { describe, expect, it } from 'vitest';
import { suggest } from './suggest.ts';

const KNOWN = ['severityMap', 'secretRef', 'suspend', 'zone', 'interval'];

describe('suggest', () => {
  it.each([
    { word: 'severitymap', want: 'severityMap', because: 'only the case differs' },
    { word: 'severtyMap', want: 'severityMap', because: 'a letter is missing' },
    { word: 'intervall', want: 'interval', because: 'a letter is too many' },
    { word: 'secretReff', want: 'secretRef', because: 'a letter is too many' },
    { word: 'zoen', want: 'zone', because: 'two letters are swapped' },
    { word: 'secret', want: undefined, because: 'three letters of six are too many to guess' },
    { word: 'x', want: undefined, because: 'nothing is near' },
    { word: '', want: undefined, because: 'nothing was said' },
  ])('$word: $want, because $because', ({ word, want }) => {
    expect(suggest(word, KNOWN)).toBe(want);
  });
});
