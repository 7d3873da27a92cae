// Tables as kubectl prints them: upper-case headings, columns as wide as they need to be, three spaces between them.

import { visible } from './printable.ts';

/** Lines of a table without a line break at the end; `width` clips each line (Infinity: not at all). */
export function table(headings: readonly string[], rows: ReadonlyArray<readonly string[]>, width = Infinity): string {
  const cells = [headings, ...rows.map((row) => row.map(visible))];
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  return cells.map((row) => clip(line(row, widths), width)).join('\n');
}

function line(row: readonly string[], widths: readonly number[]): string {
  return widths
    .map((width, column) => (row[column] ?? '').padEnd(width))
    .join('   ')
    .trimEnd();
}

function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** How long ago, as kubectl writes it: `45s`, `12m`, `3h`, `5d`. */
export function age(since: number, now: number): string {
  const seconds = Math.max(0, Math.floor((now - since) / 1000));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 2 * 3600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}
