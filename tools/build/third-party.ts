// The licences of what the bundle contains, as one text for whoever receives it. Reads esbuild's metafile and the packages in
// node_modules. It decides which licences may be shipped, and writes nothing.

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import type { Metafile } from 'esbuild';

export interface ThirdPartyPackage {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression. */
  readonly license: string;
  /** The licence's own text, with the copyright line. Undefined where the package ships none. */
  readonly text: string | undefined;
}

/** Licences that ask for no more than their text and the copyright line. Another one needs a decision by a person first. */
const PERMITTED_LICENSES: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
  '(Apache-2.0 AND BSD-3-Clause)',
]);

/** A package's own folder within a path: scoped or not, and the innermost where packages are nested. */
const PACKAGE_FOLDER = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;
const LICENSE_FILE = /^(?:licen[cs]e|copying)(?:[.-].*)?$/i;
const NOTICE_FILE = /^notice(?:\..*)?$/i;

/** The packages of which code is in the outputs of these bundles, by name and version. `root` is the folder that the metafiles name files from. */
export async function bundledPackages(metafiles: readonly Metafile[], root: string): Promise<ThirdPartyPackage[]> {
  const sources = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs)),
  );
  const folders = sources
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([source]) => PACKAGE_FOLDER.exec(source)?.[0] ?? []);
  const packages = await Promise.all([...new Set(folders)].map((folder) => packageIn(path.join(root, folder))));
  const byName = new Map(packages.map((each) => [`${each.name}@${each.version}`, each]));
  return [...byName.values()].toSorted((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version));
}

/** Throws for a licence that is not permitted, naming the package. */
export function thirdPartyText(packages: readonly ThirdPartyPackage[]): string {
  const refused = packages.filter(({ license }) => !PERMITTED_LICENSES.has(license));
  if (refused.length > 0) {
    const list = refused.map(({ name, version, license }) => `${name}@${version} (${license})`).join(', ');
    throw new Error(`the bundle contains code under a licence that nobody has permitted: ${list}`);
  }
  const head = `The program contains code of the following ${packages.length} packages.\n`;
  const parts = packages.map(({ name, version, license, text }) => {
    const title = `${name} ${version} (${license})`;
    return `\n${'='.repeat(80)}\n${title}\n${'='.repeat(80)}\n\n${text ?? textElsewhere(license)}\n`;
  });
  return head + parts.join('');
}

function textElsewhere(license: string): string {
  const where = license.includes('Apache-2.0') ? ' The text of Apache-2.0 is in the file LICENSE.' : '';
  return `The package ships no text of its licence.${where}`;
}

async function packageIn(folder: string): Promise<ThirdPartyPackage> {
  const { name, version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  const files = (await readdir(folder)).toSorted();
  const named = files.filter((file) => LICENSE_FILE.test(file) || NOTICE_FILE.test(file));
  const texts = await Promise.all(named.map((file) => readFile(path.join(folder, file), 'utf8')));
  const text = texts.length === 0 ? undefined : texts.map((each) => each.trim()).join('\n\n');
  return { name, version, license: license ?? 'none stated', text };
}
