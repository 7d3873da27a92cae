// Business calendars: working time and business days in a time zone, right on both days on which the clocks change, and calendar
// months in UTC. Pure; remembers sums of working time per block of days, so that a deadline years away takes microseconds.

import { compileCalendarSpec, type CalendarSpec } from './calendar/spec.ts';
import { addMonthsToDay, DAY_MS, remembering, weekdayOf } from './calendar/dates.ts';
import type { Interval, TimeZone } from './calendar/time-zone.ts';

/** Days whose working time is summed together. */
const BLOCK_DAYS = 64;

/** Some 120 years: beyond it no working time is counted. compileSlaPolicy refuses targets that would come near. */
const MAX_BLOCKS = 685;

const HOUR_MS = 3_600_000;

/** Some 400 years. */
const MAX_REMEMBERED_BLOCKS = 2_300;

/** A compiled calendar. Dates are the days since 1970-01-01, as in {@link TimeZone}. */
export interface Calendar {
  readonly zone: TimeZone;
  /** When a business day ends, in milliseconds after midnight on the wall. */
  readonly dayEndsMs: number;
  /** Working time of a week without holidays, in milliseconds. */
  readonly weekMs: number;
  readonly businessDaysPerWeek: number;
  readonly isBusinessDay: (day: number) => boolean;
  /** How many of `count` days from `day` on are a holiday on what would be a business day. */
  readonly holidaysLost: (day: number, count: number) => number;
  /** The working hours of a date; none where it is no business day. */
  readonly hoursOn: (day: number) => readonly Interval[];
  /** For a block of {@link BLOCK_DAYS} days the working time of its first 0, 1, 2, ... all days. */
  readonly workedBy: (block: number) => Float64Array;
}

export type CompiledCalendar =
  { readonly ok: true; readonly calendar: Calendar } | { readonly ok: false; readonly message: string };

/** The calendar of a spec; without one Monday to Friday in UTC, all day. The message names the field and what to write instead. */
export function compileCalendar(spec: CalendarSpec | undefined): CompiledCalendar {
  const compiled = compileCalendarSpec(spec ?? {});
  if (!compiled.ok) return compiled;
  const { zone, weekdays, opensMs, closesMs, dayEndsMs, holidays } = compiled.rules;
  const isWeekday = (day: number): boolean => weekdays.has(weekdayOf(day));
  const lost = [...holidays].filter(isWeekday).toSorted((a, b) => a - b);
  const isBusinessDay = (day: number): boolean => isWeekday(day) && !holidays.has(day);
  const hoursOn = (day: number): readonly Interval[] =>
    isBusinessDay(day) ? zone.windows(day, opensMs, closesMs) : [];
  return {
    ok: true,
    calendar: {
      zone,
      dayEndsMs,
      weekMs: weekdays.size * (closesMs - opensMs),
      businessDaysPerWeek: weekdays.size,
      isBusinessDay,
      holidaysLost: (day, count) => lost.filter((holiday) => holiday >= day && holiday < day + count).length,
      hoursOn,
      workedBy: rememberingBlocks(hoursOn),
    },
  };
}

/**
 * The first instant by which `ms` of working time have passed since `startMs`. Outside of the working hours nothing passes, so what
 * starts there starts at the next opening; where the hours close on the last millisecond, that closing is the answer, not the next
 * opening. No time at all has passed at `startMs` itself.
 */
export function addWorkingTime(calendar: Calendar, startMs: number, ms: number): number {
  if (ms <= 0) return startMs;
  const startDay = calendar.zone.dayAt(startMs);
  let block = Math.floor(startDay / BLOCK_DAYS);
  let worked = calendar.workedBy(block);
  let left = ms + (worked[startDay - block * BLOCK_DAYS] ?? 0) + elapsed(calendar.hoursOn(startDay), startMs);
  for (const end = block + MAX_BLOCKS; left > total(worked) && block < end; worked = calendar.workedBy(block)) {
    left -= total(worked);
    block++;
  }
  const index = worked.findIndex((by) => by >= left) - 1;
  if (index < 0) return block * BLOCK_DAYS * DAY_MS;
  return instantAfter(calendar.hoursOn(block * BLOCK_DAYS + index), left - (worked[index] ?? 0));
}

