// A short number that stands for a value. Equal values have equal digests, whatever the order of their keys, so that an unchanged
// record is recognised without the object. Not a signature: it saves work, and does not protect against an attacker.

type Json = string | number | boolean | null | undefined | readonly Json[] | { readonly [key: string]: Json };

/** Two independent lanes of 32 bits, signed; 26 bits of each make a number that a double holds exactly. */
interface Lanes {
  high: number;
  low: number;
}

const TWO_26 = 0x4000000;

/**
 * The digest of a JSON value as a non-negative integer below 2^52. Keys of objects count in sorted order, and a member that is
 * `undefined` counts as absent, as it does on the wire. Two different values share a digest with a chance of 2^-52.
 */
export function digestOf(value: unknown): number {
  const lanes: Lanes = { high: 0x011c9dc5, low: 0x2b5c7a6d };
  feedValue(lanes, value as Json);
  return (finish(lanes.high) >>> 6) * TWO_26 + (finish(lanes.low) >>> 6);
}

/**
 * What a store holds of a mirrored incident's facts: its spec, and the labels that Docket sets on it. When it came on record is no
 * fact of its source, and never changes.
 */
export function recordDigest(
  { recordedAt: _since, ...spec }: { readonly recordedAt?: string },
  labels: Readonly<Record<string, string>> | undefined,
): number {
  const own: Record<string, string> = {};
  for (const name in labels) {
    const value = labels[name];
    if (value !== undefined && name.startsWith('docket.dev/')) own[name] = value;
  }
  return digestOf([spec as Json, own]);
}

function feedValue(lanes: Lanes, value: Json): void {
  if (typeof value === 'string') return feedText(lanes, 1, value);
  if (typeof value !== 'object' || value === null) return feedText(lanes, 2, String(value));
  if (Array.isArray(value)) return feedList(lanes, value as readonly Json[]);
  feed(lanes, 3);
  const members = value as { readonly [key: string]: Json };
  for (const key of Object.keys(members).sort()) {
    const member = members[key];
    if (member === undefined) continue;
    feedText(lanes, 4, key);
    feedValue(lanes, member);
  }
  feed(lanes, 6);
}

function feedList(lanes: Lanes, items: readonly Json[]): void {
  feed(lanes, 5);
  feed(lanes, items.length);
  for (const item of items) feedValue(lanes, item);
}

/** Tag and length come first, so that two different sequences of texts never give the same input. */
function feedText(lanes: Lanes, tag: number, text: string): void {
  feed(lanes, tag);
  feed(lanes, text.length);
  let { high, low } = lanes;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    high = mixHigh(high, unit);
    low = mixLow(low, unit);
  }
  lanes.high = high;
  lanes.low = low;
}

function feed(lanes: Lanes, unit: number): void {
  lanes.high = mixHigh(lanes.high, unit);
  lanes.low = mixLow(lanes.low, unit);
}

/** One step of a lane: xor and multiply. */
function mixHigh(lane: number, unit: number): number {
  return Math.imul(lane ^ unit, 0x01000193);
}

/** The other lane rotates first, so that values which collide in one lane do not collide in the other. */
function mixLow(lane: number, unit: number): number {
  return Math.imul(((lane << 5) | (lane >>> 27)) ^ unit, 0x9e3779b1);
}

/** Spreads every bit of the state over all of them. */
function finish(state: number): number {
  let bits = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
