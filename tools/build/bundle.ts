// Bundles the program into one ES module for Node 24 and newer, dependencies included, with a source map beside it. What
// it makes must run in an empty folder: nothing may be left to be found in a node_modules.

import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { build } from 'esbuild';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** CommonJS dependencies ask for built-in modules with `require`, and for the folder that they are in. */
const BANNER = `#!/usr/bin/env node
import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;`;

export interface BundleOptions {
  readonly entry?: string;
  readonly outfile?: string;
}

/** Writes `outfile`, its map, and a package.json that says that they are ES modules. Resolves to the outfile and its size. */
export async function bundle(options: BundleOptions = {}): Promise<{ outfile: string; bytes: number }> {
  const entry = path.resolve(ROOT, options.entry ?? 'src/main.ts');
  const outfile = path.resolve(ROOT, options.outfile ?? 'dist/docket.js');
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
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
  await chmod(outfile, 0o755);
  await writeFile(path.join(path.dirname(outfile), 'package.json'), '{ "type": "module" }\n');
  const bytes = Object.entries(result.metafile.outputs).find(([file]) => file.endsWith('.js'))?.[1].bytes ?? 0;
  return { outfile, bytes };
}
