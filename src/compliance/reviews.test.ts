import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { aReviewRow, anIncidentRow, at } from '../../test/support/builders/compliance.ts';
import type { ReviewRow } from './reviews/review-row.ts';
import { ReviewIndex } from './reviews.ts';

const incident = anIncidentRow();
const byName = (name: string, facts: Partial<ReviewRow> = {}): ReviewRow => aReviewRow({ name, ...facts });
const byId = (name: string, facts: Partial<ReviewRow> = {}): ReviewRow =>
  byName(name, { incident: undefined, external: { source: 'pagerduty', externalID: 'Q1' }, ...facts });
const SOON = at('2026-03-02T10:00:01Z');

function index(...reviews: readonly ReviewRow[]): ReviewIndex {
  const made = new ReviewIndex();
  for (const review of reviews) made.move(undefined, review);
  return made;
}

describe('ReviewIndex', () => {
  it.each<{ name: string; because: string; reviews: readonly ReviewRow[]; want: readonly string[] }>([
    { name: 'no review', because: 'nobody wrote one', reviews: [], want: [] },
    { name: 'one by name', because: 'it names the incident', reviews: [byName('a')], want: ['a'] },
    { name: 'one by source and id', because: 'they are the incident’s', reviews: [byId('a')], want: ['a'] },
    {
      name: 'one of another incident',
      because: 'it names another',
      reviews: [byName('a', { incident: 'another' })],
      want: [],
    },
    {
      name: 'one of another namespace',
      because: 'a reference never names another namespace',
      reviews: [byName('a', { namespace: 'team-b' }), byId('b', { namespace: 'team-b' })],
      want: [],
    },
    {
      name: 'the same id in another source',
      because: 'ids are a source’s own',
      reviews: [byId('a', { external: { source: 'jira', externalID: 'Q1' } })],
      want: [],
    },
    {
      name: 'ids that differ in case',
      because: 'an id is taken exactly as the source states it',
      reviews: [byId('a', { external: { source: 'pagerduty', externalID: 'q1' } })],
      want: [],
    },
    {
      name: 'two by name',
      because: 'the older counts, whatever comes first',
      reviews: [byName('a', { createdAt: SOON }), byName('b')],
      want: ['b', 'a'],
    },
    {
      name: 'two of the same second',
      because: 'of the same age the first by name counts',
      reviews: [byName('b'), byName('a')],
      want: ['a', 'b'],
    },
    {
      name: 'one by name and an older one by id',
      because: 'the older counts, however it refers to the incident',
      reviews: [byName('a', { createdAt: SOON }), byId('b')],
      want: ['b', 'a'],
    },
    {
      name: 'one by id and one by name, of the same second',
      because: 'of the same age the first by name counts',
      reviews: [byId('b'), byName('a'), byId('c')],
      want: ['a', 'b', 'c'],
    },
  ])('$name: $because', ({ reviews, want }) => {
    const made = index(...reviews);
    expect(made.reviewOf(incident)?.name).toBe(want[0]);
    expect(made.reviewsOf(incident).map(({ name }) => name)).toEqual(want);
  });

  it('joins a reported incident by its name only', () => {
    const reported = { ...incident, source: undefined, externalID: undefined };
    expect(index(byId('a')).reviewOf(reported)).toBeUndefined();
    expect(index(byName('a')).reviewOf(reported)?.name).toBe('a');
  });

  it('gives the turn to the next one when the one that counted goes', () => {
    const [first, second] = [byName('a'), byId('b')];
    const made = index(second, first);
    made.move(first, undefined);
    expect(made.reviewOf(incident)?.name).toBe('b');
    made.move(second, undefined);
    expect(made.reviewOf(incident)).toBeUndefined();
  });

  it('follows an age that changes: a review that is made anew is younger than before', () => {
    const [first, second] = [byName('a'), byName('b')];
    const made = index(first, second);
    made.move(first, byName('a', { createdAt: SOON }));
    expect(made.reviewsOf(incident).map(({ name }) => name)).toEqual(['b', 'a']);
  });

  it('has what a review says now', () => {
    const made = index(byName('a'));
    made.move(byName('a'), byName('a', { assessment: 'None' }));
    expect(made.reviewOf(incident)?.assessment).toBe('None');
  });

  it('law: after any history, in any order, the oldest of those that are about the incident counts', () => {
    const review = fc
      .record({ name: fc.constantFrom('a', 'b', 'c', 'd'), age: fc.nat(2), external: fc.boolean(), gone: fc.boolean() })
      .map(({ name, age, external, gone }) => ({ gone, row: (external ? byId : byName)(name, { createdAt: age }) }));
    fc.assert(
      fc.property(fc.array(review, { maxLength: 12 }), (steps) => {
        const made = new ReviewIndex();
        const held = new Map<string, ReviewRow>();
        for (const { row, gone } of steps) {
          made.move(held.get(row.name), gone ? undefined : row);
          if (gone) held.delete(row.name);
          else held.set(row.name, row);
        }
        const want = [...held.values()].toSorted((a, b) => a.createdAt - b.createdAt || (a.name < b.name ? -1 : 1));
        expect(made.reviewsOf(incident)).toEqual(want);
        expect(made.reviewOf(incident)).toEqual(want[0]);
      }),
    );
  });
});

