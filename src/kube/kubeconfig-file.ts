// What kubectl reads of a kubeconfig file and @kubernetes/client-node does not: `tokenFile`, a plugin's relative path, and what a plugin is
// told about the cluster. It must not put a file's content into a message.
// https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/

import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Cluster, User } from '@kubernetes/client-node';
import { parseDocument } from 'yaml';
import { isJsonObject, type JsonObject } from '../base/json.ts';

export interface KubeConfigFile {
  readonly text: string;
  readonly dir: string;
  fieldsOf(userName: string): { readonly tokenFile?: string };
}

export interface UserWithFields extends User {
  /** Read again when it rotates. Takes precedence over `token`. */
  readonly tokenFile?: string;
  /** The folder of its file. */
  readonly dir?: string;
}

export function readKubeConfigFile(file: string): KubeConfigFile {
  const text = readText(file);
  const document = parseDocument(text, { prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) {
    throw new Error(
      `load the kubeconfig ${file}: line ${error.linePos?.[0].line ?? '?'}: not valid YAML (${error.code})`,
    );
  }
  const root: unknown = document.toJS();
  if (!isJsonObject(root)) throw new Error(`load the kubeconfig ${file}: it holds no object of kind Config`);
  const dir = dirname(resolve(file));
  const users = Array.isArray(root['users']) ? root['users'].filter(isJsonObject) : [];
  return {
    text,
    dir,
    fieldsOf: (name) =>
      fieldsOf(
        users.find((user) => user['name'] === name),
        dir,
      ),
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new Error(`load the kubeconfig ${file}: ${code}`, { cause: error });
  }
}

function fieldsOf(entry: JsonObject | undefined, dir: string): { readonly tokenFile?: string } {
  const user = isJsonObject(entry?.['user']) ? entry['user'] : {};
  const tokenFile = user['tokenFile'];
  return typeof tokenFile === 'string' && tokenFile !== '' ? { tokenFile: absolute(tokenFile, dir) } : {};
}

function absolute(path: string, dir: string): string {
  return isAbsolute(path) ? path : join(dir, path);
}

/** The user, with the fields that the package knows. */
export function withStandardFields({ tokenFile, dir = '', ...user }: UserWithFields, cluster: Cluster): User {
  if (tokenFile !== undefined) {
    const { token: _, ...others } = user;
    return { ...others, authProvider: { name: 'tokenFile', config: { tokenFile } } };
  }
  const exec: unknown = user.exec;
  return isJsonObject(exec) ? { ...user, exec: withExecInfo(exec, { dir, cluster }) } : user;
}

// As kubectl does: a command with a slash is relative to the kubeconfig, one without is looked up in the PATH.
function withExecInfo(exec: JsonObject, { dir, cluster }: { readonly dir: string; readonly cluster: Cluster }) {
  const command = typeof exec['command'] === 'string' ? exec['command'] : '';
  const env = Array.isArray(exec['env']) ? (exec['env'] as unknown[]) : [];
  const info = { name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify(execInfo(exec, cluster)) };
  return { ...exec, command: command.includes('/') ? absolute(command, dir) : command, env: [...env, info] };
}

// https://kubernetes.io/docs/reference/config-api/client-authentication.v1/
function execInfo(exec: JsonObject, cluster: Cluster): object {
  const told = exec['provideClusterInfo'] === true && {
    cluster: {
      server: cluster.server,
      ...(cluster.tlsServerName !== undefined && { 'tls-server-name': cluster.tlsServerName }),
      ...(cluster.skipTLSVerify && { 'insecure-skip-tls-verify': true }),
      ...(cluster.caData !== undefined && { 'certificate-authority-data': cluster.caData }),
      ...(cluster.proxyUrl !== undefined && { 'proxy-url': cluster.proxyUrl }),
    },
  };
  return { apiVersion: exec['apiVersion'], kind: 'ExecCredential', spec: { interactive: false, ...told } };
}
