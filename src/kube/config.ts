// Finds and loads the kubeconfig, or the pod's own service account, with @kubernetes/client-node: its parser, its plugins. The package is
// loaded only when a cluster is needed (it costs most of a second and 80 MB). Reads no environment variable, except those that the
// package itself reads in a pod. No content of a file may get into a message.

import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Cluster, Context, KubeConfig } from '@kubernetes/client-node';
import type { Authenticate } from './credentials.ts';
import { createAuthenticate } from './kubeconfig-auth.ts';
import { readKubeConfigFile, withStandardFields, type UserWithFields } from './kubeconfig-file.ts';

export interface LoadedKubeConfig {
  /** `https://host[:port][/prefix]`. */
  readonly server: string;
  readonly proxyUrl?: string | undefined;
  /** The context's namespace; in a pod the pod's own. */
  readonly namespace?: string | undefined;
  /** Whether this is the pod's own service account. */
  readonly isInCluster: boolean;
  readonly authenticate: Authenticate;
}

export interface LoadOptions {
  /** A file, as given by --kubeconfig. It must exist. */
  readonly kubeconfig?: string | undefined;
  /** The value of KUBECONFIG. If several files define the same thing, the first one wins. */
  readonly kubeconfigEnv?: string | undefined;
  /** Another context than the current one. */
  readonly context?: string | undefined;
  /** For tests: stands in front of the service account's path, and in place of the home folder. */
  readonly root?: string | undefined;
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The given file, else KUBECONFIG, else the pod's service account, else ~/.kube/config. Throws, and says what to do, when there is none
 * or when it is incomplete.
 */
export async function loadKubeConfig(options: LoadOptions = {}): Promise<LoadedKubeConfig> {
  const { KubeConfig } = await import('./client-node.ts');
  const place = locate(options);
  const isInCluster = place === 'in-cluster';
  const sources = isInCluster
    ? [inCluster(new KubeConfig(), options.root)]
    : place.map((file) => read(KubeConfig, file));
  const where = isInCluster ? `the service account in ${SERVICE_ACCOUNT}` : place.join(', ');
  const { cluster, user, context } = select(sources, options.context, where);
  return {
    server: checkedServer(cluster, where),
    proxyUrl: cluster.proxyUrl,
    namespace: context.namespace?.trim() || undefined,
    isInCluster,
    authenticate: createAuthenticate(KubeConfig, { cluster, user }),
  };
}

function locate({ kubeconfig, kubeconfigEnv = '', root }: LoadOptions): readonly string[] | 'in-cluster' {
  if (kubeconfig !== undefined) return [kubeconfig];
  const listed = kubeconfigEnv.split(delimiter).filter((file) => file !== '');
  const existing = listed.filter((file) => existsSync(file));
  if (existing.length > 0) return existing;
  if (listed.length > 0)
    throw new Error(`load the kubeconfig: KUBECONFIG names only missing files: ${listed.join(', ')}`);
  if (existsSync(`${root ?? ''}${SERVICE_ACCOUNT}/token`)) return 'in-cluster';
  const home = join(root ?? homedir(), '.kube', 'config');
  if (existsSync(home)) return [home];
  const tried = `no KUBECONFIG, no service account in ${SERVICE_ACCOUNT}, no ${home}`;
  throw new Error(`load the kubeconfig: ${tried}: name a file with --kubeconfig`);
}

/** What one file (or the pod) defines, with every path made absolute. */
interface Source {
  readonly config: KubeConfig;
  readonly users: readonly UserWithFields[];
}

function read(create: new () => KubeConfig, file: string): Source {
  const { text, dir, fieldsOf } = readKubeConfigFile(file);
  const config = new create();
  const problem = loadText(config, text);
  if (problem !== undefined) throw new Error(`load the kubeconfig ${file}: ${problem}`);
  config.makePathsAbsolute(dir);
  return { config, users: config.getUsers().map((user) => ({ ...user, ...fieldsOf(user.name), dir })) };
}

// Says what is wrong in its own words, since the parser's error may quote the file.
function loadText(config: KubeConfig, text: string): string | undefined {
  try {
    config.loadFromString(text);
    return undefined;
  } catch (error) {
    const isOwn = error instanceof Error && error.constructor === Error;
    return isOwn ? error.message : 'the file is not what a kubeconfig looks like';
  }
}

function inCluster(config: KubeConfig, root: string | undefined): Source {
  config.loadFromCluster(root);
  return { config, users: config.getUsers() };
}

function select(sources: readonly Source[], wanted: string | undefined, where: string) {
  const contexts = sources.flatMap(({ config }) => config.getContexts());
  const name = wanted ?? sources.map(({ config }) => config.getCurrentContext()).find((current) => Boolean(current));
  if (name === undefined) throw new Error(`load the kubeconfig: ${where} has no current context: name one`);
  const context: Context | undefined = contexts.find((candidate) => candidate.name === name);
  if (context === undefined) {
    const known = contexts.map((candidate) => candidate.name).join(', ') || 'none';
    throw new Error(`load the kubeconfig: ${where} has no context "${name}" (there are: ${known})`);
  }
  const clusters = sources.flatMap(({ config }) => config.getClusters());
  const cluster = clusters.find((candidate) => candidate.name === context.cluster);
  if (cluster === undefined) {
    throw new Error(
      `load the kubeconfig: ${where} has no cluster "${context.cluster}", which the context "${name}" names`,
    );
  }
  const users = sources.flatMap((source) => source.users);
  const user = users.find((candidate) => candidate.name === context.user);
  if (user === undefined && context.user) {
    throw new Error(`load the kubeconfig: ${where} has no user "${context.user}", which the context "${name}" names`);
  }
  return { cluster, context, user: withStandardFields(user ?? { name: '' }, cluster) };
}

function checkedServer(cluster: Cluster, where: string): string {
  const url = URL.parse(cluster.server);
  const isUsable = url !== null && /^https?:$/.test(url.protocol) && url.hostname !== 'undefined';
  if (isUsable) return cluster.server;
  const why = `"${cluster.server}" is no server URL`;
  throw new Error(`load the kubeconfig: ${where}: ${why} (in a pod: are KUBERNETES_SERVICE_HOST and _PORT set?)`);
}