describe('two reviews that contradict each other', () => {
  const leak = { namespace: 'team-a', name: 'leak', source: 'pagerduty', externalID: 'Q1' };
  const review = (facts: Partial<ReviewRow>): ReviewRow => aReviewRow({ incident: 'leak', ...facts });
  const younger = (facts: Partial<ReviewRow>): ReviewRow =>
    review({ name: 'b', createdAt: aReviewRow().createdAt + 1_000, ...facts });
  const external = { source: 'pagerduty', externalID: 'Q1' };
  it.each<{ because: string; others: readonly ReviewRow[]; want: boolean }>([
    { because: 'one alone contradicts nobody', others: [], want: false },
    { because: 'nobody can tell which is older', others: [review({ name: 'b', assessment: 'None' })], want: true },
    {
      because: 'however each names the incident',
      others: [review({ name: 'b', incident: undefined, external, assessment: 'None' })],
      want: true,
    },
    {
      because: 'both say the same',
      others: [review({ name: 'b', uid: 9, resourceVersion: '9', assessment: 'Confirmed' })],
      want: false,
    },
    {
      because: 'the younger one says otherwise, and the order of writing makes nobody right',
      others: [younger({ assessment: 'None' })],
      want: true,
    },
    { because: 'the younger one says the same', others: [younger({ assessment: 'Confirmed' })], want: false },
    { because: 'the younger one is silent', others: [younger({ assessment: undefined })], want: false },
    {
      because: 'the younger one knows of a kind of data that was lost',
      others: [younger({ assessment: 'Confirmed', dataTypes: ['Health'] })],
      want: true,
    },
    {
      because: 'the younger one says Yes to a question on which the older one is silent',
      others: [younger({ assessment: undefined, classifications: [{ name: 'major', outcome: 'Yes', at: SOON }] })],
      want: true,
    },
    {
      because: 'a No adds nothing bad',
      others: [younger({ assessment: undefined, classifications: [{ name: 'major', outcome: 'No', at: SOON }] })],
      want: false,
    },
    {
      because: 'a disclosure in the younger one is an addition',
      others: [
        younger({ assessment: undefined, disclosures: [{ recipient: 'Authority', obligation: '', notifiedAt: SOON }] }),
      ],
      want: false,
    },
    {
      because: 'the other is about another incident',
      others: [review({ name: 'b', incident: 'other', assessment: 'None' })],
      want: false,
    },
  ])('is $want: $because', ({ others, want }) => {
    const reviews = new ReviewIndex();
    for (const row of [review({ name: 'a', assessment: 'Confirmed' }), ...others]) reviews.move(undefined, row);
    expect(reviews.isContested(leak)).toBe(want);
  });
});
