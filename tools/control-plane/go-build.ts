// Builds the servers from the pinned module with the Go of this machine. It must not decide where they end up: it
// writes into the folder it is given, and says what it is doing, since the first build takes minutes.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { isExecutable } from './fs.ts';
import { goPackages, type BinaryName, type PinnedModule } from './module.ts';

export interface GoBuild {
  readonly module: PinnedModule;
  readonly names: readonly BinaryName[];
  readonly into: string;
  readonly env: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
  readonly noteEveryMs?: number;
}

/** Builds one binary after the other: they share most packages, so each finds its predecessors' work cached. */
export async function goBuild(build: GoBuild): Promise<void> {
  const go = await findOnPath('go', build.env);
  if (go === undefined) throw new Error(goMissing(build));
  build.log(
    `building ${build.names.join(', ')} ${build.module.version} with ${go}; ` +
      'the first build takes about 7 minutes on 2 cores, one from a warm Go cache 20 seconds',
  );
  for (const [index, name] of build.names.entries()) {
    await buildOne(build, go, { name, label: `${name} (${index + 1} of ${build.names.length})` });
  }
}

async function buildOne(build: GoBuild, go: string, target: { name: BinaryName; label: string }): Promise<void> {
  const { module, log } = build;
  const started = performance.now();
  const elapsed = (): string => `${Math.round((performance.now() - started) / 1000)} s`;
  const output = join(build.into, target.name);
  const child = spawn(go, ['build', ...module.buildFlags, '-o', output, goPackages[target.name]], {
    cwd: module.dir,
    env: { ...build.env, CGO_ENABLED: '0', GOWORK: 'off' },
    stdio: ['ignore', 'ignore', 'pipe'],
    signal: build.signal,
  });
  log(`building ${target.label}`);
  const progress = setInterval(() => log(`building ${target.label}: ${elapsed()}`), build.noteEveryMs ?? 20_000);
  try {
    const { code, output: said } = await finished(child);
    if (code !== 0) throw new Error(buildFailed(target.name, build, said));
    log(`built ${target.label} in ${elapsed()}`);
  } finally {
    clearInterval(progress);
  }
}

async function finished(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  let output = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (output = (output + chunk).slice(-8_000)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

function buildFailed(name: BinaryName, { module }: GoBuild, said: string): string {
  const lines = said.trimEnd().split('\n').slice(-20).join('\n');
  return `build ${name} from ${module.dir}: go build failed; the module proxy must be reachable for a first build.\n${lines}`;
}

function goMissing({ names, module }: GoBuild): string {
  return (
    `build ${names.join(', ')} from ${module.dir}: there is no "go" on the PATH, and no released archive was taken. ` +
    'Install Go 1.26 or newer, or set KUBEBUILDER_ASSETS to a folder that holds etcd, kube-apiserver and kubectl.'
  );
}

async function findOnPath(name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const dir of (env['PATH'] ?? '').split(delimiter).filter((entry) => entry !== '')) {
    if (await isExecutable(join(dir, name))) return join(dir, name);
  }
  return undefined;
}
