// Whether a text contains another one, in time that is linear in both. Pure.

/** The platform compares so many pairs of characters in about a millisecond. */
const MAX_PAIRS = 10_000_000;

/**
 * As `includes` of the platform, which compares each character of the one with each of the other at worst: half a minute for two large texts,
 * in which nothing ends it, nor the thread.
 */
export function includesText(text: string, part: string, maxPairs = MAX_PAIRS): boolean {
  return text.length * part.length <= maxPairs ? text.includes(part) : isFound(text, part);
}

/** Knuth, Morris and Pratt. The part has a character at least. */
function isFound(text: string, part: string): boolean {
  const borders = bordersOf(part);
  let matched = 0;
  for (let index = 0; index < text.length; index++) {
    matched = extended(part, borders, { matched, next: text.charCodeAt(index) });
    if (matched === part.length) return true;
  }
  return false;
}

/** For each beginning of the text: the length of the longest shorter one that it ends with. */
function bordersOf(text: string): Uint32Array {
  const borders = new Uint32Array(text.length);
  for (let index = 1; index < text.length; index++) {
    borders[index] = extended(text, borders, { matched: borders[index - 1] ?? 0, next: text.charCodeAt(index) });
  }
  return borders;
}

interface Match {
  readonly matched: number;
  readonly next: number;
}

/** How many characters of the part match after one more of the text. */
function extended(part: string, borders: Uint32Array, { matched, next }: Match): number {
  let length = matched;
  while (length > 0 && part.charCodeAt(length) !== next) length = borders[length - 1] ?? 0;
  return part.charCodeAt(length) === next ? length + 1 : 0;
}
