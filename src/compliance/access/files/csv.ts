// Reads comma-separated values as RFC 4180 has them, with the place of each field: quoted fields, doubled quotes, line breaks within quotes,
// LF or CRLF, a byte order mark. Takes nothing that is not surely meant: what is unclear is a fault. Knows no column.

import { FaultError, type Place } from './fault.ts';

export interface Field extends Place {
  readonly text: string;
}

/** Blank lines and lines that begin with # before the first row are left out. */
export function csvRows(text: string): Field[][] {
  return new CsvReader(text).rows();
}

/** The comments before the first row: texts after the #. */
export function csvComments(text: string): Array<Place & { readonly text: string }> {
  const comments: Array<Place & { text: string }> = [];
  for (const [index, line] of withoutMark(text).split(/\r?\n/).entries()) {
    if (line.startsWith('#')) comments.push({ line: index + 1, column: 1, text: line.slice(1).trim() });
    else if (line !== '') break;
  }
  return comments;
}

const withoutMark = (text: string): string => (text.startsWith('\ufeff') ? text.slice(1) : text);

class CsvReader {
  readonly #text: string;
  #at = 0;
  #line = 1;
  /** Where the present line begins. */
  #lineStart = 0;

  constructor(text: string) {
    this.#text = withoutMark(text);
  }

  rows(): Field[][] {
    const rows: Field[][] = [];
    while (this.#at < this.#text.length) {
      if (this.#skipLineBreak()) continue;
      if (rows.length === 0 && this.#text[this.#at] === '#') this.#skipLine();
      else rows.push(this.#row());
    }
    return rows;
  }

  #row(): Field[] {
    const fields = [this.#field()];
    while (this.#text[this.#at] === ',') {
      this.#at++;
      fields.push(this.#field());
    }
    return fields;
  }

  #field(): Field {
    const place = this.#place();
    const text = this.#text[this.#at] === '"' ? this.#quoted(place) : this.#plain();
    if (!this.#isAtEnd())
      throw new FaultError(this.#place(), 'nothing may follow the closing quote but a comma or a line break');
    return { ...place, text };
  }

  #plain(): string {
    const start = this.#at;
    while (!this.#isAtEnd()) {
      if (this.#text[this.#at] === '"') {
        throw new FaultError(this.#place(), 'a field with a quote in it is written in quotes, and the quote twice');
      }
      this.#checked();
    }
    return this.#text.slice(start, this.#at);
  }

  #quoted(opening: Place): string {
    const parts: string[] = [];
    for (this.#at++; ;) {
      const letter = this.#text[this.#at];
      if (letter === undefined) throw new FaultError(opening, 'the quote that opens here is never closed');
      if (letter === '"' && this.#text[this.#at + 1] !== '"') break;
      if (letter === '"') this.#at++;
      parts.push(letter);
      if (!this.#skipLineBreak()) this.#checked();
    }
    this.#at++;
    return parts.join('');
  }

  /** Goes on by a character that a text may have. */
  #checked(): void {
    const letter = this.#text[this.#at] ?? '';
    // The mark that stands for bytes that are no UTF-8.
    if (letter === '\ufffd') throw new FaultError(this.#place(), 'the file is not UTF-8');
    if ((letter < ' ' && letter !== '\t') || letter === '\u007f') {
      throw new FaultError(this.#place(), 'a control character is no part of a text');
    }
    this.#at++;
  }

  #isAtEnd(): boolean {
    const letter = this.#text[this.#at];
    return (
      letter === undefined ||
      letter === ',' ||
      letter === '\n' ||
      (letter === '\r' && this.#text[this.#at + 1] === '\n')
    );
  }

  #skipLineBreak(): boolean {
    const length = this.#text.startsWith('\r\n', this.#at) ? 2 : Number(this.#text[this.#at] === '\n');
    if (length === 0) return false;
    this.#at += length;
    this.#line++;
    this.#lineStart = this.#at;
    return true;
  }

  #skipLine(): void {
    while (this.#at < this.#text.length && this.#text[this.#at] !== '\n') this.#at++;
  }

  #place(): Place {
    return { line: this.#line, column: this.#at - this.#lineStart + 1 };
  }
}
