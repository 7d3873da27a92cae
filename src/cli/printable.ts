// Makes foreign text safe to print: what stands in a title or a file must not steer a terminal, hide text, or turn it around.

/** Control, formatting (bidirectional marks among them) and separator characters, and halves of pairs. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const RUNS = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** Each such character shows as a replacement character. */
export function visible(text: string): string {
  return text.replaceAll(UNPRINTABLE, '\u{fffd}');
}

/** Each run of them is one space, so that the text stays on its line. */
export function oneLine(text: string): string {
  return text.replaceAll(RUNS, ' ');
}

/** JSON text, indented, in which each of them is written as an escape. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(UNPRINTABLE, (character) =>
    character === '\n' ? character : escaped(character),
  );
}

/** As UTF-16 code units, as JSON has it. */
function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');
}
