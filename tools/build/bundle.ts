// Bundles the program into ES modules for Node 26 and newer, and its worker threads into others, dependencies included, with source
// maps beside them. The result must run in an empty folder: it must not need a node_modules.

import { chmod, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { build, type Metafile } from 'esbuild';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** CommonJS dependencies load built-in modules with `require`, and use `__dirname`. */
const BANNER = `#!/usr/bin/env node
import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;`;

/** The program and its worker threads. The program looks for a thread's file in its own folder, by the name of its source. */
const ENTRIES = {
  docket: 'src/main.ts',
  'expression-worker': 'src/judgement/expressions/expression-worker.ts',
  'mail-worker': 'src/integrations/mailbox/mail-worker.ts',
} as const;

export interface Bundled {
  readonly outfile: string;
  /** The size of the file and of all files that it loads, at once or later. */
  readonly bytes: number;
  readonly metafile: Metafile;
}

/** Rebuilds dist/. Resolves to the sizes of the program and of its threads. */
export async function bundle(): Promise<readonly Bundled[]> {
  const outdir = path.join(ROOT, 'dist');
  await rm(outdir, { recursive: true, force: true });
  const bundled = [];
  for (const [name, source] of Object.entries(ENTRIES)) bundled.push(await bundleInto(outdir, name, source));
  await chmod(path.join(outdir, 'docket.js'), 0o755);
  return bundled;
}

/**
 * Bundles one file of this project like the program, with its source map and a package.json. A dynamic import becomes a separate file in
 * the same folder, which is loaded on demand.
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
