// Which incident the status of a review shows, also while the review counts for none.

import { describe, expect, it } from 'vitest';
import type { Binding } from './observation.ts';
import { reviewStatus } from './plan-status.ts';

interface Row {
  readonly because: string;
  readonly binding: Binding;
  readonly external?: { readonly source: string; readonly externalID: string };
  readonly want: string;
}

const ROWS: readonly Row[] = [
  { because: 'it is bound', binding: { kind: 'Bound', incident: 'leak', obligations: [] }, want: 'leak' },
  {
    because: 'an older review says the same',
    binding: { kind: 'Duplicate', incident: 'leak', by: 'first' },
    want: 'leak',
  },
  {
    because: 'its incident is not there yet',
    binding: { kind: 'IncidentNotFound', incident: 'leak', source: undefined },
    want: 'leak',
  },
  {
    because: 'it names it by its id, which a person may have written over two lines',
    binding: { kind: 'IncidentNotFound', incident: undefined, source: 'pager' },
    external: { source: 'pager', externalID: 'Q\n7' },
    want: 'pager/Q 7',
  },
];

describe('the status of a review', () => {
  it.each(ROWS)('says that it is about $want, as $because', ({ binding, external, want }) => {
    const review = {
      ...{ namespace: 'team-a', name: 'review', generation: 1, classifications: [] },
      incident: external === undefined ? 'leak' : undefined,
      external,
    };
    const status = reviewStatus(
      { review, binding, evidence: [], hasReferences: false },
      undefined,
      new Date('2026-03-02T10:00:00Z'),
    );
    expect(status.incident).toBe(want);
  });
});
