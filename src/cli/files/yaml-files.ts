// Finds and reads the YAML and JSON files below a folder, as text. Says of each that cannot be read why and where; parses
// nothing. Folders that begin with a dot, and node_modules, are left out.

import { isUtf8 } from 'node:buffer';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

/** A fault in a file at a place; lines and columns count from one. */
export interface FileProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface TextFile {
  /** As the user will look for it: the given path, then the way below it. */
  readonly file: string;
  readonly text: string;
}

export interface TextFiles {
  readonly files: readonly TextFile[];
  readonly problems: readonly FileProblem[];
}

/** A file of this size is no manifest; reading it whole would only hurt. */
export const MAX_FILE_BYTES = 16 * 1024 * 1024;
const EXTENSIONS: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json']);

/** Reads a folder recursively, in order of the names, or one file. Rejects when `root` is not there. */
export async function readYamlFiles(root: string): Promise<TextFiles> {
  const isFolder = (await stat(root)).isDirectory();
  const names = isFolder ? await namesBelow(root, new Set()) : [root];
  const read = await Promise.all(names.map(readText));
  return {
    files: read.filter((each): each is TextFile => 'text' in each),
    problems: read.filter((each): each is FileProblem => 'message' in each),
  };
}

/** `visited` holds the real folders on the way, as a symbolic link may lead back to one. */
async function namesBelow(folder: string, visited: Set<string>): Promise<string[]> {
  const real = await realpath(folder);
  if (visited.has(real)) return [];
  visited.add(real);
  const found: string[] = [];
  for (const name of (await readdir(folder)).sort()) {
    if (name.startsWith('.') || name === 'node_modules') continue;
    const entry = path.join(folder, name);
    const target = await stat(entry).catch(() => undefined);
    if (target?.isDirectory() === true) found.push(...(await namesBelow(entry, visited)));
    else if (EXTENSIONS.has(path.extname(name).toLowerCase())) found.push(entry);
  }
  return found;
}

async function readText(file: string): Promise<TextFile | FileProblem> {
  const problem = (message: string, line = 1): FileProblem => ({ file, line, column: 1, message });
  try {
    const { size } = await stat(file);
    if (size > MAX_FILE_BYTES) return problem(`the file is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB; split it`);
    const bytes = await readFile(file);
    if (hasUtf16Mark(bytes)) return problem('the file is UTF-16; save it as UTF-8');
    if (!isUtf8(bytes)) return problem('the line is not UTF-8; save the file as UTF-8', firstBadLine(bytes));
    // TextDecoder takes a byte order mark away.
    return { file, text: new TextDecoder().decode(bytes) };
  } catch (error) {
    return problem(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function hasUtf16Mark(bytes: Buffer): boolean {
  const [first, second] = bytes;
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

/** Line breaks are never part of another character in UTF-8, so each line can be judged alone. */
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
