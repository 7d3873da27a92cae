// Which files the loader reads in a folder, and what it does with those that it cannot read.

import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadYaml } from './load-yaml.ts';
import { MAX_FILE_BYTES } from './read-text.ts';

describe('loadYaml', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'docket-load-'));
  });
  afterEach(async () => rm(folder, { recursive: true }));
  const write = async (name: string, text: string | Buffer): Promise<void> => {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  };
  const OURS = 'apiVersion: docket.dev/v1alpha1\nkind: Incident\n';
  const HUGE = 'a'.repeat(MAX_FILE_BYTES + 1);
  const one = (kind: string): string => `apiVersion: v1\nkind: ${kind}\n`;

  it('reads folders in order, and only YAML and JSON', async () => {
    await write('b/two.yml', one('Two'));
    await write('a.yaml', one('One'));
    await write('c.JSON', '{"apiVersion":"v1","kind":"Three"}');
    await write('notes.txt', one('No'));
    await write('.hidden/x.yaml', one('No'));
    await write('node_modules/x.yaml', one('No'));
    await symlink(folder, path.join(folder, 'b/loop'));
    const { objects, problems, files } = await loadYaml(folder);
    expect(problems).toEqual([]);
    expect(objects.map(({ object }) => object.kind)).toEqual(['One', 'Two', 'Three']);
    expect(objects.map(({ file }) => path.relative(folder, file))).toEqual(['a.yaml', 'b/two.yml', 'c.JSON']);
    expect(files).toBe(3);
  });

  it('reads one file', async () => {
    await write('a.yaml', one('One'));
    expect((await loadYaml(path.join(folder, 'a.yaml'))).objects).toHaveLength(1);
  });

  it('takes a byte order mark away', async () => {
    await write('a.yaml', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(one('One'))]));
    expect((await loadYaml(folder)).objects[0]?.object.apiVersion).toBe('v1');
  });

  it.each([
    { because: 'it is Latin-1', bytes: Buffer.from(`${OURS}b: \xe4\n`, 'latin1'), line: 3, says: 'not UTF-8' },
    { because: 'it is UTF-16', bytes: Buffer.from(`\ufeff${OURS}`, 'utf16le'), line: 1, says: 'UTF-16' },
    {
      because: 'it is UTF-16 the other way round',
      bytes: Buffer.from(`\ufeff${OURS}`, 'utf16le').swap16(),
      line: 1,
      says: 'UTF-16',
    },
    { because: 'it is huge', bytes: Buffer.from(`${HUGE}\n${OURS}`), line: 1, says: 'larger than 16 MiB' },
  ])('says that it cannot read a file of Docket when $because', async ({ bytes, line, says }) => {
    await write('bad.yaml', bytes);
    await write('good.yaml', one('One'));
    const { objects, problems } = await loadYaml(folder);
    expect(objects).toHaveLength(1);
    expect(problems).toEqual([
      { file: path.join(folder, 'bad.yaml'), line, column: 1, message: expect.stringContaining(says) },
    ]);
  });

  it.each([
    { because: 'it is Latin-1', bytes: Buffer.from('a: 1\nb: \xe4\n', 'latin1'), says: 'not UTF-8' },
    { because: 'it is UTF-16', bytes: Buffer.from('\ufeffa: 1\n', 'utf16le'), says: 'UTF-16' },
    { because: 'it is huge', bytes: Buffer.from(HUGE), says: 'larger than 16 MiB' },
  ])('skips a file of another tool when $because', async ({ bytes, says }) => {
    await write('bad.yaml', bytes);
    await write('good.yaml', one('One'));
    const { objects, problems, skipped } = await loadYaml(folder);
    expect([objects.length, problems]).toEqual([1, []]);
    expect(skipped).toMatchObject([{ file: path.join(folder, 'bad.yaml'), why: expect.stringContaining(says) }]);
  });

  it('finds an object of Docket where two chunks of a huge file meet', async () => {
    const at = 1024 * 1024 - 20;
    await write('bad.yaml', `${'a'.repeat(at)}\n${OURS}${HUGE}`);
    expect((await loadYaml(folder)).problems).toHaveLength(1);
  });

  it('tells of a link that leads nowhere', async () => {
    await symlink(path.join(folder, 'nowhere'), path.join(folder, 'a.yaml'));
    expect((await loadYaml(folder)).problems).toMatchObject([{ message: expect.stringContaining('cannot be read') }]);
  });

  it('rejects when the folder is not there', async () => {
    await expect(loadYaml(path.join(folder, 'nowhere'))).rejects.toThrow('ENOENT');
  });
});
