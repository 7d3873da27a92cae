// Tests the detection of stale generated files: on real folders, without the project's own generator.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { differences, snapshot } from './generated.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'docket-generated-'));
  await mkdir(path.join(folder, 'deep'));
  await writeFile(path.join(folder, 'deep/kept.ts'), 'kept');
  await writeFile(path.join(folder, 'edited.ts'), 'by hand');
  await writeFile(path.join(folder, 'removed.ts'), 'old');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('finds nothing when the same content is written again', async () => {
  const before = await snapshot(folder);
  await writeFile(path.join(folder, 'deep/kept.ts'), 'kept');
  expect(differences(before, await snapshot(folder))).toEqual([]);
});

it('names files that were edited by hand, are missing, or are no longer generated', async () => {
  const before = await snapshot(folder);
  await writeFile(path.join(folder, 'edited.ts'), 'generated');
  await writeFile(path.join(folder, 'deep/added.ts'), 'new');
  await rm(path.join(folder, 'removed.ts'));
  expect(differences(before, await snapshot(folder))).toEqual([
    'deep/added.ts was missing',
    'edited.ts was stale',
    'removed.ts is generated no more',
  ]);
});

it('ignores built and installed files', async () => {
  const before = await snapshot(folder);
  await mkdir(path.join(folder, 'node_modules'));
  await writeFile(path.join(folder, 'node_modules/any.ts'), 'any');
  expect(differences(before, await snapshot(folder))).toEqual([]);
});