/**
 * The end of the `count`th business day after the local date of `startMs`, at `endsMs` on the wall. Midnight is the first instant of the
 * date after it (01:00 where the clocks skip midnight). A count of 0 closes the date of the start itself.
 */
export function endOfBusinessDay(calendar: Calendar, startMs: number, count: number, endsMs = DAY_MS): number {
  const day = businessDayAfter(calendar, calendar.zone.dayAt(startMs), count);
  if (endsMs === DAY_MS) return endOfDate(calendar, day);
  return calendar.zone.windows(day, 0, endsMs).at(-1)?.to ?? endOfDate(calendar, day);
}

/** The midnight that closes a local date. */
export function endOfDate(calendar: Calendar, day: number): number {
  return calendar.zone.startOf(day + 1);
}

/** A date that is a business day, or the next one that is. */
export function businessDayFrom(calendar: Calendar, day: number): number {
  return calendar.isBusinessDay(day) ? day : businessDayAfter(calendar, day, 1);
}

/** The local date `count` calendar months after that of an instant; in a month that is too short its last day. */
export function dateAfterMonths(calendar: Calendar, startMs: number, count: number): number {
  return addMonthsToDay(calendar.zone.dayAt(startMs), count);
}

/** The start of the hour on the wall after the one that an instant is in. */
export function nextFullHour(calendar: Calendar, ms: number): number {
  const offset = calendar.zone.offsetAt(ms);
  return (Math.floor((ms + offset) / HOUR_MS) + 1) * HOUR_MS - offset;
}

/** The `count`th business day after a date; the date itself for a count of 0. */
function businessDayAfter(calendar: Calendar, start: number, count: number): number {
  let day = start;
  for (let left = count; left > 0;) {
    // Whole weeks at once, but never past the day that is sought; what fell on holidays is still to come.
    const weeks = Math.floor((left - 1) / calendar.businessDaysPerWeek);
    left -= weeks * calendar.businessDaysPerWeek - calendar.holidaysLost(day + 1, weeks * 7);
    day += weeks * 7 + 1;
    if (calendar.isBusinessDay(day)) left--;
  }
  return day;
}

/** The same time of day `count` calendar months later in UTC; in a month that is too short its last day. */
export function addMonths(startMs: number, count: number): number {
  const day = Math.floor(startMs / DAY_MS);
  return startMs + (addMonthsToDay(day, count) - day) * DAY_MS;
}

/** How much of the intervals lies before `ms`. */
function elapsed(intervals: readonly Interval[], ms: number): number {
  let sum = 0;
  for (const { from, to } of intervals) sum += Math.max(0, Math.min(to, ms) - from);
  return sum;
}

/** The instant at which `ms` of the intervals have passed; they hold that much. */
function instantAfter(intervals: readonly Interval[], ms: number): number {
  let left = ms;
  for (const { from, to } of intervals) {
    if (left <= to - from) return from + left;
    left -= to - from;
  }
  return intervals.at(-1)?.to ?? Number.NaN;
}

function total(worked: Float64Array): number {
  return worked[BLOCK_DAYS] ?? 0;
}

/** Holds 600 bytes for each block of days that some deadline was counted over. */
function rememberingBlocks(hoursOn: (day: number) => readonly Interval[]): (block: number) => Float64Array {
  return remembering((block) => {
    const worked = new Float64Array(BLOCK_DAYS + 1);
    let sum = 0;
    for (let index = 0; index < BLOCK_DAYS; index++) {
      for (const { from, to } of hoursOn(block * BLOCK_DAYS + index)) sum += to - from;
      worked[index + 1] = sum;
    }
    return worked;
  }, MAX_REMEMBERED_BLOCKS);
}
