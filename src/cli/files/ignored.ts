// What `.docketignore` leaves out: patterns as in .gitignore, for the folder that holds the file and those below it. Decides about
// names only; reads no other file.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';

const IGNORE_FILE = '.docketignore';

/** The patterns of one folder. */
interface Layer {
  readonly folder: string;
  readonly rules: Ignore;
}

/** The patterns that hold in a folder, from the outermost to its own. */
export type Layers = readonly Layer[];

/** `above`: the patterns of the folders around it. Rejects when there is a .docketignore that cannot be read. */
export async function layersIn(folder: string, above: Layers): Promise<Layers> {
  const text = await patternsIn(path.join(folder, IGNORE_FILE));
  return text === undefined ? above : [...above, { folder, rules: ignore().add(text) }];
}

/** As git does it: the innermost file that has something to say decides, and the last pattern in it. */
export function isLeftOut(layers: Layers, entry: string, isFolder: boolean): boolean {
  for (const { folder, rules } of layers.toReversed()) {
    const below = path.relative(folder, entry).split(path.sep).join('/');
    const { ignored, unignored } = rules.test(isFolder ? `${below}/` : below);
    if (ignored || unignored) return ignored;
  }
  return false;
}

async function patternsIn(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'EISDIR') return undefined;
    throw error;
  }
}
