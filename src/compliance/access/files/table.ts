// A CSV file with a header: its rows as records whose fields are found by the name of the column. Holds what every row must have; does not
// know what the columns mean.

import { csvRows, type Field } from './csv.ts';
import { FaultError, type Place } from './fault.ts';

export interface Columns {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** One row. A column that the file does not have is an empty field at the beginning of the row. */
export interface TableRow extends Place {
  field(column: string): Field;
}

/** Throws a FaultError for a file that is not such a table, or that has no row. Rows without any text, as spreadsheets leave them, are left out. */
export function tableRows(text: string, columns: Columns): TableRow[] {
  const [header, ...rows] = csvRows(text).filter((fields) => fields.some((field) => field.text.trim() !== ''));
  if (header === undefined)
    throw new FaultError({ line: 1, column: 1 }, 'the file is empty: its first line names the columns');
  const places = columnPlaces(header, columns);
  const [first] = rows;
  if (first === undefined) throw new FaultError(placeOf(header), 'no row follows the names of the columns');
  return rows.map((fields) => rowOf(fields, places));
}

function columnPlaces(header: readonly Field[], { required, optional }: Columns): ReadonlyMap<string, number> {
  const known = [...required, ...optional];
  const names = new Map(known.map((name) => [name.toLowerCase(), name]));
  const places = new Map<string, number>();
  for (const [index, field] of header.entries()) {
    const name = names.get(field.text.trim().toLowerCase());
    if (name === undefined)
      throw new FaultError(field, `the column is none of ${known.join(', ')}${separatorAdvice(field)}`);
    if (places.has(name)) throw new FaultError(field, `the column ${name} is there twice`);
    places.set(name, index);
  }
  const missing = required.find((name) => !places.has(name));
  if (missing !== undefined) throw new FaultError(placeOf(header), `there is no column ${missing}`);
  return places;
}

function rowOf(fields: readonly Field[], places: ReadonlyMap<string, number>): TableRow {
  const extra = fields[places.size];
  if (extra !== undefined) throw new FaultError(extra, `the row has more than the ${places.size} fields of the header`);
  const place = placeOf(fields);
  if (fields.length < places.size) {
    throw new FaultError(place, `the row has ${fields.length} fields, and the header has ${places.size}`);
  }
  return {
    ...place,
    field: (column) => fields[places.get(column) ?? -1] ?? { ...place, text: '' },
  };
}

const placeOf = ([first]: readonly Field[]): Place => ({ line: first?.line ?? 1, column: first?.column ?? 1 });

/** A header of one field that holds another separator: the whole line was taken for a name. */
function separatorAdvice({ text }: Field): string {
  return /[;\t]/.test(text) ? ': separate the columns by commas' : '';
}
