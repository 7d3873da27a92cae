import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { at } from '../../test/support/builders/compliance.ts';
import { isWorkingDay, minutesWorked, wallAt, wallClock, type Wall } from '../../test/support/time/wall-clock.ts';
import { addWorkingTime, compileCalendar, endOfBusinessDay, type Calendar } from './calendar.ts';
import type { CalendarSpec } from './calendar/spec.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const EVERY_DAY: NonNullable<CalendarSpec['days']> = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function calendarOf(spec: CalendarSpec): Calendar {
  const compiled = compileCalendar(spec);
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.calendar;
}

describe('laws of the calendar', () => {
  // Around every change of the clocks of two years, where counting goes wrong if it does.
  const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Beirut', 'UTC');
  const aroundChanges = fc
    .tuple(
      fc.constantFrom('2027-03-14', '2027-03-28', '2027-04-04', '2027-10-03', '2027-10-31', '2027-11-07'),
      fc.integer({ min: -4 * 24 * 60, max: 2 * 24 * 60 }),
    )
    .map(([date, minutes]) => at(`${date}T02:00:00Z`) + minutes * MINUTE);
  const hours = fc
    .uniqueArray(fc.integer({ min: 0, max: 48 }), { minLength: 2, maxLength: 2 })
    .map((halves) => halves.toSorted((a, b) => a - b).map(wallClock) as [string, string])
    .map(([start, end]) => ({ start, end }));
  const days = fc.subarray([...EVERY_DAY], { minLength: 1 });
  const holidays = fc.subarray(['2027-03-14', '2027-03-29', '2027-10-04', '2027-11-01', '2027-11-08']);
  const anySpec = fc.record({ timeZone: zone, days, hours, holidays });
  const anyMinutes = fc.integer({ min: 0, max: 5_000 });

  it('law: the working time up to a deadline, recounted minute by minute on the wall clock, is what was asked', () => {
    const busy = fc.record({ timeZone: zone, days: fc.subarray([...EVERY_DAY], { minLength: 4 }), hours, holidays });
    fc.assert(
      fc.property(busy, aroundChanges, fc.integer({ min: 1, max: 1_500 }), (spec, start, minutes) => {
        const end = addWorkingTime(calendarOf(spec), start, minutes * MINUTE);
        fc.pre(end - start < 10 * 24 * HOUR);
        expect(minutesWorked(spec, start, end)).toBe(minutes);
        // And it is the first such instant: its last minute was worked.
        expect(minutesWorked(spec, end - MINUTE, end)).toBe(1);
      }),
      { numRuns: 120 },
    );
  });

  it('law: two stretches one after the other are one stretch', () => {
    fc.assert(
      fc.property(anySpec, aroundChanges, anyMinutes, anyMinutes, (spec, start, first, second) => {
        const calendar = calendarOf(spec);
        const middle = addWorkingTime(calendar, start, first * MINUTE);
        const whole = addWorkingTime(calendar, start, (first + second) * MINUTE);
        expect(addWorkingTime(calendar, middle, second * MINUTE)).toBe(whole);
      }),
      { numRuns: 400 },
    );
  });

  it('law: a later start and a longer time never end earlier, and no time is shorter than itself', () => {
    fc.assert(
      fc.property(anySpec, aroundChanges, anyMinutes, anyMinutes, (spec, start, minutes, more) => {
        const calendar = calendarOf(spec);
        const end = addWorkingTime(calendar, start, minutes * MINUTE);
        expect(end).toBeGreaterThanOrEqual(start + minutes * MINUTE);
        expect(addWorkingTime(calendar, start, (minutes + more) * MINUTE)).toBeGreaterThanOrEqual(end);
        expect(addWorkingTime(calendar, start + more * MINUTE, minutes * MINUTE)).toBeGreaterThanOrEqual(end);
      }),
      { numRuns: 400 },
    );
  });

  it('law: business days end at a local midnight that closes a business day, and there are as many as asked', () => {
    fc.assert(
      fc.property(anySpec, aroundChanges, fc.integer({ min: 1, max: 40 }), (spec, start, count) => {
        const end = endOfBusinessDay(calendarOf(spec), start, count);
        const [last, next] = [wallAt(spec.timeZone, end - 1), wallAt(spec.timeZone, end)];
        expect(isWorkingDay(spec, last)).toBe(true);
        expect(next.date).not.toBe(last.date);
        // Beirut skips the first hour of a day in March.
        expect(next.time).toMatch(spec.timeZone === 'Asia/Beirut' ? /^0[01]:00$/ : /^00:00$/);
        // Half days, so that no date is missed; the date of the start does not count.
        const dates = new Map<string, Wall>();
        for (let ms = start; ms < end; ms += 12 * HOUR)
          dates.set(wallAt(spec.timeZone, ms).date, wallAt(spec.timeZone, ms));
        dates.set(last.date, last).delete(wallAt(spec.timeZone, start).date);
        expect([...dates.values()].filter((wall) => isWorkingDay(spec, wall))).toHaveLength(count);
      }),
      { numRuns: 400 },
    );
  });
});
