// The one parser of durations: `90s 15m 4h 30d`, whole and exact, and the `1mo` and `4bd` that a disclosure clock may also have. It knows
// no calendar: the length of a month or of a business day depends on its start (calendar.ts).

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof UNIT_MS;

/** The same text as the CRDs' `pattern`: no sign, no leading zero, no fraction, at most five digits. */
const PATTERN = /^(0|[1-9][0-9]{0,4})([smhd])$/;

export type ParsedDuration =
  { readonly ok: true; readonly ms: number } | { readonly ok: false; readonly message: string };

/** Milliseconds of a duration text; a day is 24 hours. The message says what to write instead. */
export function parseDuration(text: string): ParsedDuration {
  const match = PATTERN.exec(text);
  if (match === null) {
    const shown = JSON.stringify(text.length > 32 ? `${text.slice(0, 32)}...` : text);
    return {
      ok: false,
      message: `${shown} is not a duration; write a whole number of at most 5 digits and one unit of s, m, h or d, such as 90s, 15m, 4h or 30d`,
    };
  }
  return { ok: true, ms: Number(match[1]) * UNIT_MS[match[2] as Unit] };
}

/** What a disclosure clock waits for: an exact time, or a count of what only a calendar can measure. */
export type Period =
  | { readonly kind: 'Exact'; readonly ms: number; readonly unit: 's' | 'm' | 'h' | 'd' }
  | { readonly kind: 'Months'; readonly count: number }
  | { readonly kind: 'BusinessDays'; readonly count: number };

export type ParsedPeriod =
  { readonly ok: true; readonly period: Period } | { readonly ok: false; readonly message: string };

/** What the CRD's `pattern` allows besides a duration. */
const CALENDAR_PATTERN = /^([1-9][0-9]?)(mo|bd)$/;

/** {@link parseDuration} that takes calendar months (`1mo`) and business days (`4bd`) as well. */
export function parsePeriod(text: string): ParsedPeriod {
  const match = CALENDAR_PATTERN.exec(text);
  if (match !== null) {
    return { ok: true, period: { kind: match[2] === 'mo' ? 'Months' : 'BusinessDays', count: Number(match[1]) } };
  }
  const parsed = parseDuration(text);
  if (parsed.ok) return { ok: true, period: { kind: 'Exact', ms: parsed.ms, unit: text.slice(-1) as Unit } };
  return { ok: false, message: `${parsed.message}; or at most 2 digits and mo or bd, such as 1mo or 4bd` };
}

/** The longest interval of a source. A stored spec may have a longer one, from before the CRD refused it. */
const MAX_INTERVAL_MS = UNIT_MS.d;
/** Where an interval cannot be read; the CRD's default. */
const DEFAULT_INTERVAL_MS = 5 * UNIT_MS.m;

/** How often a source is read, in milliseconds: at most a day, whatever `spec.interval` says. */
export function sourceIntervalMs({ interval = '' }: { readonly interval?: string }): number {
  const parsed = parseDuration(interval);
  return parsed.ok ? Math.min(parsed.ms, MAX_INTERVAL_MS) : DEFAULT_INTERVAL_MS;
}

/** Where the interval of a listing cannot be read; the CRDs' default. */
const DEFAULT_LISTING_INTERVAL_MS = 15 * UNIT_MS.m;

/** How often accounts or people are read, in milliseconds: at most a day, whatever `spec.interval` says. */
export function listingIntervalMs({ interval = '' }: { readonly interval?: string }): number {
  const parsed = parseDuration(interval);
  return parsed.ok ? Math.min(parsed.ms, MAX_INTERVAL_MS) : DEFAULT_LISTING_INTERVAL_MS;
}

/** {@link parseDuration} for text that the CRD's pattern has let through already; throws a RangeError for anything else. */
export function durationMs(text: string): number {
  const parsed = parseDuration(text);
  if (!parsed.ok) throw new RangeError(parsed.message);
  return parsed.ms;
}
