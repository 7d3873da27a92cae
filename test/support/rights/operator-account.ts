// The account of the operators under test: the ServiceAccount that an installation makes, with its rights and no others. Which rights those
// are the run decides: those of config/rbac, or in the nightly run those that the chart grants in one of its two modes. It must not grant
// more than an installation does.

import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import type { ControlPlaneAccess } from '../../../tools/control-plane/access.ts';
import { chartRights } from './granted.ts';

/** `everywhere`: a ClusterRole. `namespaces`: a Role in each namespace, and a small ClusterRole for the policies (watchNamespaces). */
export type RightsMode = 'everywhere' | 'namespaces';

interface Credentials {
  /** A kubeconfig. */
  readonly file: string;
  readonly token: string;
}

const ACCOUNT = { namespace: 'docket-system', name: 'docket' } as const;
export const ACCOUNT_USER = `system:serviceaccount:${ACCOUNT.namespace}:${ACCOUNT.name}`;

const RBAC = path.resolve(import.meta.dirname, '../../../config/rbac');
const APPLY = ['apply', '--server-side', '--force-conflicts'];
const IN_FORCE_MS = 20_000;

/** What this process has granted: control planes, and the namespaces in them. */
const granted = new Map<string, Set<string>>();

/** The chart's mode of this run; undefined: the rights of config/rbac. */
export function rightsMode(): RightsMode | undefined {
  const mode = process.env['DOCKET_RIGHTS'];
  if (mode === undefined || mode === 'everywhere' || mode === 'namespaces') return mode;
  throw new Error(`DOCKET_RIGHTS is ${mode}: there are everywhere and namespaces`);
}

/** Makes the account, grants it what it may do in these namespaces, and waits until that is in force. To repeat it does no harm. */
export async function grantAccount(plane: ControlPlaneAccess, namespaces: readonly string[]): Promise<void> {
  const known = granted.getOrInsertComputed(plane.info.dir, () => new Set());
  const missing = namespaces.filter((namespace) => !known.has(namespace));
  if (missing.length === 0) return;
  const mode = rightsMode();
  if (mode !== undefined) await applyChart(plane, mode === 'namespaces' ? missing : []);
  else if (!(await isInForce(plane, missing))) await plane.kubectl([...APPLY, '-k', RBAC]);
  await untilInForce(plane, missing);
  for (const namespace of missing) known.add(namespace);
}

/** New credentials of the account, which was granted its rights before. */
export async function accountCredentials(plane: ControlPlaneAccess): Promise<Credentials> {
  const { namespace, name } = ACCOUNT;
  const token = await plane.serviceAccountToken(namespace, name);
  return { file: await plane.writeKubeconfig({ user: name, token, namespace }), token };
}

/** The flags of an operator that works with the account in these namespaces. `everywhere`: in all, where the account has rights in all. */
export async function operatorFlags(
  plane: ControlPlaneAccess,
  { namespaces, everywhere = false }: { readonly namespaces: readonly string[]; readonly everywhere?: boolean },
): Promise<string[]> {
  await grantAccount(plane, namespaces);
  const { file } = await accountCredentials(plane);
  const isScoped = !everywhere || rightsMode() === 'namespaces';
  return ['--kubeconfig', file, ...(isScoped ? namespaces.flatMap((namespace) => ['--namespace', namespace]) : [])];
}

async function applyChart(plane: ControlPlaneAccess, watchNamespaces: readonly string[]): Promise<void> {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: ACCOUNT.namespace } };
  const objects = [namespace, ...(await chartRights(watchNamespaces))];
  await plane.kubectl([...APPLY, '-f', '-'], { input: objects.map((object) => stringify(object)).join('---\n') });
}

/** A binding takes effect some milliseconds after it is made. */
async function untilInForce(plane: ControlPlaneAccess, namespaces: readonly string[]): Promise<void> {
  const deadline = performance.now() + IN_FORCE_MS;
  while (!(await isInForce(plane, namespaces))) {
    if (performance.now() > deadline) throw new Error(`the rights of ${ACCOUNT_USER} are not in force: ${namespaces}`);
    await sleep(50);
  }
}

/** The admin asks, so that the account itself is refused nothing. */
async function isInForce(plane: ControlPlaneAccess, namespaces: readonly string[]): Promise<boolean> {
  const needed = [
    { verb: 'watch', group: 'docket.dev', resource: 'slapolicies' },
    { verb: 'update', group: 'coordination.k8s.io', resource: 'leases', namespace: ACCOUNT.namespace },
    ...namespaces.map((namespace) => ({ verb: 'watch', group: 'docket.dev', resource: 'incidentsources', namespace })),
  ];
  return (await Promise.all(needed.map((attributes) => isAllowed(plane, attributes)))).every(Boolean);
}

async function isAllowed(plane: ControlPlaneAccess, resourceAttributes: object): Promise<boolean> {
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { user: ACCOUNT_USER, resourceAttributes },
  };
  const answer = await plane.request({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    body,
  });
  return (JSON.parse(answer.body) as { readonly status?: { readonly allowed?: boolean } }).status?.allowed === true;
}
