// Which sources a file of a bundle loads at once, and which only when they are asked for. Reads what esbuild says of its output;
// loads nothing.

import type { Metafile } from 'esbuild';

/** The sources in the output files that are loaded with the one that holds `source`: itself, and what it imports statically. */
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
