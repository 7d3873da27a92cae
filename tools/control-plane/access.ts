// What a test does with a running control plane, from any process: kubectl, plain requests, namespaces, CRDs, other
// users' kubeconfigs, the audit log. It must hold no state and must not start or stop servers.

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openAuditLog, type AuditLog } from './audit.ts';
import { runKubectl, type KubectlOptions, type KubectlResult } from './kubectl.ts';
import { request, type ApiRequest, type ApiResponse } from './request.ts';
import { kubeconfigText } from './settings.ts';

/** Plain data: enough to reach the control plane from another process. */
export interface ControlPlaneInfo {
  readonly server: string;
  /** PEM. */
  readonly ca: string;
  readonly adminToken: string;
  /** The admin's kubeconfig file. */
  readonly kubeconfig: string;
  /** Removed when the control plane stops; kubeconfigs of other users go there. */
  readonly dir: string;
  readonly kubectlBinary: string;
  /** Only with `audit: true`. */
  readonly auditLogFile?: string;
}

export type AccessRequest = Partial<Omit<ApiRequest, 'server' | 'ca'>> & Pick<ApiRequest, 'path'>;

export interface KubeconfigRequest {
  readonly user: string;
  readonly token: string;
  readonly namespace?: string;
}

export interface ControlPlaneAccess {
  readonly info: ControlPlaneInfo;
  readonly kubeconfig: string;
  /** Rejects when kubectl's exit code is not 0, with an error that has `exitCode`, `stdout` and `stderr`. */
  kubectl(args: readonly string[], options?: KubectlOptions): Promise<KubectlResult>;
  /** As the admin unless a token is given. Resolves with any status. */
  request(options: AccessRequest): Promise<ApiResponse>;
  /** Creates it and resolves with its name; without one, a fresh one. */
  createNamespace(name?: string): Promise<string>;
  /** Applies a folder of CRDs (a kustomization, too) and waits until each version is served; resolves with their names. */
  applyCrds(dir: string): Promise<readonly string[]>;
  /** A token of a ServiceAccount, which is created when absent. */
  serviceAccountToken(namespace: string, name: string): Promise<string>;
  /** Writes a kubeconfig for another user and resolves with its path. */
  writeKubeconfig(options: KubeconfigRequest): Promise<string>;
  /** Throws unless the control plane was started with `audit: true`. */
  audit(): AuditLog;
}

export function createAccess(info: ControlPlaneInfo): ControlPlaneAccess {
  const { server, ca, adminToken, kubeconfig, dir } = info;
  const context = { binary: info.kubectlBinary, kubeconfig, home: dir };
  const access: ControlPlaneAccess = {
    info,
    kubeconfig,
    kubectl: (args, options) => runKubectl(context, args, options),
    request: (options) => request({ token: adminToken, ...options, server, ca }),
    createNamespace: (name = `test-${randomBytes(4).toString('hex')}`) => createNamespace(access, name),
    applyCrds: (folder) => applyCrds(access, folder),
    serviceAccountToken: (namespace, name) => serviceAccountToken(access, namespace, name),
    async writeKubeconfig({ user, token, namespace }) {
      const path = join(dir, `kubeconfig-${user.replaceAll(/[^a-zA-Z0-9]+/g, '-')}-${randomBytes(4).toString('hex')}`);
      await writeFile(path, kubeconfigText({ server, ca, token, user, namespace }), { mode: 0o600 });
      return path;
    },
    audit() {
      if (info.auditLogFile === undefined)
        throw new Error('read the audit log: start the control plane with audit: true');
      return openAuditLog(info.auditLogFile);
    },
  };
  return access;
}

async function createNamespace(access: ControlPlaneAccess, name: string): Promise<string> {
  await create(access, '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  return name;
}

async function serviceAccountToken(access: ControlPlaneAccess, namespace: string, name: string): Promise<string> {
  const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  const existing = await access.request({ path: `${accounts}/${name}` });
  if (existing.status === 404) {
    await create(access, accounts, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } });
  }
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
  const answer = await create(access, `${accounts}/${name}/token`, body);
  return (JSON.parse(answer.body) as { status: { token: string } }).status.token;
}

async function create(access: ControlPlaneAccess, path: string, body: unknown): Promise<ApiResponse> {
  const answer = await access.request({ method: 'POST', path, body });
  if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.status} ${answer.body.trim()}`);
  return answer;
}

interface Crd {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly names: { readonly plural: string };
    readonly versions: readonly { readonly name: string; readonly served: boolean }[];
  };
}

async function applyCrds(access: ControlPlaneAccess, folder: string): Promise<readonly string[]> {
  const source = existsSync(join(folder, 'kustomization.yaml')) ? '-k' : '-f';
  const applied = await access.kubectl(['apply', '--server-side', '--force-conflicts', source, folder, '-o', 'name']);
  const names = applied.stdout.split('\n').filter((name) => name !== '');
  await access.kubectl(['wait', '--for=condition=Established', '--timeout=50s', ...names]);
  const { stdout } = await access.kubectl(['get', ...names, '-o', 'json']);
  const found = JSON.parse(stdout) as Crd | { readonly items: readonly Crd[] };
  const crds = 'items' in found ? found.items : [found];
  await Promise.all(crds.flatMap(servedPaths).map((path) => untilServed(access, path)));
  return crds.map((crd) => crd.metadata.name);
}

function servedPaths({ spec }: Crd): readonly string[] {
  const served = spec.versions.filter((version) => version.served);
  return served.map((version) => `/apis/${spec.group}/${version.name}/${spec.names.plural}?limit=1`);
}

// "Established" precedes the handler that serves it by some milliseconds.
async function untilServed(access: ControlPlaneAccess, path: string): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const { status } = await access.request({ path });
    if (status === 200) return;
    if (performance.now() > deadline)
      throw new Error(`GET ${path}: still ${status} 20 s after its CRD was established`);
    await sleep(50);
  }
}
