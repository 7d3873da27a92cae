// Brings everything that is derived from crds/*.yaml up to date: TypeScript types, the embedded CRDs, config/crd and the
// tables in docs/spec. Writes only what differs, so a second run changes nothing, and says what it wrote.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from './crd-files.ts';
import { derivedFiles, readIfThere } from './generate/derived.ts';

const written: string[] = [];
for (const { file, text } of await derivedFiles()) {
  if ((await readIfThere(file)) === text) continue;
  const target = path.join(ROOT, file);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, text);
  written.push(file);
}
process.stdout.write(written.length === 0 ? 'generate: nothing to change\n' : `generate: ${written.join(' ')}\n`);
