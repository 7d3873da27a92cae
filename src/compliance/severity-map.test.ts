// Which entries of a severityMap lower a severity below what its name usually means.

import { describe, expect, it } from 'vitest';
import type { Severity } from '../api/v1alpha1/vocabulary.gen.ts';
import { loweredBy } from './severity-map.ts';

describe('a map', () => {
  it.each<{ from: string; to: Severity; want: boolean; because: string }>([
    { from: 'P1', to: 'Info', want: true, because: 'a P1 is Critical' },
    { from: ' sev2 ', to: 'Medium', want: true, because: 'case and blanks do not matter' },
    { from: 'high', to: 'Low', want: true, because: 'the word says it' },
    { from: 'P1', to: 'Critical', want: false, because: 'that is what it means' },
    { from: 'P4', to: 'High', want: false, because: 'raising hides nothing' },
    { from: 'our own word', to: 'Info', want: false, because: 'it has no usual meaning' },
    { from: 'toString', to: 'Info', want: false, because: 'it has no usual meaning' },
  ])('of $from to $to lowers it: $want, as $because', ({ from, to, want }) => {
    expect(loweredBy([{ from, to }])).toHaveLength(want ? 1 : 0);
  });

  it('that is absent lowers nothing', () => {
    expect(loweredBy()).toEqual([]);
  });
});
