// Local dates and wall time of a time zone: the only file that asks Temporal for an offset. Remembers between which instants an offset
// holds, since asking takes microseconds and deadlines are counted again at every change of an incident. Reads no clock.

import { DAY_MS } from './dates.ts';

/** From `from` up to, not including, `to`; epoch milliseconds. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** A time zone. A local date is a number: the days since 1970-01-01 (dates.ts). */
export interface TimeZone {
  /** How far the clock on the wall is ahead of UTC at an instant, in milliseconds. */
  readonly offsetAt: (ms: number) => number;
  /** The local date at an instant. */
  readonly dayAt: (ms: number) => number;
  /**
   * The first instant of a local date: 01:00 where the clocks skip midnight, the first of two midnights. Where a zone left the date out
   * (Samoa had no 2011-12-30), that of the next one.
   */
  readonly startOf: (day: number) => number;
  /**
   * The instants of a local date at which the clock on the wall shows at least `fromMs` and less than `toMs` after midnight, in
   * their order. Intervals may touch. There are two where the clock is set back out of the window; none where it skips the window.
   */
  readonly windows: (day: number, fromMs: number, toMs: number) => readonly Interval[];
}

/** Between two changes of the clocks. The first one of a zone has no start, the last one no end. */
interface Period extends Interval {
  readonly offsetMs: number;
}

const zones = new Map<string, TimeZone>();

/** The time zone of an IANA name (in any case) or of a fixed offset such as +05:30; undefined for what is neither. */
export function openTimeZone(name: string): TimeZone | undefined {
  const canonical = canonicalName(name);
  return canonical === undefined ? undefined : zones.getOrInsertComputed(canonical, createTimeZone);
}

function canonicalName(name: string): string | undefined {
  try {
    return new Temporal.ZonedDateTime(0n, name).timeZoneId;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function createTimeZone(name: string): TimeZone {
  const periodAt = rememberingPeriods(name);
  const windows: TimeZone['windows'] = (day, fromMs, toMs) => {
    const found: Interval[] = [];
    // Local time is less than a day away from UTC, so the instants of the date are between these two.
    const end = (day + 2) * DAY_MS;
    for (let ms = (day - 1) * DAY_MS; ms < end;) {
      const { from, to, offsetMs } = periodAt(ms);
      const midnight = day * DAY_MS - offsetMs;
      const inside = { from: Math.max(from, midnight + fromMs), to: Math.min(to, midnight + toMs) };
      if (inside.from < inside.to) found.push(inside);
      ms = to;
    }
    return found;
  };
  const startOf = (day: number): number => windows(day, 0, DAY_MS)[0]?.from ?? startOf(day + 1);
  return {
    offsetAt: (ms) => periodAt(ms).offsetMs,
    dayAt: (ms) => Math.floor((ms + periodAt(ms).offsetMs) / DAY_MS),
    startOf,
    windows,
  };
}

/** Which period an instant is in. Most questions are about the period of the question before. */
function rememberingPeriods(name: string): (ms: number) => Period {
  /** In the order of time, with gaps where nobody asked. */
  const periods: Period[] = [];
  let last: Period | undefined;
  return (ms) => {
    if (last !== undefined && last.from <= ms && ms < last.to) return last;
    const at = endingAfter(periods, ms);
    const known = periods[at];
    if (known !== undefined && known.from <= ms) return (last = known);
    last = periodOf(name, ms);
    periods.splice(at, 0, last);
    return last;
  };
}

/** The index of the first period that ends after an instant. */
function endingAfter(periods: readonly Period[], ms: number): number {
  let [low, high] = [0, periods.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((periods[middle] as Period).to > ms) high = middle;
    else low = middle + 1;
  }
  return low;
}

function periodOf(name: string, ms: number): Period {
  const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(name);
  // The change before the next millisecond: one at `ms` itself starts the period.
  const start = local.add({ milliseconds: 1 }).getTimeZoneTransition('previous');
  const end = local.getTimeZoneTransition('next');
  return {
    from: start?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    to: end?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offsetMs: local.offsetNanoseconds / 1_000_000,
  };
}
