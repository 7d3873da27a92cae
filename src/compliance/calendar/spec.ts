// Reads the `calendar` of a policy: time zone, days, hours and holidays, each checked, since a calendar that is wrong must not
// move a deadline quietly. Says what is wrong and what to write instead; counts nothing.

import type { DisclosurePolicySpec } from '../../api/v1alpha1/disclosurepolicy.gen.ts';
import type { SLAPolicySpec } from '../../api/v1alpha1/slapolicy.gen.ts';
import { DAY_MS, dayOf } from './dates.ts';
import { openTimeZone, type TimeZone } from './time-zone.ts';

/** `spec.calendar` of a policy. Absent members: UTC, Monday to Friday, the whole day, no holidays. */
export type CalendarSpec = Partial<NonNullable<SLAPolicySpec['calendar']>> &
  Pick<NonNullable<DisclosurePolicySpec['calendar']>, 'dayEndsAt'>;

/** What a calendar says, in numbers. */
export interface CalendarRules {
  readonly zone: TimeZone;
  /** 1 for Monday, 7 for Sunday. */
  readonly weekdays: ReadonlySet<number>;
  /** Milliseconds on the clock on the wall; `closesMs` is not part of the hours. */
  readonly opensMs: number;
  readonly closesMs: number;
  /** When a business day ends. */
  readonly dayEndsMs: number;
  /** Local dates as days since 1970-01-01. */
  readonly holidays: ReadonlySet<number>;
}

type Parsed<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly message: string };

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const WORKING_WEEK = WEEKDAYS.slice(0, 5);

/** The rules of a calendar, or which of its fields is wrong. */
export function compileCalendarSpec(spec: CalendarSpec): Parsed<{ readonly rules: CalendarRules }> {
  const zone = openTimeZone(spec.timeZone ?? 'UTC');
  if (zone === undefined) {
    return wrong('timeZone', `${shown(spec.timeZone)} is not a time zone`, 'an IANA name such as Europe/Berlin');
  }
  const days = parseDays(spec.days ?? WORKING_WEEK);
  if (!days.ok) return days;
  const hours = parseHours(spec.hours ?? { start: '00:00', end: '24:00' });
  if (!hours.ok) return hours;
  const holidays = parseHolidays(spec.holidays ?? []);
  if (!holidays.ok) return holidays;
  const dayEnds = parseDayEnd(spec.dayEndsAt);
  if (!dayEnds.ok) return dayEnds;
  const { dayEndsMs } = dayEnds;
  const { opensMs, closesMs } = hours;
  const { weekdays } = days;
  return { ok: true, rules: { zone, weekdays, opensMs, closesMs, dayEndsMs, holidays: holidays.holidays } };
}

function parseDays(days: readonly string[]): Parsed<{ readonly weekdays: ReadonlySet<number> }> {
  if (days.length === 0) {
    return wrong('days', 'without a working day no deadline would ever come', `at least one of ${WEEKDAYS.join(', ')}`);
  }
  const unknown = days.find((day) => !WEEKDAYS.includes(day));
  if (unknown !== undefined) return wrong('days', `${shown(unknown)} is not a day`, `one of ${WEEKDAYS.join(', ')}`);
  return { ok: true, weekdays: new Set(days.map((day) => WEEKDAYS.indexOf(day) + 1)) };
}

function parseHours(hours: {
  readonly start: string;
  readonly end: string;
}): Parsed<{ readonly opensMs: number; readonly closesMs: number }> {
  const opensMs = wallTime(hours.start);
  const closesMs = wallTime(hours.end);
  if (opensMs === undefined || opensMs === DAY_MS) return wrongTime('hours.start', hours.start);
  if (closesMs === undefined) return wrongTime('hours.end', hours.end);
  if (opensMs >= closesMs) {
    const why = `${hours.start} is not before ${hours.end}, so no time would ever be working time`;
    return wrong('hours', why, 'a start before the end on the same day, such as 09:00 and 17:00');
  }
  return { ok: true, opensMs, closesMs };
}

/** Absent: midnight. */
function parseDayEnd(text = '24:00'): Parsed<{ readonly dayEndsMs: number }> {
  const dayEndsMs = wallTime(text);
  return dayEndsMs === undefined || dayEndsMs === 0 ? wrongTime('dayEndsAt', text) : { ok: true, dayEndsMs };
}

function parseHolidays(dates: readonly string[]): Parsed<{ readonly holidays: ReadonlySet<number> }> {
  const holidays = new Set<number>();
  for (const date of dates) {
    const day = dayOf(date);
    if (day === undefined) return wrong('holidays', `${shown(date)} is not a date`, 'YYYY-MM-DD, such as 2026-12-25');
    holidays.add(day);
  }
  return { ok: true, holidays };
}

/** `09:30` in milliseconds after midnight; 24:00 is the end of the day. */
function wallTime(text: string): number | undefined {
  const match = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/.exec(text);
  if (match === null) return undefined;
  const [, hours = '24', minutes = '00'] = match;
  return (Number(hours) * 60 + Number(minutes)) * 60_000;
}

function wrongTime(field: string, text: string): { readonly ok: false; readonly message: string } {
  return wrong(field, `${shown(text)} is not a time of day`, 'hours and minutes such as 09:00 or 17:30');
}

function wrong(field: string, why: string, instead: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message: `calendar.${field}: ${why}; write ${instead}` };
}

function shown(text: string | undefined): string {
  const known = text ?? '';
  return JSON.stringify(known.length > 64 ? `${known.slice(0, 64)}...` : known);
}
