import { expect, it, vi } from 'vitest';

import { addMonthsToDay, dayOf, remembering, weekdayOf } from './dates.ts';

it.each([
  { text: '1970-01-01', want: 0, because: 'it is the first' },
  { text: '1969-12-31', want: -1, because: 'there were days before' },
  { text: '2026-12-25', want: 20_812, because: 'leap days count' },
  { text: '0000-01-01', want: -719_528, because: 'a calendar has a year 0 here' },
  { text: '2026-02-29', want: undefined, because: 'it is no leap year' },
  { text: '2026-2-1', want: undefined, because: 'dates are written in one way' },
  { text: '20260201', want: undefined, because: 'and in no other that ISO 8601 has' },
  { text: '2026-02-01T00:00:00Z', want: undefined, because: 'an instant is no date' },
])('$text is day $want: $because', ({ text, want }) => {
  expect(dayOf(text)).toBe(want);
});

it('a week starts on Monday', () => {
  const week = ['2026-11-23', '2026-11-24', '2026-11-28', '2026-11-29', '2026-11-30', '1969-12-28'];
  expect(week.map((text) => weekdayOf(dayOf(text) ?? Number.NaN))).toEqual([1, 2, 6, 7, 1, 7]);
});

it.each([
  { from: '2027-01-31', count: 1, want: '2027-02-28', because: 'February is short' },
  { from: '2027-02-28', count: 1, want: '2027-03-28', because: 'a last day does not stick' },
  { from: '2027-11-30', count: 3, want: '2028-02-29', because: 'years turn, and some have a leap day' },
])('$count months after $from is $want: $because', ({ from, count, want }) => {
  expect(addMonthsToDay(dayOf(from) ?? Number.NaN, count)).toBe(dayOf(want));
});

it('what is remembered is asked once, until the memory is full', () => {
  const square = vi.fn<(key: number) => number>((key) => key * key);
  const known = remembering(square, 2);
  expect([known(3), known(3), known(4), known(3)]).toEqual([9, 9, 16, 9]);
  expect(square).toHaveBeenCalledTimes(2);
  expect([known(5), known(3)]).toEqual([25, 9]);
  expect(square).toHaveBeenCalledTimes(4);
});
