// Instants, as the objects have them (RFC 3339 texts in UTC) and as they are computed with (epoch milliseconds). Reads no clock.

/** A date, a time and where: without the last, an instant would depend on the machine that reads it. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/i;

/** The first and the last instant of the years that RFC 3339 can write. */
const FIRST_INSTANT = Date.parse('0000-01-01T00:00:00Z');
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59Z');

/** A clock that is set back by less than this holds everything still; by more, everything is judged anew. */
export const SET_BACK_TOLERANCE_MS = 10_000;

/** Epoch milliseconds of an RFC 3339 text, within the years that it can be written in; undefined for none and for one that is no instant. */
export function instantOf(text: string | undefined): number | undefined {
  if (text === undefined || !INSTANT.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : writable(ms);
}

/** As Kubernetes writes it in metav1.Time: `2026-03-02T10:00:00Z`, whole seconds, fractions cut off. */
export function rfc3339(instant: Date | number): string {
  return `${isoText(instant).slice(0, 19)}Z`;
}

/** With the milliseconds, where there are some: {@link instantOf} gives the same instant back. */
export function rfc3339Exact(instant: Date | number): string {
  const text = isoText(instant);
  return text.endsWith('.000Z') ? `${text.slice(0, 19)}Z` : text;
}

/**
 * The nearest instant that can be written. `0000-01-01T00:00:00+14:00` can be read and has no text in UTC, and a deadline may be years
 * after an instant that is late already; the API server refuses such a text.
 */
export function writable(ms: number): number {
  return Math.min(Math.max(ms, FIRST_INSTANT), LAST_INSTANT);
}

/** Whether the date that a text begins with exists: JavaScript's Date takes `2026-02-30` for the 2nd of March. */
export function hasValidDate(text: string): boolean {
  try {
    Temporal.PlainDate.from(text.slice(0, 10));
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Without the fraction of a second, which stored times do not have. */
export function wholeSecond(ms: number): number {
  return Math.floor(ms / 1_000) * 1_000;
}

/** The first of some instants, of which some may be unknown; undefined where all are. */
export function earliest(instants: ReadonlyArray<number | undefined>): number | undefined {
  let first: number | undefined;
  for (const instant of instants) {
    if (instant !== undefined && (first === undefined || instant < first)) first = instant;
  }
  return first;
}

/** Milliseconds from one instant to another; undefined where the other one is. */
export function msBetween(start: number, end: number | undefined): number | undefined {
  return end === undefined ? undefined : asSmallInteger(end - start);
}

/** The instant so many milliseconds later; undefined where that is unknown. */
export function instantAfter(start: number, ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : start + ms;
}

/** The same number, in the form that the engine stores without an allocation where it fits 32 bits. A subtraction alone does not give that form. */
function asSmallInteger(ms: number): number {
  return ms === (ms | 0) ? ms | 0 : ms;
}

function isoText(instant: Date | number): string {
  return new Date(writable(instant.valueOf())).toISOString();
}
