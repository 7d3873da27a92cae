// Brings everything that is generated up to date: from crds/*.yaml TypeScript types, the embedded CRDs, config/crd, the list of samples and
// the tables in docs/spec; from the kinds' descriptors the roles in config/rbac; from all of them the chart's copies. Writes only what differs, and says what.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from './crd-files.ts';
import { derivedFiles, packagedFiles, readIfThere, roleFiles } from './generate/derived.ts';
import type { DerivedFile } from './generate/derived-file.ts';

const written: string[] = [];

async function bringUpToDate({ file, text }: DerivedFile): Promise<void> {
  if ((await readIfThere(file)) === text) return;
  const target = path.join(ROOT, file);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, text);
  written.push(file);
}

for (const each of await derivedFiles()) await bringUpToDate(each);
for (const each of await roleFiles()) await bringUpToDate(each);
for (const each of await packagedFiles()) await bringUpToDate(each);
process.stdout.write(written.length === 0 ? 'generate: nothing to change\n' : `generate: ${written.join(' ')}\n`);
