// Finds Prometheus, promtool and Alertmanager for the tests of alerts and dashboards, or builds them once, with Go, from the pinned
// modules in this folder; a first build takes about ten minutes on two cores. It must not start any of them.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { isExecutable } from '../control-plane/fs.ts';
import { withLock } from '../control-plane/lock.ts';
import { userCacheFolder } from '../control-plane/module.ts';

const run = promisify(execFile);

/** The Go module's folder and the package that a binary is built from. */
const SOURCES = {
  prometheus: { module: 'prometheus', package: 'github.com/prometheus/prometheus/cmd/prometheus' },
  promtool: { module: 'prometheus', package: 'github.com/prometheus/prometheus/cmd/promtool' },
  alertmanager: { module: 'alertmanager', package: 'github.com/prometheus/alertmanager/cmd/alertmanager' },
} as const;

export type MonitoringBinary = keyof typeof SOURCES;

// The tests do not need Prometheus's service discovery for clouds.
const FLAGS = ['-trimpath', '-buildvcs=false', '-mod=readonly', '-tags=remove_all_sd', '-ldflags=-s -w'];

/** The path of the binary. Throws, with the output of Go, when the build fails. */
export async function monitoringBinary(name: MonitoringBinary, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const binary = join(cacheFolder(SOURCES[name].module, env), name);
  if (await isExecutable(binary)) return binary;
  await withLock(`${dirname(binary)}.lock`, async () => {
    if (!(await isExecutable(binary))) await build(name, binary, env);
  });
  return binary;
}

/** The path of the binary where it is built already; undefined where it is not. */
export async function builtMonitoringBinary(
  name: MonitoringBinary,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  const binary = join(cacheFolder(SOURCES[name].module, env), name);
  return (await isExecutable(binary)) ? binary : undefined;
}

/** The cache key: equal modules, flags and platforms give equal binaries. */
function cacheFolder(module: string, env: NodeJS.ProcessEnv): string {
  const pinned = ['go.mod', 'go.sum'].map((file) => readFileSync(join(import.meta.dirname, module, file), 'utf8'));
  const input = JSON.stringify([pinned, FLAGS, process.platform, process.arch]);
  const digest = createHash('sha256').update(input).digest('hex').slice(0, 12);
  return join(userCacheFolder(env), 'docket', 'monitoring', `${module}-${digest}`);
}

async function build(name: MonitoringBinary, binary: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { module, package: source } = SOURCES[name];
  const staged = `${binary}.staging-${process.pid}`;
  await mkdir(dirname(binary), { recursive: true });
  process.stderr.write(`monitoring: building ${name} with Go; the first build takes minutes\n`);
  try {
    await run('go', ['build', ...FLAGS, '-o', staged, source], {
      cwd: join(import.meta.dirname, module),
      env: { ...env, CGO_ENABLED: '0', GOWORK: 'off' },
      maxBuffer: 16 * 1024 * 1024,
    });
    await rename(staged, binary);
  } catch (error) {
    throw new Error(`build ${name}: go build failed; Go 1.26 and a module proxy are needed`, { cause: error });
  } finally {
    await rm(staged, { force: true });
  }
}
