// Which sources a file of a bundle loads at once, and which only on demand. Reads esbuild's metafile; loads nothing.

import type { Metafile } from 'esbuild';

/** The sources that are loaded together with `source`: those in its own output file and in the files that it imports statically. */
export function loadedWith({ outputs }: Metafile, source: string): ReadonlySet<string> {
  const start = Object.keys(outputs).find((file) => Object.hasOwn(outputs[file]?.inputs ?? {}, source));
  if (start === undefined) throw new Error(`${source} is in no file of the bundle`);
  const files = new Set([start]);
  for (const file of files) {
    for (const { path, kind } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && Object.hasOwn(outputs, path)) files.add(path);
    }
  }
  return new Set([...files].flatMap((file) => Object.keys(outputs[file]?.inputs ?? {})));
}
