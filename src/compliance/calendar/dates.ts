// Local dates as plain numbers: the days since 1970-01-01. They are the keys of what a calendar remembers, and cost nothing to add to.
// Temporal knows the calendar; it takes microseconds to ask, so the answers are remembered. Knows no time zone.

/** Milliseconds of 24 hours: a date in UTC. */
export const DAY_MS = 86_400_000;

const EPOCH = new Temporal.PlainDate(1970, 1, 1);

/** About 130 years. */
const MAX_DAYS = 50_000;

const months = new Map<number, (day: number) => number>();

/** The day of a date that exists, written as `2026-12-25`. */
export function dayOf(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  try {
    return numberOf(Temporal.PlainDate.from(text));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** 1 for Monday, 7 for Sunday. */
export const weekdayOf = remembering((day) => dateOf(day).dayOfWeek);

/** The same day of the month `count` months later; the last day of a month that is too short. */
export function addMonthsToDay(day: number, count: number): number {
  const addCount = (): ((day: number) => number) =>
    remembering((from) => numberOf(dateOf(from).add({ months: count })));
  return months.getOrInsertComputed(count, addCount)(day);
}

/** The function with a memory for so many answers, some megabytes by default. When it is full, it starts anew. */
export function remembering<T>(valueOf: (key: number) => T, max = MAX_DAYS): (key: number) => T {
  const memory = new Map<number, T>();
  return (key) => {
    const known = memory.get(key);
    if (known !== undefined) return known;
    if (memory.size >= max) memory.clear();
    const value = valueOf(key);
    memory.set(key, value);
    return value;
  };
}

function dateOf(day: number): Temporal.PlainDate {
  return EPOCH.add({ days: day });
}

function numberOf(date: Temporal.PlainDate): number {
  return EPOCH.until(date).days;
}
