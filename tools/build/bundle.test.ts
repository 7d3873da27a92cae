// What the built program loads for each command: no provider before a source needs it, and none for `docket test`.

import { mkdtempDisposable, readFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';

import { beforeAll, describe, expect, it } from 'vitest';

import { DIRECTORY_NAMES, PROVIDER_NAMES } from '../../src/api/v1alpha1/vocabulary.gen.ts';
import { bundleInto, type Bundled } from './bundle.ts';
import { loadedWith } from './loaded.ts';

const MAIN = 'src/main.ts';
const folderOf = (name: string): string => `src/integrations/${name.toLowerCase()}/`;

let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;
let program: Bundled;
beforeAll(async () => {
  folder = await mkdtempDisposable(path.join(tmpdir(), 'docket-bundle-'));
  program = await bundleInto(folder.path, 'docket', MAIN);
  return () => folder.remove();
}, 60_000);

const loadedBy = (source: string): string[] => [
  ...loadedWith(program.metafile, MAIN),
  ...loadedWith(program.metafile, source),
];

describe('the bundled program', () => {
  it.each(PROVIDER_NAMES)('has the code of %s, in a file that the operator loads only for a source of it', (name) => {
    const index = `${folderOf(name)}index.ts`;
    expect(loadedBy(index)).toContain(index);
    const operator = loadedBy('src/operator/operator.ts');
    expect(operator).toContain('src/integrations/registry.ts');
    expect(operator.filter((source) => source.startsWith(folderOf(name)))).toEqual([]);
  });

  it.each(DIRECTORY_NAMES)('has the directory %s in a file of its own, too', (name) => {
    const index = `${folderOf(name)}index.ts`;
    expect(loadedBy(index)).toContain(index);
    const operator = loadedBy('src/operator/operator.ts');
    expect(operator.filter((source) => source.startsWith(folderOf(name)))).toEqual([]);
  });

  it('has the libraries for mail in the file of the mailbox alone, and the parser of mails in its own thread', () => {
    const isForMail = (source: string): boolean => /^node_modules\/(imapflow|nodemailer|mailparser)\//.test(source);
    expect(loadedBy('src/operator/operator.ts').filter(isForMail)).toEqual([]);
    const mailbox = loadedBy('src/integrations/mailbox/index.ts').filter(isForMail);
    expect(mailbox.filter((source) => source.includes('/mailparser/'))).toEqual([]);
    expect(mailbox).not.toEqual([]);
  });

  it('judges files without any provider, HTTP client or cluster client', () => {
    const loaded = loadedBy('src/cli/test/command.ts');
    expect(loaded).toContain('src/judgement/judge.ts');
    // Flags are parsed for every command; --allow-endpoints is one.
    const isUnwanted = (source: string): boolean =>
      /^src\/integrations\/(?!endpoints\.ts)|^node_modules\/(undici|@kubernetes)\//.test(source);
    expect(loaded.filter(isUnwanted)).toEqual([]);
  });

  it('loads next to nothing to print its version', async () => {
    expect(
      [...loadedWith(program.metafile, MAIN)].filter((source) => /^src\/(judgement|kube|operator)\//.test(source)),
    ).toEqual([]);
    const run = await promisify(execFile)(process.execPath, [program.outfile, 'version'], {
      cwd: folder.path,
      env: {},
    });
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    expect(run.stdout).toContain(`docket ${version} `);
    expect(await readdir(folder.path)).not.toContain('node_modules');
  });
});
