// Whether a body may be parsed: what is nested too deeply, has too many parts or too many different names would hold up the event loop. One
// pass over the bytes, a few milliseconds for 1 MiB. Pure; whether it is JSON at all, the parser says.

/** Nested lists and objects. */
const MAX_DEPTH = 64;
/** Members and items, all together. 1 MiB of audit events has some 30,000. */
const MAX_PARTS = 80_000;
/** Different names of members, which cost the parser more than anything else. */
const MAX_NAMES = 4_000;

const [QUOTE, BACKSLASH, COLON, COMMA] = [0x22, 0x5c, 0x3a, 0x2c];
/** By how much a byte changes the depth. */
const STEPS: ReadonlyMap<number, number> = new Map([
  [0x5b, 1],
  [0x7b, 1],
  [0x5d, -1],
  [0x7d, -1],
]);

/** What is wrong with the shape of a body; undefined for nothing. */
export function shapeFault(bytes: Uint8Array): string | undefined {
  const names = new Set<number>();
  let [depth, parts, lastText] = [0, 0, 0];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) {
      const text = textFrom(bytes, at + 1);
      lastText = text.hash;
      at = text.end;
      continue;
    }
    if (byte === COLON) names.add(lastText);
    if (byte === COLON || byte === COMMA) parts++;
    else depth += STEPS.get(byte) ?? 0;
    const fault = faultOf(depth, parts, names.size);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultOf(depth: number, parts: number, names: number): string | undefined {
  if (depth > MAX_DEPTH) return `the body is nested more than ${MAX_DEPTH} deep`;
  if (parts > MAX_PARTS) return `the body has more than ${MAX_PARTS} members and items`;
  return names > MAX_NAMES ? `the body has more than ${MAX_NAMES} different names of members` : undefined;
}

/** The closing quote of a text, and a hash of what is in it. */
function textFrom(bytes: Uint8Array, from: number): { readonly end: number; readonly hash: number } {
  let hash = 0x811c9dc5;
  let at = from;
  for (; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) break;
    if (byte === BACKSLASH) at++;
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return { end: at, hash };
}
