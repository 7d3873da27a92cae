// Functions that replace the library's own where those differ from CEL, or where a rule could take all memory. Every evaluation of a
// rule uses them. No function reads a clock, and none gives the present time.

import {
  CelScalar,
  celEnv,
  type CelFunc,
  celFunc,
  type CelList,
  celMethod,
  type CelValue,
  isCelError,
  listType,
} from '@bufbuild/cel';
import { RE2JS } from '@bufbuild/re2';

import { includesText } from './search.ts';

const { BOOL, DOUBLE, DYN, INT, STRING, UINT } = CelScalar;
const LIST = listType(DYN);

/** No rule over an incident needs longer texts. Doubling a text forty times would give them. */
const MAX_TEXT = 1_000_000;
const MAX_ITEMS = 10_000;
const MAX_PATTERNS = 100;

export const mended: readonly CelFunc[] = [
  celFunc('_+_', [STRING, STRING], STRING, joinTexts),
  celFunc('_+_', [LIST, LIST], LIST, joinLists),
  celFunc('int', [STRING], INT, wholeIn),
  celFunc('uint', [STRING], UINT, () => refuse('write int(...) for a number in a text')),
  celFunc('double', [STRING], DOUBLE, decimalIn),
  celFunc('timestamp', [INT], DYN, () => refuse('write a timestamp as text: timestamp("2026-01-31T00:00:00Z")')),
  celFunc('duration', [STRING], DYN, durationIn as never),
  celFunc('duration', [INT], DYN, () => refuse('write a duration as text: duration("90s")')),
  celMethod('matches', STRING, [STRING], BOOL, function (pattern) {
    return matches(this, pattern);
  }),
  celMethod('contains', STRING, [STRING], BOOL, function (part) {
    return includesText(this, part);
  }),
];

/** Linear in the text, whatever the pattern. */
export function matches(text: string, pattern: string): boolean {
  return patternOf(pattern).test(text);
}

const patterns = new Map<string, RE2JS>();

/** Compiling a pattern costs a hundred times as much as matching it, and a rule has few patterns. */
function patternOf(text: string): RE2JS {
  const known = patterns.get(text);
  if (known !== undefined) return known;
  const compiled = RE2JS.compile(text);
  if (patterns.size >= MAX_PATTERNS) patterns.clear();
  patterns.set(text, compiled);
  return compiled;
}

function joinTexts(one: string, other: string): string {
  return one.length + other.length > MAX_TEXT ? refuse(`a text of more than ${MAX_TEXT} characters`) : one + other;
}

/** A flat list: the library nests one list per step, and a macro over thousands of items overflows its stack. */
function joinLists(one: CelList, other: CelList): CelValue[] {
  return one.size + other.size > MAX_ITEMS ? refuse(`a list of more than ${MAX_ITEMS} items`) : [...one, ...other];
}

const WHOLE = /^-?\d{1,19}$/;
const DECIMAL = /^-?\d{1,40}(\.\d{1,40})?([eE][+-]?\d{1,2})?$/;
const INT_MAX = 2n ** 63n - 1n;

/** The platform reads '' and blanks as 0, and '0x10' as 16. */
function wholeIn(text: string): bigint {
  const value = WHOLE.test(text) ? BigInt(text) : refuse('a text that is no whole number');
  return value > INT_MAX || value < -INT_MAX - 1n ? refuse('a number out of range') : value;
}

function decimalIn(text: string): number {
  return DECIMAL.test(text) ? Number(text) : refuse('a text that is no number');
}

const DURATION = /^-?(\d{1,15}(\.\d{1,9})?(h|m|s|ms|us|ns))+$/;
const library = celEnv().funcs;

/** The library reads '' as a time of zero. */
function durationIn(text: string): CelValue {
  const made = DURATION.test(text) ? library.find('duration')?.call(0, undefined, [text]) : undefined;
  return made === undefined || isCelError(made) ? refuse('a text that is no duration, such as "90s" or "1h30m"') : made;
}

function refuse(what: string): never {
  throw new Error(what);
}
