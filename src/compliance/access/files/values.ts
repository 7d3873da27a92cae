// Reads the values in files of people and accounts: texts, addresses, lists, states, instants. A value that is not surely meant is a fault at
// its place; the fault does not quote it.

import { hasValidDate, instantOf } from '../../../base/instants.ts';
import { foldedAddress } from '../address.ts';
import { FaultError, type Place } from './fault.ts';

/** A text with its place. */
export interface Value extends Place {
  readonly text: string;
}

/** No name, address or role is longer. */
const MAX_LENGTH = 512;
/** No person has more aliases or roles. */
const MAX_ITEMS = 500;

/** Without blanks at the ends; undefined where nothing is left. */
export function optionalText(name: string, value: Value): string | undefined {
  const text = value.text.trim();
  if (text.length > MAX_LENGTH) throw new FaultError(value, `${name} has more than ${MAX_LENGTH} characters`);
  if (/[\n\r]/.test(text)) throw new FaultError(value, `${name} is a single line`);
  return text === '' ? undefined : text;
}

export function requiredText(name: string, value: Value): string {
  const text = optionalText(name, value);
  if (text === undefined) throw new FaultError(value, `${name} is empty`);
  return text;
}

export function optionalAddress(name: string, value: Value): string | undefined {
  const text = optionalText(name, value);
  if (text !== undefined && foldedAddress(text) === undefined) {
    throw new FaultError(value, `${name} is no mail address, such as ada@example.com`);
  }
  return text;
}

/** One of the words, in any case; undefined where it is empty. */
export function optionalWord<Word extends string>(
  name: string,
  value: Value,
  words: readonly Word[],
): Word | undefined {
  const text = optionalText(name, value)?.toLowerCase();
  if (text === undefined) return undefined;
  const word = words.find((each) => each === text);
  if (word === undefined) throw new FaultError(value, `${name} is none of ${words.join(', ')}`);
  return word;
}

export function requiredWord<Word extends string>(name: string, value: Value, words: readonly Word[]): Word {
  const word = optionalWord(name, value, words);
  if (word === undefined) throw new FaultError(value, `${name} is empty: write one of ${words.join(', ')}`);
  return word;
}

/** Epoch milliseconds; undefined where it is empty. */
export function optionalInstant(name: string, value: Value): number | undefined {
  const text = optionalText(name, value);
  if (text === undefined) return undefined;
  const ms = hasValidDate(text) ? instantOf(text) : undefined;
  if (ms === undefined)
    throw new FaultError(value, `${name} is no instant: write it as RFC 3339 does, such as 2026-03-31T17:00:00Z`);
  return ms;
}

/** The parts of a cell between `;`, each read by `read`. An empty part is left out. */
export function listOf<Item>(
  name: string,
  value: Value,
  read: (name: string, part: Value) => Item | undefined,
): Item[] {
  const parts = value.text.split(';');
  if (parts.length > MAX_ITEMS) throw new FaultError(value, `${name} has more than ${MAX_ITEMS} entries`);
  return parts.map((text) => read(name, { ...value, text })).filter((item) => item !== undefined);
}

/** Holds that each value of a field is there once, whatever its case. `same` gives the form in which values are compared. */
export class Unique {
  readonly #seen = new Map<string, Place>();
  readonly #name: string;
  readonly #same: (text: string) => string;

  constructor(name: string, same: (text: string) => string) {
    this.#name = name;
    this.#same = same;
  }

  add(text: string, place: Place): void {
    const key = this.#same(text);
    const first = this.#seen.get(key);
    if (first !== undefined) throw new FaultError(place, `${this.#name} is the same as in line ${first.line}`);
    this.#seen.set(key, place);
  }
}
