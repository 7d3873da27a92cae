// Which packages are in a bundle, with which licences, and that one under another licence stops the build.

import path from 'node:path';

import type { Metafile } from 'esbuild';
import { describe, expect, it } from 'vitest';

import { bundledPackages, thirdPartyText } from './third-party.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

function metafileOf(sources: Readonly<Record<string, number>>): Metafile {
  const inputs = Object.fromEntries(
    Object.entries(sources).map(([source, bytesInOutput]) => [source, { bytesInOutput }]),
  );
  return { inputs: {}, outputs: { 'dist/a.js': { bytes: 1, inputs, imports: [], exports: [] } } };
}

describe('bundledPackages', () => {
  it('finds each package of which code is shipped once, scoped ones too, and not what was left out', async () => {
    const packages = await bundledPackages(
      [
        metafileOf({
          'src/main.ts': 10,
          'node_modules/yaml/dist/index.js': 10,
          'node_modules/yaml/dist/parse.js': 10,
          'node_modules/@bufbuild/cel/dist/index.js': 10,
          'node_modules/undici/index.js': 0,
        }),
      ],
      ROOT,
    );
    expect(packages.map(({ name, license }) => ({ name, license }))).toEqual([
      { name: '@bufbuild/cel', license: 'Apache-2.0' },
      { name: 'yaml', license: 'ISC' },
    ]);
    expect(packages[1]?.text).toContain('Copyright');
  });
});

describe('thirdPartyText', () => {
  const one = { name: 'one', version: '1.0.0', license: 'MIT', text: 'Copyright A' };

  it('names each package, its version and its licence, with the licence text', () => {
    expect(thirdPartyText([one])).toMatch(/1 packages[^]*one 1\.0\.0 \(MIT\)[^]*Copyright A/);
  });

  it.each(['GPL-3.0-only', 'none stated'])('stops for %s, naming the package', (license) => {
    expect(() => thirdPartyText([one, { ...one, name: 'two', license }])).toThrow(`two@1.0.0 (${license})`);
  });
});
