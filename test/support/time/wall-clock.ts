// A second opinion on working time: looks at the clock on the wall every minute, through Intl and nothing of ours. Slow and plain.

import type { CalendarSpec } from '../../../src/compliance/calendar/spec.ts';

const MINUTE = 60_000;

/** What clock and calendar on the wall show. */
export interface Wall {
  readonly weekday: string;
  readonly date: string;
  readonly time: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const seen = new Map<string, Wall>();

/** `HH:MM` of so many half hours after midnight. */
export function wallClock(halfHours: number): string {
  return `${String(Math.floor(halfHours / 2)).padStart(2, '0')}:${halfHours % 2 === 0 ? '00' : '30'}`;
}

/** In how many of the minutes from `fromMs` to `toMs` the clock on the wall shows working time. */
export function minutesWorked(spec: CalendarSpec, fromMs: number, toMs: number): number {
  let count = 0;
  for (let ms = fromMs; ms < toMs; ms += MINUTE) if (isWorked(spec, wallAt(spec.timeZone ?? 'UTC', ms))) count++;
  return count;
}

function isWorked(spec: CalendarSpec, wall: Wall): boolean {
  const { start, end } = spec.hours ?? { start: '00:00', end: '24:00' };
  return isWorkingDay(spec, wall) && wall.time >= start && wall.time < end;
}

/** Whether work is done on the date at all. */
export function isWorkingDay({ days = [], holidays = [] }: CalendarSpec, { weekday, date }: Wall): boolean {
  return days.some((day) => day === weekday) && !holidays.includes(date);
}

export function wallAt(timeZone: string, ms: number): Wall {
  const key = `${timeZone} ${ms}`;
  const known = seen.get(key);
  if (known !== undefined) return known;
  const parts = formatOf(timeZone).formatToParts(ms);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '';
  const wall = {
    weekday: part('weekday'),
    date: `${part('year')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}`,
  };
  seen.set(key, wall);
  return wall;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  formats.set(timeZone, format);
  return format;
}
