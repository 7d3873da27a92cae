import { describe, expect, it } from 'vitest';
import { type ClockRun, deadlineOf } from './clocks.ts';

const clock = { start: 'Aware', within: { kind: 'Exact', ms: 1, unit: 's' } } as const;
const until = (...ends: ReadonlyArray<number | undefined>): ClockRun[] =>
  ends.map((end) => ({ clock, from: end === undefined ? undefined : 0, until: end }));

describe('the deadline of several clocks', () => {
  it.each([
    { because: 'nothing runs', runs: until(undefined), arose: 5, want: undefined },
    { because: 'the earliest counts', runs: until(30, 10, 20), arose: undefined, want: 10 },
    { because: 'what does not run has no say', runs: until(undefined, 20), arose: 5, want: 20 },
    { because: 'what arose in time counts by the earliest', runs: until(30, 10), arose: 5, want: 10 },
    { because: 'the last instant of a clock is in time', runs: until(30, 10), arose: 10, want: 10 },
    { because: 'a clock that had run out gives way', runs: until(30, 10), arose: 11, want: 30 },
    { because: 'where all had run out the latest counts', runs: until(30, 10), arose: 31, want: 30 },
  ])('is $want: $because', ({ runs, arose, want }) => {
    expect(deadlineOf(runs, arose)).toBe(want);
  });
});
