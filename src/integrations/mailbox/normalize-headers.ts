// The header fields of a mail, from the bytes of its head: unfolded, in their order, and their encoded words decoded. Pure. Every step
// takes time in proportion to the bytes, as anybody may have written them.
// https://www.rfc-editor.org/rfc/rfc5322#section-2.2, https://www.rfc-editor.org/rfc/rfc2047

export interface HeaderField {
  /** In lower case. */
  readonly name: string;
  /** Unfolded and trimmed; encoded words are not decoded. */
  readonly value: string;
}

export type Headers = readonly HeaderField[];

const FIELD_NAME = /^[!-9;-~]{1,200}$/;

/** The fields up to the first empty line. What is no field is left out. Bytes that are no UTF-8 become U+FFFD. */
export function readHeaders(head: Uint8Array): Headers {
  const fields: HeaderField[] = [];
  let open: { name: string; parts: string[] } | undefined;
  const close = (): void => {
    if (open !== undefined) fields.push({ name: open.name, value: open.parts.join('').trim() });
    open = undefined;
  };
  for (const line of new TextDecoder().decode(head).split(/\r?\n/)) {
    if (line === '') break;
    if (/^[ \t]/.test(line)) {
      open?.parts.push(line);
      continue;
    }
    close();
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trimEnd();
    if (FIELD_NAME.test(name)) open = { name: name.toLowerCase(), parts: [line.slice(colon + 1)] };
  }
  close();
  return fields;
}

/** All values of a field, the topmost first. */
export function valuesOf(headers: Headers, name: string): readonly string[] {
  return headers.filter((field) => field.name === name).map(({ value }) => value);
}

/** The value of a field that may stand once only; undefined when there is none, or several. */
export function soleValueOf(headers: Headers, name: string): string | undefined {
  const [value, ...others] = valuesOf(headers, name);
  return others.length === 0 ? value : undefined;
}

const ENCODED_WORD = /=\?([A-Za-z0-9_.:-]{1,40})(?:\*[A-Za-z0-9-]{1,20})?\?([BbQq])\?([^? ]{0,4000})\?=/g;
const ENCODED_WORDS = new RegExp(`(?:${ENCODED_WORD.source})+`, 'g');
/** Between two encoded words white space does not count. */
const BETWEEN_WORDS = /(\?=)[ \t]+(?==\?)/g;

/**
 * A text with its encoded words decoded. Words that follow each other in one character set are decoded together, as some programs cut a
 * character in two. A word in a character set that nobody knows stays as it is.
 */
export function decodeWords(text: string): string {
  if (!text.includes('=?')) return text;
  return text.replace(BETWEEN_WORDS, '$1').replace(ENCODED_WORDS, (words) => {
    const runs: Array<{ charset: string; words: string; bytes: Buffer[] }> = [];
    for (const [word, charset = '', kind = '', content = ''] of words.matchAll(ENCODED_WORD)) {
      const bytes = kind.toUpperCase() === 'B' ? Buffer.from(content, 'base64') : quotedBytes(content);
      const last = runs.at(-1);
      if (last?.charset.toLowerCase() === charset.toLowerCase()) {
        last.words += word;
        last.bytes.push(bytes);
      } else runs.push({ charset, words: word, bytes: [bytes] });
    }
    return runs.map(decodedRun).join('');
  });
}

function decodedRun({ charset, words, bytes }: { charset: string; words: string; bytes: readonly Buffer[] }): string {
  try {
    return new TextDecoder(charset).decode(Buffer.concat(bytes));
  } catch {
    return words; // The character set is unknown.
  }
}

function quotedBytes(content: string): Buffer {
  const plain = content.replaceAll('_', ' ');
  return Buffer.from(
    plain.replace(/=([0-9A-Fa-f]{2})/g, (_all, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16))),
    'latin1',
  );
}
