// The one parser of durations: `90s 15m 4h 30d`, whole numbers, exact. It knows no calendar: `1mo` and `4bd` of disclosure
// clocks depend on a start and a calendar, so they get a function of their own and are refused here.

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof UNIT_MS;

/** Largest first, as the formatter tries them. */
const UNITS = ['d', 'h', 'm', 's'] as const satisfies readonly Unit[];

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

/** {@link parseDuration} for text that the CRD's pattern has let through already; throws a RangeError for anything else. */
export function durationMs(text: string): number {
  const parsed = parseDuration(text);
  if (!parsed.ok) throw new RangeError(parsed.message);
  return parsed.ms;
}

/**
 * The shortest text that parses back to exactly `ms`: the largest unit that divides it. Throws a RangeError for what no
 * duration text can say (fractions of a second, negative numbers, more than 99999 days).
 */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s';
  const unit = UNITS.find((candidate) => ms % UNIT_MS[candidate] === 0 && ms / UNIT_MS[candidate] <= 99_999);
  if (unit === undefined || ms < 0) throw new RangeError(`${ms} ms cannot be written as a duration`);
  return `${ms / UNIT_MS[unit]}${unit}`;
}
