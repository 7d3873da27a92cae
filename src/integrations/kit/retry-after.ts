// How long a vendor asks us to wait, from the header that HTTP has for it. Vendors' own headers are read in their folders, with the
// functions here. Pure.

import type { HttpAnswer } from '../ports/http.ts';

export type Headers = HttpAnswer['headers'];

const MIN_WAIT_MS = 1000;
/** A wrong header must not lock a source out for days. */
const MAX_WAIT_MS = 60 * 60_000;

/** `retry-after` (seconds or a date) in milliseconds. Undefined when it is absent or invalid. */
export function retryAfterHeaderMs(headers: Headers, now: Date): number | undefined {
  return secondsMs(headers['retry-after']) ?? untilDateMs(headers, now);
}

/** A header that counts seconds from now. Undefined when it is not such a number. */
export function secondsMs(value: string | undefined): number | undefined {
  if (value === undefined || !/^\s*\d{1,9}(\.\d+)?\s*$/.test(value)) return undefined;
  return boundedWaitMs(Number(value) * 1000);
}

/** Uses the sender's clock when the response has a `date` header. */
function untilDateMs(headers: Headers, now: Date): number | undefined {
  const at = Date.parse(headers['retry-after'] ?? '');
  if (Number.isNaN(at)) return undefined;
  const sentAt = Date.parse(headers['date'] ?? '');
  return boundedWaitMs(at - (Number.isNaN(sentAt) ? now.getTime() : sentAt));
}

function boundedWaitMs(ms: number): number {
  return Math.min(Math.max(Math.ceil(ms), MIN_WAIT_MS), MAX_WAIT_MS);
}
