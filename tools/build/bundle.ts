// Bundles the program into one ES module for Node 26 and newer, and its worker thread into another, dependencies included, with
// source maps beside them. What it makes must run in an empty folder: nothing may be left to be found in a node_modules.

import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { build } from 'esbuild';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** CommonJS dependencies ask for built-in modules with `require`, and for the folder that they are in. */
const BANNER = `#!/usr/bin/env node
import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;`;

/** The program, and what it starts as a thread: that one is looked for beside the program, by the name of its source. */
const ENTRIES = {
  docket: 'src/main.ts',
  'expression-worker': 'src/judgement/expressions/expression-worker.ts',
} as const;

export interface Bundled {
  readonly outfile: string;
  readonly bytes: number;
}

/** Makes dist/. Resolves to the sizes of the program and of its thread. */
export async function bundle(): Promise<readonly Bundled[]> {
  const outdir = path.join(ROOT, 'dist');
  const bundled = await bundleInto(outdir, ENTRIES);
  await chmod(path.join(outdir, 'docket.js'), 0o755);
  return bundled;
}

/** Bundles files of this project, given by name, as the program is, with their maps and a package.json that says what they are. */
export async function bundleInto(
  outdir: string,
  entries: Readonly<Record<string, string>>,
): Promise<readonly Bundled[]> {
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: { ...entries },
    outdir,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node26',
    packages: 'bundle',
    mainFields: ['module', 'main'],
    sourcemap: 'linked',
    sourcesContent: false,
    keepNames: true,
    legalComments: 'linked',
    charset: 'utf8',
    banner: { js: BANNER },
    logLevel: 'warning',
    metafile: true,
  });
  const outfiles = Object.keys(entries).map((name) => path.join(outdir, `${name}.js`));
  await writeFile(path.join(outdir, 'package.json'), '{ "type": "module" }\n');
  return outfiles.map((outfile) => ({
    outfile,
    bytes: result.metafile.outputs[path.relative(ROOT, outfile)]?.bytes ?? 0,
  }));
}
