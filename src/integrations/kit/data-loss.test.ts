// Which labels and notes speak of a data loss.

import { describe, expect, it } from 'vitest';
import { dataLossHint } from './data-loss.ts';

const HINT = { dataLossHint: 'Suspected' };

describe('a hint at a data loss', () => {
  it.each([
    { texts: ['data-loss'], because: 'a label joins words by a dash' },
    { texts: ['Type: DATA_LOSS'], because: 'case and separators say nothing' },
    { texts: ['other', 'We found a data breach, sadly.'], because: 'a sentence of a note' },
    { texts: ['no data loss at first. Later a data loss after all'], because: 'one of two is not denied' },
    { texts: ['data loss', 'no data loss'], because: 'one of two texts says it' },
  ])('is in $texts, as $because', ({ texts }) => {
    expect(dataLossHint(texts)).toEqual(HINT);
  });

  it.each([
    { texts: [], because: 'nothing is said' },
    { texts: [null, undefined, '', 7, ['data loss'], { name: 'data loss' }], because: 'these are no texts' },
    { texts: ['metadata loss'], because: 'it is another word' },
    { texts: ['data lossy'], because: 'it is another word' },
    {
      texts: ['A data loss was ruled out.\n\n[docket 0a1b2c3d]'],
      because: 'Docket wrote it, with the words of a review',
    },
    { texts: ['No data loss.', 'resolved without data-loss'], because: 'it is denied' },
    { texts: [`${'x '.repeat(20_000)}data loss`], because: 'a text is read only so far' },
  ])('is not in $texts, as $because', ({ texts }) => {
    expect(dataLossHint(texts)).toEqual({});
  });

  it('is found by the words of the spec alone, where it has some', () => {
    expect(dataLossHint(['Datenabfluss bestätigt'], ['datenabfluss'])).toEqual(HINT);
    expect(dataLossHint(['data loss'], ['datenabfluss'])).toEqual({});
    expect(dataLossHint(['data loss'], [])).toEqual({});
    expect(dataLossHint(['anything'], ['---'])).toEqual({});
  });
});
