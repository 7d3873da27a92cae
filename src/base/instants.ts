// Instants as the compliance core has them: epoch milliseconds. Reads no clock.

import { rfc3339Exact, writable } from './rfc3339.ts';

/** A date, a time and where: without the last, an instant would depend on the machine that reads it. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/i;

/** A clock that is set back by less than this holds everything still; by more, everything is judged anew. */
export const SET_BACK_TOLERANCE_MS = 10_000;

/** Epoch milliseconds of an RFC 3339 text, within the years that it can be written in; undefined for none and for one that is no instant. */
export function instantOf(text: string | undefined): number | undefined {
  if (text === undefined || !INSTANT.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : writable(ms);
}

/** The text of an instant, to the millisecond: {@link instantOf} gives the same instant back. */
export function textOf(ms: number): string {
  return rfc3339Exact(new Date(ms));
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

/** Milliseconds from one instant to another; undefined where that one is. */
export function msBetween(start: number, end: number | undefined): number | undefined {
  return end === undefined ? undefined : inPlace(end - start);
}

/** The instant so many milliseconds later; undefined where that is unknown. */
export function instantAfter(start: number, ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : start + ms;
}

/**
 * The same number, as the engine stores it without an allocation of its own, where it fits 32 bits: it does not look for that after
 * every subtraction.
 */
function inPlace(ms: number): number {
  return ms === (ms | 0) ? ms | 0 : ms;
}
