// Checks that the generated files are up to date. Generates them and compares the whole tree before and after, so that it needs neither a
// clean checkout nor git. A stale file is left as generated: commit it.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import { runCommand, type Outcome } from './run-command.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const IGNORED = new Set(['.git', 'node_modules', 'dist', 'coverage']);

export type Snapshot = ReadonlyMap<string, string>;

/** Every file below `folder` with a digest of its content, by its path from there. */
export async function snapshot(folder: string): Promise<Snapshot> {
  const digests = new Map<string, string>();
  const visit = async (relative: string): Promise<void> => {
    for (const entry of await readdir(path.join(folder, relative), { withFileTypes: true })) {
      const file = path.join(relative, entry.name);
      if (entry.isDirectory() && !IGNORED.has(entry.name)) await visit(file);
      if (entry.isFile())
        digests.set(
          file,
          createHash('sha256')
            .update(await readFile(path.join(folder, file)))
            .digest('hex'),
        );
    }
  };
  await visit('');
  return digests;
}

/** What differs, one line each, sorted. */
export function differences(before: Snapshot, after: Snapshot): string[] {
  const files = [...new Set([...before.keys(), ...after.keys()])].sort();
  return files.flatMap((file) => {
    if (!before.has(file)) return [`${file} was missing`];
    if (!after.has(file)) return [`${file} is generated no more`];
    return before.get(file) === after.get(file) ? [] : [`${file} was stale`];
  });
}

export async function generatedIsCurrent(): Promise<Outcome> {
  const before = await snapshot(ROOT);
  const generation = await runCommand(['node', path.join(ROOT, 'tools/generate.ts')]);
  if (!generation.ok) return generation;
  const found = differences(before, await snapshot(ROOT));
  if (found.length === 0) return { ok: true, output: '' };
  return { ok: false, output: [...found, 'They are generated anew now: look at them and commit them.'].join('\n') };
}
