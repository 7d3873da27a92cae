// The layout of explanations for people: a heading, named lines and lists. All printed text goes through here, so that none of it steers
// a terminal.

import { oneLine } from '../printable.ts';

/** Lines under a heading; left out when there are none. */
export interface Section {
  readonly heading: string;
  readonly lines: readonly string[];
}

/** The title, then each section that has lines, indented. */
export function layout(title: string, sections: readonly Section[]): string {
  const blocks = sections
    .filter(({ lines }) => lines.length > 0)
    .map(({ heading, lines }) => [oneLine(heading), ...lines.map((line) => `  ${line}`)].join('\n'));
  return [oneLine(title), ...blocks].join('\n\n');
}

/** Lines `name   value`, the values below each other; those without a value are left out. */
export function named(values: ReadonlyArray<readonly [name: string, value: string | undefined]>): string[] {
  const given = values.filter((each): each is readonly [string, string] => each[1] !== undefined);
  const width = Math.max(0, ...given.map(([name]) => name.length));
  return given.map(([name, value]) => `${name.padEnd(width)}   ${oneLine(value)}`);
}

/** Lines below another one. */
export const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${oneLine(line)}`);
