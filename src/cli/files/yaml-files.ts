// Finds the YAML and JSON files below a folder. Names that begin with a dot, node_modules, and what .docketignore names are left
// out. Reads no file but .docketignore.

import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { isLeftOut, type Layers, layersIn } from './ignored.ts';

export interface FoundFiles {
  /** As the user will look for them: the given path, then the way below it; in order of the names. */
  readonly names: readonly string[];
  /** The files and folders that .docketignore leaves out. */
  readonly leftOut: readonly string[];
}

const EXTENSIONS: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json']);

/** Looks through a folder and all below it. One file is taken whatever it is called. Rejects when `root` is not there. */
export async function findYamlFiles(root: string): Promise<FoundFiles> {
  if (!(await stat(root)).isDirectory()) return { names: [root], leftOut: [] };
  const found: Found = { names: [], leftOut: [], visited: new Set() };
  await look(root, [], found);
  return found;
}

interface Found {
  readonly names: string[];
  readonly leftOut: string[];
  /** The real folders on the way, as a symbolic link may lead back to one. */
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
