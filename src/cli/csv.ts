// Comma-separated values by RFC 4180, for spreadsheets: what would be a formula there is shown as text. Pure.

import { oneLine } from './printable.ts';

/** How a spreadsheet tells that a cell is a formula, or a command. */
const FORMULA = /^[=+\-@\t\r]/;

/** Lines with a line break at the end of each. Control characters become blanks. */
export function csv(headings: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  return [headings, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(text: string): string {
  const plain = oneLine(text);
  const safe = FORMULA.test(plain) ? `'${plain}` : plain;
  return /[",']|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
