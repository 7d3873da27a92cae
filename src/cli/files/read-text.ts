// Reads a file, or standard input, as text. Reports why a file cannot be read, and whether it may still hold objects of Docket. Parses
// nothing, and never holds more than MAX_FILE_BYTES of a file.

import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { mentionsDocket } from './docket-marks.ts';

/** A fault in a file at a place; lines and columns count from one. */
export interface FileProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** What to do about it, if known. */
  readonly fix?: string;
}

export interface TextFile {
  /** The path as the user gave it. */
  readonly file: string;
  readonly text: string;
}

export interface UnreadFile extends FileProblem {
  /** False only where its bytes say that nothing in it is Docket's. */
  readonly mayBeDockets: boolean;
}

/** Larger files are not read: no manifest is that large. */
export const MAX_FILE_BYTES = 16 * 1024 * 1024;
const TOO_LARGE = `the file is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB; split it`;

/** What standard input is called in messages. */
const STDIN_NAME = '<stdin>';

/** Opens standard input. */
export type Input = () => AsyncIterable<Uint8Array>;

export async function readText(file: string): Promise<TextFile | UnreadFile> {
  try {
    const { size } = await stat(file);
    if (size > MAX_FILE_BYTES) {
      const mayBeDockets = await streamMentionsDocket(createReadStream(file, { highWaterMark: 1024 * 1024 }));
      return { file, line: 1, column: 1, message: TOO_LARGE, mayBeDockets };
    }
    return decoded(file, await readFile(file));
  } catch (error) {
    const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    return { file, line: 1, column: 1, message, mayBeDockets: true };
  }
}

export async function readInput(input: Input): Promise<TextFile | UnreadFile> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of input()) {
    size += chunk.length;
    if (size > MAX_FILE_BYTES) {
      return { file: STDIN_NAME, line: 1, column: 1, message: TOO_LARGE, mayBeDockets: true };
    }
    chunks.push(chunk);
  }
  return decoded(STDIN_NAME, Buffer.concat(chunks));
}

function decoded(file: string, bytes: Buffer): TextFile | UnreadFile {
  const utf16 = utf16Name(bytes);
  if (utf16 !== undefined) {
    const mayBeDockets = mentionsDocket(new TextDecoder(utf16).decode(bytes));
    return { file, line: 1, column: 1, message: 'the file is UTF-16; save it as UTF-8', mayBeDockets };
  }
  if (!isUtf8(bytes)) {
    const message = 'the line is not UTF-8; save the file as UTF-8';
    return {
      file,
      line: firstBadLine(bytes),
      column: 1,
      message,
      mayBeDockets: mentionsDocket(bytes.toString('latin1')),
    };
  }
  // TextDecoder removes a byte order mark.
  return { file, text: new TextDecoder().decode(bytes) };
}

function utf16Name([first, second]: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

/** In UTF-8 a line break is never part of another character, so each line can be checked alone. */
function firstBadLine(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start);
    const stop = end < 0 ? bytes.length : end;
    if (!isUtf8(bytes.subarray(start, stop))) return line;
    start = stop + 1;
  }
  return line;
}

/** Longer than an apiVersion that is split between two chunks. */
const OVERLAP = 256;

async function streamMentionsDocket(chunks: AsyncIterable<unknown>): Promise<boolean> {
  let before = '';
  for await (const chunk of chunks) {
    const text = before + (chunk as Buffer).toString('latin1').replaceAll('\0', '');
    if (mentionsDocket(text)) return true;
    before = text.slice(-OVERLAP);
  }
  return false;
}
