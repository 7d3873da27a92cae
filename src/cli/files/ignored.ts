// What `.docketignore` excludes. Its patterns are those of .gitignore and apply to its folder and the folders below. Looks at names
// only; reads no other file.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';

const IGNORE_FILE = '.docketignore';

/** The patterns of one folder. */
interface Layer {
  readonly folder: string;
  readonly rules: Ignore;
}

/** The patterns that apply in a folder, outermost first. */
export type Layers = readonly Layer[];

/** `above`: the patterns of the parent folders. Rejects when a .docketignore cannot be read. */
export async function layersIn(folder: string, above: Layers): Promise<Layers> {
  const text = await patternsIn(path.join(folder, IGNORE_FILE));
  return text === undefined ? above : [...above, { folder, rules: ignore().add(text) }];
}

/** As in git: the innermost .docketignore with a matching pattern decides, by its last matching pattern. */
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
