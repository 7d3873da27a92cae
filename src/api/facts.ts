// Text and times from outside as facts: cut to the bounds of the CRDs, without characters that steer a terminal or mislead a reader. A
// fact is clipped, never refused, as refusing an incident would lose it. Pure; knows no provider.

import { hasValidDate, rfc3339 } from '../base/instants.ts';

/** The structural bounds of `Incident.spec` (crds/incidents.yaml), in Unicode code points as the API server counts them. */
export const FACT_BOUNDS = {
  title: 512,
  category: 128,
  url: 2048,
  service: 256,
  assignee: 256,
  assignees: 50,
  description: 8192,
  externalID: 1024,
  severityValue: 128,
  sourceSeverity: 256,
} as const;

const ESCAPE = '\u001b';
/** Whole terminal escapes, so that no `[31m` is left. */
const TERMINAL_ESCAPES = new RegExp(
  `${ESCAPE}(?:\\[[0-?]*[ -/]*[@-~]|\\][^\u0007${ESCAPE}]*(?:\u0007|${ESCAPE}\\\\)?|[@-Z\\\\^_])`,
  'g',
);
/** Bidirectional controls, zero-width and tag characters: they make a text look like another one. */
const INVISIBLE = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]|[\u{e0000}-\u{e007f}]/gu;
const CONTROL = /[\p{Cc}\u2028\u2029]/gu;
const CONTROL_BUT_NEWLINE = /[^\P{Cc}\n]/gu;

/** One line of at most `max` code points, without control, bidirectional or invisible characters. May be empty. */
export function toLine(text: string, max: number): string {
  const visible = text.slice(0, rawLimit(max)).toWellFormed().replace(TERMINAL_ESCAPES, '').replace(INVISIBLE, '');
  return clip(visible.replace(CONTROL, ' ').replace(/ {2,}/g, ' ').trim(), max);
}

/** As {@link toLine}, with its line breaks kept. */
export function toParagraphs(text: string, max: number): string {
  const visible = text.slice(0, rawLimit(max)).toWellFormed().replace(TERMINAL_ESCAPES, '').replace(INVISIBLE, '');
  const lines = visible.replace(/\r\n?|[\u2028\u2029]/g, '\n').replace(CONTROL_BUT_NEWLINE, ' ');
  return clip(lines.trim(), max);
}

/** Characters that show nothing: blanks and controls by category, the fillers of Hangul and Braille, and what fonts may ignore. */
const BLANK = /[\p{Z}\p{C}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Whether a text has anything that a reader can see. Marks count only beside a letter. */
export function isVisible(text: string): boolean {
  return text.replace(BLANK, '') !== '';
}

/** The link when it is absolute http(s), holds no credential and fits; else undefined. */
export function toWebUrl(text: string): string | undefined {
  if (text.length > FACT_BOUNDS.url || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  if (url.username !== '' || url.password !== '') return undefined;
  return url.href.length > FACT_BOUNDS.url ? undefined : url.href;
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2})(:\d{2})?(?:\.\d+)?([Zz]|[+-]\d{2}(?::?\d{2})?)$/;

/**
 * An instant with its offset, as RFC 3339 in UTC with whole seconds (`2026-03-02T10:00:00Z`), fractions cut off. Undefined for
 * anything else: no offset, no such day, a year outside 1970-9999.
 */
export function toInstant(text: string): string | undefined {
  const match = INSTANT.exec(text);
  if (match === null) return undefined;
  const [, day = '', minutes = '', seconds = ':00', offset = 'Z'] = match;
  const ms = Date.parse(`${day}T${minutes}${seconds}${wholeOffset(offset)}`);
  if (Number.isNaN(ms) || !hasValidDate(day)) return undefined;
  if (ms < 0 || ms >= Date.UTC(10_000, 0, 1)) return undefined;
  return rfc3339(ms);
}

/** `z`, `+02`, `+0200` and `+02:00` in the one form that Date.parse takes. */
function wholeOffset(offset: string): string {
  if (offset === 'Z' || offset === 'z') return 'Z';
  const digits = offset.slice(1).replace(':', '').padEnd(4, '0');
  return `${offset.slice(0, 1)}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

/** The object without fields that are undefined, empty texts or empty lists. */
export function saying<T extends object>(fields: T): { [Field in keyof T]?: Exclude<T[Field], undefined> } {
  const said = Object.entries(fields).filter(
    ([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(said) as { [Field in keyof T]?: Exclude<T[Field], undefined> };
}

/** At most `max` code points; what was cut ends in an ellipsis. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  const points = Array.from(text);
  return points.length <= max ? text : `${points.slice(0, max - 1).join('')}…`;
}

/** How much of a text is cleaned: enough for any sensible text, and a limit on the work for a hostile one. */
function rawLimit(max: number): number {
  return max * 16;
}
