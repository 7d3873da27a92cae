// What the servers are built from: the pinned module beside this file, the flags of its build, and the cache folder
// that follows from both. It must not build, download or write anything.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const binaryNames = ['etcd', 'kube-apiserver', 'kubectl', 'kube-controller-manager'] as const;
export type BinaryName = (typeof binaryNames)[number];

/** The Go package of each binary, as go.mod's tool block names them. */
export const goPackages = {
  etcd: 'go.etcd.io/etcd/server/v3',
  'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
  kubectl: 'k8s.io/kubernetes/cmd/kubectl',
  'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
} satisfies Record<BinaryName, string>;

export interface PinnedModule {
  readonly dir: string;
  /** The Kubernetes release that go.mod pins, as `v1.36.3`. */
  readonly version: string;
  readonly buildFlags: readonly string[];
  /** First 12 hex digits of sha256 over go.mod, go.sum, the flags and the platform: equal inputs, equal binaries. */
  readonly digest: string;
}

const pinnedModuleDir = import.meta.dirname;

export function readPinnedModule(dir: string = pinnedModuleDir): PinnedModule {
  const goMod = readFileSync(join(dir, 'go.mod'), 'utf8');
  const goSum = readFileSync(join(dir, 'go.sum'), 'utf8');
  const version = /^\s*k8s\.io\/kubernetes (v\d+\.\d+\.\d+)/m.exec(goMod)?.[1];
  if (version === undefined)
    throw new Error(`read ${join(dir, 'go.mod')}: no release of k8s.io/kubernetes is required`);
  const flags = buildFlags(version);
  const digest = createHash('sha256')
    .update(JSON.stringify([goMod, goSum, flags, process.platform, process.arch]))
    .digest('hex')
    .slice(0, 12);
  return { dir, version, buildFlags: flags, digest };
}

// Without the version, the servers report v0.0.0-master and clients misjudge their features.
function buildFlags(version: string): readonly string[] {
  const [major, minor] = version.slice(1).split('.');
  const set = (name: string, value: string | undefined): string => `-X k8s.io/component-base/version.${name}=${value}`;
  const values = [set('gitVersion', version), set('gitMajor', major), set('gitMinor', minor)];
  return ['-trimpath', '-buildvcs=false', '-mod=readonly', '-ldflags', ['-s', '-w', ...values].join(' ')];
}

/** The folder of the user's cache that holds the finished binaries of this module on this machine. */
export function cacheFolder(module: PinnedModule, env: NodeJS.ProcessEnv): string {
  return join(userCacheFolder(env), 'docket', 'control-plane', `${module.version}-${module.digest}`);
}

/** The user's cache folder, for files that can be created again. */
export function userCacheFolder(env: NodeJS.ProcessEnv): string {
  if (env['XDG_CACHE_HOME']) return env['XDG_CACHE_HOME'];
  const home = env['HOME'] ?? homedir();
  return process.platform === 'darwin' ? join(home, 'Library', 'Caches') : join(home, '.cache');
}
