// Local days and wall time through the platform's time-zone data: the only place that asks Intl. Remembers offsets per day, since
// asking takes microseconds and deadlines are counted anew at every change of an incident. Reads no clock.

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** From `from` up to, not including, `to`; epoch milliseconds. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** A time zone. A local date is a number here: the days from 1970-01-01 to it in the calendar. */
export interface TimeZone {
  /** As the platform spells it. */
  readonly name: string;
  /** The local date at an instant. */
  readonly dayAt: (ms: number) => number;
  /**
   * The instants of a local date at which the clock on the wall shows at least `fromMs` and less than `toMs` after midnight, in
   * their order. Intervals may touch. Two lie apart where the clock is set back out of the window; none is left where it skips it.
   */
  readonly windows: (day: number, fromMs: number, toMs: number) => readonly Interval[];
}

/** About 130 years of days in one zone, some megabytes; then the memory starts anew. */
const MAX_DAYS = 50_000;

const zones = new Map<string, TimeZone>();

/** The time zone of an IANA name (in any case) or of a fixed offset such as +05:30; undefined for what is neither. */
export function openTimeZone(name: string): TimeZone | undefined {
  const format = offsetFormat(name);
  if (format === undefined) return undefined;
  const canonical = format.resolvedOptions().timeZone;
  const known = zones.get(canonical);
  if (known !== undefined) return known;
  const zone = createTimeZone(canonical, format);
  zones.set(canonical, zone);
  return zone;
}

function offsetFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function createTimeZone(name: string, format: Intl.DateTimeFormat): TimeZone {
  const offsetAt = (ms: number): number => parseOffset(format.format(ms));
  const offsetAtMidnight = remembering((utcDay) => offsetAt(utcDay * DAY_MS));
  // The end of the day where nothing changes. No zone has ever changed its offset there and back within one day of UTC.
  const changeOn = remembering((utcDay) => {
    const [before, after] = [offsetAtMidnight(utcDay), offsetAtMidnight(utcDay + 1)];
    const end = (utcDay + 1) * DAY_MS;
    return before === after ? end : findChange((ms) => offsetAt(ms) === before, utcDay * DAY_MS, end);
  });
  return {
    name,
    dayAt: (ms) => {
      const utcDay = Math.floor(ms / DAY_MS);
      const offset = offsetAtMidnight(ms < changeOn(utcDay) ? utcDay : utcDay + 1);
      return Math.floor((ms + offset) / DAY_MS);
    },
    windows: (day, fromMs, toMs) => {
      const found: Interval[] = [];
      const add = (from: number, to: number, offset: number): void => {
        const midnight = day * DAY_MS - offset;
        const inside = { from: Math.max(from, midnight + fromMs), to: Math.min(to, midnight + toMs) };
        if (inside.from < inside.to) found.push(inside);
      };
      // Local time is less than a day away from UTC, so the date's instants lie in these days of UTC.
      for (let utcDay = day - 1; utcDay <= day + 1; utcDay++) {
        const change = changeOn(utcDay);
        add(utcDay * DAY_MS, change, offsetAtMidnight(utcDay));
        add(change, (utcDay + 1) * DAY_MS, offsetAtMidnight(utcDay + 1));
      }
      return found;
    },
  };
}

/** `1/1/2026, GMT-03:30` (local mean time has seconds too) in milliseconds; UTC itself is `GMT`. */
function parseOffset(text: string): number {
  const match = /GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (match === null) return 0;
  const [, sign, hours, minutes, seconds = '0'] = match;
  const ms = Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS + Number(seconds) * SECOND_MS;
  return sign === '-' ? -ms : ms;
}

/** The first instant between `from`, before the change, and `to`, after it, that is after it. Changes happen at whole seconds. */
function findChange(isBefore: (ms: number) => boolean, from: number, to: number): number {
  let same = from;
  let changed = to;
  while (changed - same > SECOND_MS) {
    const middle = same + Math.floor((changed - same) / 2 / SECOND_MS) * SECOND_MS;
    if (isBefore(middle)) same = middle;
    else changed = middle;
  }
  return changed;
}

function remembering(valueOf: (day: number) => number): (day: number) => number {
  const memory = new Map<number, number>();
  return (day) => {
    const known = memory.get(day);
    if (known !== undefined) return known;
    if (memory.size >= MAX_DAYS) memory.clear();
    const value = valueOf(day);
    memory.set(day, value);
    return value;
  };
}
