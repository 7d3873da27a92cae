// Finds the YAML and JSON files below a folder. Excludes names that begin with a dot, node_modules, and what .docketignore names. Reads
// no file but .docketignore.

import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { isLeftOut, type Layers, layersIn } from './ignored.ts';

export interface FoundFiles {
  /** Each begins with the path that the user gave; sorted by name in each folder. */
  readonly names: readonly string[];
  /** The files and folders that .docketignore leaves out. */
  readonly leftOut: readonly string[];
}

const EXTENSIONS: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json']);

/** Searches a folder recursively. A single file is taken whatever its name is. Rejects when `root` does not exist. */
export async function findYamlFiles(root: string): Promise<FoundFiles> {
  if (!(await stat(root)).isDirectory()) return { names: [root], leftOut: [] };
  const found: Found = { names: [], leftOut: [], visited: new Set() };
  await look(root, [], found);
  return found;
}

interface Found {
  readonly names: string[];
  readonly leftOut: string[];
  /** The real paths of the folders seen, since a symbolic link may lead back to one. */
  readonly visited: Set<string>;
}

async function look(folder: string, above: Layers, found: Found): Promise<void> {
  const real = await realpath(folder);
  if (found.visited.has(real)) return;
  found.visited.add(real);
  const layers = await layersIn(folder, above);
  for (const name of (await readdir(folder)).sort()) {
    if (name.startsWith('.') || name === 'node_modules') continue;
    const entry = path.join(folder, name);
    const isFolder = (await stat(entry).catch(() => undefined))?.isDirectory() === true;
    if (!isFolder && !EXTENSIONS.has(path.extname(name).toLowerCase())) continue;
    if (isLeftOut(layers, entry, isFolder)) found.leftOut.push(entry);
    else if (isFolder) await look(entry, layers, found);
    else found.names.push(entry);
  }
}
