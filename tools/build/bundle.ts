// Bundles the program into ES modules for Node 26 and newer, and its worker thread into another, dependencies included, with source
// maps beside them. What it makes must run in an empty folder: nothing may be left to be found in a node_modules.

import { chmod, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { build, type Metafile } from 'esbuild';

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
  /** Of the file and of all that it loads, at once or later. */
  readonly bytes: number;
  readonly metafile: Metafile;
}

/** Makes dist/ anew. Resolves to the sizes of the program and of its thread. */
export async function bundle(): Promise<readonly Bundled[]> {
  const outdir = path.join(ROOT, 'dist');
  await rm(outdir, { recursive: true, force: true });
  const bundled = [];
  for (const [name, source] of Object.entries(ENTRIES)) bundled.push(await bundleInto(outdir, name, source));
  await chmod(path.join(outdir, 'docket.js'), 0o755);
  return bundled;
}

/**
 * Bundles one file of this project as the program is, with its map and a package.json that says what it is. What is imported
 * dynamically becomes a file of its own in the same folder, which is loaded when it is asked for.
 */
export async function bundleInto(outdir: string, name: string, source: string): Promise<Bundled> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { [name]: source },
    outdir,
    bundle: true,
    splitting: true,
    chunkNames: `${name}-[name]-[hash]`,
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
  await writeFile(path.join(outdir, 'package.json'), '{ "type": "module" }\n');
  const files = Object.entries(metafile.outputs).filter(([file]) => file.endsWith('.js'));
  const bytes = files.reduce((sum, [, output]) => sum + output.bytes, 0);
  return { outfile: path.join(outdir, `${name}.js`), bytes, metafile };
}
