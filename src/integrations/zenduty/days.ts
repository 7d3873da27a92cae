// The range of a listing: Zenduty filters by day of creation. Pure.

const DAY_MS = 86_400_000;

/** Members of the body of a listing. */
export interface Days {
  readonly from_date: string;
  readonly to_date: string;
}

/** Days, in a time zone that is not documented: one more at each end. From and until in epoch milliseconds. */
export function daysBetween(sinceMs: number, untilMs: number): Days {
  return { from_date: dayOf(sinceMs - DAY_MS), to_date: dayOf(Math.max(sinceMs, untilMs) + 2 * DAY_MS) };
}

function dayOf(ms: number): string {
  return new Date(Math.max(0, ms)).toISOString().slice(0, 10);
}
