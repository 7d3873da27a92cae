// Reads a backup as text, however large: a file, or standard input. Parses nothing.

import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { ConfigError } from '../../config.ts';

/** Throws ConfigError when there is no such file. */
export async function readWhole(file: string, input: () => AsyncIterable<Uint8Array>): Promise<string> {
  if (file === '-') return text(input());
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ConfigError(`read ${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
