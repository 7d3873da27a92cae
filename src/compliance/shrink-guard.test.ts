import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type Guarded, judgeShrink, shrunkMessage, usedConfirmation } from './shrink-guard.ts';

const guarded = (fields: Partial<Guarded>): Guarded => ({
  before: 100,
  count: 100,
  maxShrink: 50,
  confirmation: undefined,
  used: undefined,
  ...fields,
});

describe('a listing', () => {
  it.each<{ name: string; because: string; fields: Partial<Guarded>; want: string }>([
    { name: 'of the same length', because: 'nothing shrank', fields: {}, want: 'taken' },
    { name: 'that grew', because: 'it did not shrink', fields: { count: 1_000 }, want: 'taken' },
    { name: 'of half', because: 'the limit itself is allowed', fields: { count: 50 }, want: 'taken' },
    { name: 'of one less than half', because: 'it is beyond the limit', fields: { count: 49 }, want: 'shrunk' },
    {
      name: 'that is empty',
      because: 'a system without accounts is a broken listing',
      fields: { count: 0 },
      want: 'shrunk',
    },
    {
      name: 'that is empty with a limit of all',
      because: 'an empty listing is never trusted by itself',
      fields: { count: 0, maxShrink: 100 },
      want: 'shrunk',
    },
    {
      name: 'of one with a limit of all',
      because: 'the limit allows it',
      fields: { count: 1, maxShrink: 100 },
      want: 'taken',
    },
    {
      name: 'of one less with a limit of nothing',
      because: 'any shrinking is too much',
      fields: { count: 99, maxShrink: 0 },
      want: 'shrunk',
    },
    {
      name: 'that is the first',
      because: 'there is nothing to compare with',
      fields: { before: undefined, count: 3 },
      want: 'taken',
    },
    {
      name: 'that is the first and empty',
      because: 'it is suspicious by itself',
      fields: { before: undefined, count: 0 },
      want: 'shrunk',
    },
    {
      name: 'that is empty as before',
      because: 'somebody confirmed that already',
      fields: { before: 0, count: 0 },
      want: 'taken',
    },
    {
      name: 'that shrank and is confirmed',
      because: 'a person named its count',
      fields: { count: 10, confirmation: '10' },
      want: 'confirmed',
    },
    {
      name: 'that is empty and confirmed',
      because: 'none is a count too',
      fields: { count: 0, confirmation: '0' },
      want: 'confirmed',
    },
    {
      name: 'confirmed with another count',
      because: 'what was confirmed is another listing',
      fields: { count: 9, confirmation: '10' },
      want: 'shrunk',
    },
    {
      name: 'confirmed in another spelling',
      because: 'it must be that very count',
      fields: { count: 10, confirmation: '10.0' },
      want: 'shrunk',
    },
    {
      name: 'confirmed with yes',
      because: 'no count is named',
      fields: { count: 10, confirmation: 'yes' },
      want: 'shrunk',
    },
    {
      name: 'that shrinks to that count again later',
      because: 'a confirmation holds once',
      fields: { count: 10, confirmation: '10', used: '10' },
      want: 'shrunk',
    },
  ])('$name: $because', ({ fields, want }) => {
    expect(judgeShrink(guarded(fields)).kind).toBe(want);
  });

  it('is never taken when it is beyond the limit, whatever the numbers', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(10_000), fc.integer({ min: 0, max: 100 }), (before, count, maxShrink) => {
        const { kind } = judgeShrink(guarded({ before, count, maxShrink }));
        const isBeyond =
          count !== before && (count === 0 || (before > 0 && (before - count) / before > maxShrink / 100));
        expect(kind).toBe(isBeyond ? 'shrunk' : 'taken');
      }),
    );
  });
});

describe('a confirmation', () => {
  it.each<{
    name: string;
    because: string;
    judged?: 'taken' | 'confirmed' | 'shrunk';
    confirmation?: string;
    used?: string;
    want: string | undefined;
  }>([
    {
      name: 'that was just used',
      because: 'it must not hold again',
      judged: 'confirmed',
      confirmation: '10',
      want: '10',
    },
    {
      name: 'that stays on the object',
      because: 'it is used up still',
      judged: 'taken',
      confirmation: '10',
      used: '10',
      want: '10',
    },
    { name: 'that was taken off', because: 'it may be given again', judged: 'taken', used: '10', want: undefined },
    {
      name: 'that was changed',
      because: 'another one may be used',
      judged: 'shrunk',
      confirmation: '9',
      used: '10',
      want: undefined,
    },
    {
      name: 'that no reading looked at',
      because: 'a failed reading uses nothing',
      confirmation: '10',
      want: undefined,
    },
    { name: 'while a reading fails', because: 'it stays used up', confirmation: '10', used: '10', want: '10' },
  ])('$name: $because', ({ judged, confirmation, used, want }) => {
    expect(usedConfirmation(judged && { kind: judged }, { confirmation, used })).toBe(want);
  });
});

describe('the message', () => {
  it.each([
    {
      fields: { before: 5_000, count: 12 },
      want: 'The listing shrank from 5000 to 12 accounts: more than maxShrink (50%) allows. Nothing is judged by it. If it is right, confirm it once: annotate with docket.dev/confirmShrink=12.',
    },
    {
      fields: { before: undefined, count: 0 },
      want: 'The listing has 0 accounts: an empty listing is never trusted by itself. Nothing is judged by it. If it is right, confirm it once: annotate with docket.dev/confirmShrink=0.',
    },
  ])('names the counts and what to do ($fields.count)', ({ fields, want }) => {
    expect(shrunkMessage(guarded(fields), 'accounts')).toBe(want);
  });
});
