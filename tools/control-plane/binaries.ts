// Finds the servers' binaries, or makes them: KUBEBUILDER_ASSETS, the project's cache, the released archive, a Go
// build, in that order. Whatever it makes lands in the cache whole (one rename), by one builder at a time.
// It must not start anything.

import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { archivedBinaries, fetchEnvtestArchive, type ArchiveRequest } from './envtest-archive.ts';
import { errorCode, isExecutable } from './fs.ts';
import { goBuild } from './go-build.ts';
import { withLock, type LockOptions } from './lock.ts';
import { cacheFolder, readPinnedModule, type BinaryName, type PinnedModule } from './module.ts';

export type Binaries<Name extends BinaryName = BinaryName> = Readonly<Record<Name, string>>;

export interface ResolveOptions<Name extends BinaryName> {
  readonly need: readonly Name[];
  /** One line per thing worth knowing; by default they go to stderr, and nothing is said when all is cached. */
  readonly log?: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  readonly moduleDir?: string;
  readonly archive?: Pick<ArchiveRequest, 'repository' | 'indexTimeoutMs' | 'stallTimeoutMs'>;
  readonly lock?: Omit<LockOptions, 'onWait' | 'signal'>;
}

/** The path of each needed binary. Throws, saying what to do, when one can be neither found nor made. */
export async function resolveBinaries<Name extends BinaryName>(options: ResolveOptions<Name>): Promise<Binaries<Name>> {
  const { env = process.env, log = toStderr } = options;
  const module = readPinnedModule(options.moduleDir);
  const assets = await inAssetsFolder(options.need, env, log);
  const rest = options.need.filter((name) => !assets.has(name));
  const folder = cacheFolder(module, env);
  if ((await missingIn(folder, rest)).length > 0) {
    const onWait = waitingNotes(log);
    await withLock(`${folder}.lock`, () => fill({ ...options, env, log, module, folder, rest }), {
      ...options.lock,
      onWait,
      ...(options.signal && { signal: options.signal }),
    });
  }
  const path = (name: Name): string => assets.get(name) ?? join(folder, name);
  return Object.fromEntries(options.need.map((name) => [name, path(name)])) as Binaries<Name>;
}

function toStderr(line: string): void {
  process.stderr.write(`control-plane: ${line}\n`);
}

function waitingNotes(log: (line: string) => void): NonNullable<LockOptions['onWait']> {
  return ({ pid }, waitedMs) =>
    log(`process ${pid} is making the binaries; waiting for it (${Math.round(waitedMs / 1000)} s)`);
}

async function inAssetsFolder<Name extends BinaryName>(
  need: readonly Name[],
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
): Promise<ReadonlyMap<Name, string>> {
  const folder = env['KUBEBUILDER_ASSETS'];
  if (!folder) return new Map();
  const missing = await missingIn(folder, need);
  if (missing.length > 0) log(`KUBEBUILDER_ASSETS=${folder} has no ${missing.join(', ')}: looking further`);
  return new Map(need.filter((name) => !missing.includes(name)).map((name) => [name, join(folder, name)]));
}

async function missingIn<Name extends BinaryName>(folder: string, names: readonly Name[]): Promise<Name[]> {
  const present = await Promise.all(names.map((name) => isExecutable(join(folder, name))));
  return names.filter((_, index) => !present[index]);
}

interface Fill {
  readonly module: PinnedModule;
  readonly folder: string;
  readonly rest: readonly BinaryName[];
  readonly env: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal;
  readonly archive?: Pick<ArchiveRequest, 'repository' | 'indexTimeoutMs' | 'stallTimeoutMs'>;
}

// Runs under the lock: what is missing now stays missing until published, and a staging folder that exists is a dead one.
async function fill(work: Fill): Promise<void> {
  const missing = await missingIn(work.folder, work.rest);
  if (missing.length === 0) return;
  await removeDeadStaging(work.folder);
  const staging = `${work.folder}.staging-${process.pid}`;
  await mkdir(staging, { recursive: true });
  try {
    if (missing.some(isArchived)) await fillFromArchive(work, staging);
    const names = await missingIn(staging, missing);
    if (names.length > 0) await goBuild({ ...work, names, into: staging });
    await publish(staging, work.folder);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

function isArchived(name: BinaryName): boolean {
  return (archivedBinaries as readonly BinaryName[]).includes(name);
}

async function fillFromArchive({ module, log, signal, archive }: Fill, staging: string): Promise<void> {
  const outcome = await fetchEnvtestArchive({ ...archive, version: module.version, into: staging, log, signal });
  if (outcome.kind === 'unpacked') log(`took etcd, kube-apiserver and kubectl from the release ${outcome.version}`);
  else log(`no released archive (${outcome.reason}): building with Go`);
}

async function removeDeadStaging(folder: string): Promise<void> {
  const siblings = await readdir(dirname(folder));
  const dead = siblings.filter((name) => name.startsWith(`${basename(folder)}.staging-`));
  await Promise.all(dead.map((name) => rm(join(dirname(folder), name), { recursive: true, force: true })));
}

// One rename for a new folder; into a folder that has some already, one rename for each binary that it lacks.
async function publish(staging: string, folder: string): Promise<void> {
  try {
    await rename(staging, folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
    const names = (await readdir(staging)) as BinaryName[];
    for (const name of await missingIn(folder, names)) await rename(join(staging, name), join(folder, name));
  }
}
