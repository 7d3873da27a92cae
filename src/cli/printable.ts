// Makes foreign text safe to print: a title or a file must not steer a terminal, hide text, or reverse it.

/** Control characters, formatting characters such as bidirectional marks, separators, and lone surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const RUNS = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** The text with a replacement character for each unprintable one. */
export function visible(text: string): string {
  return text.replaceAll(UNPRINTABLE, '\u{fffd}');
}

/** The text with one space for each run of unprintable characters, so that it stays on one line. */
export function oneLine(text: string): string {
  return text.replaceAll(RUNS, ' ');
}

/** Indented JSON in which each unprintable character is an escape. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(UNPRINTABLE, (character) =>
    character === '\n' ? character : escaped(character),
  );
}

/** JSON escapes a character as its UTF-16 code units. */
function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');
}
