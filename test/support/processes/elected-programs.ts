// Replicas of the built program on the shared control plane. Each has its own credential for the operator's account, so that it has only
// the rights of an installation and the audit log can distinguish the replicas.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Lease } from '../../../src/runtime/lease-record.ts';
import type { AuditEvent } from '../../../tools/control-plane/audit.ts';
import { sharedControlPlane } from '../clusters/control-plane.ts';
import { accountCredentials, grantAccount } from '../rights/operator-account.ts';
import { type Program, startOperator } from './program.ts';

const LEASE_PATH = '/apis/coordination.k8s.io/v1/namespaces/docket-system/leases/docket';
const CREDENTIAL_ID = 'authentication.kubernetes.io/credential-id';
const WRITES = ['create', 'update', 'patch', 'delete'];

export interface Replica extends Program {
  /** The credential's ID in the audit log. */
  readonly credential: string;
}

/** The shortest durations that the flags allow, with a margin for a busy machine. */
export const SHORT_LEASE = [
  ...['--leader-election-lease-duration', '2s'],
  ...['--leader-election-renew-deadline', '1500ms'],
  ...['--leader-election-retry-period', '500ms'],
];

/** Makes the operator's account, and deletes the lease of earlier replicas. */
export async function prepareReplicas(): Promise<void> {
  await grantAccount(sharedControlPlane(), ['default']);
  await sharedControlPlane().request({ method: 'DELETE', path: LEASE_PATH });
}

/** The lease is in the context's namespace; in a cluster it is in the Pod's. */
export async function startReplica(flags: readonly string[]): Promise<Replica> {
  await grantAccount(sharedControlPlane(), namespacesIn(flags));
  const { file, token } = await accountCredentials(sharedControlPlane());
  const program = await startOperator(['--kubeconfig', file, '--leader-elect', ...flags]);
  return { ...program, credential: `JTI=${idOf(token)}` };
}

const namespacesIn = (flags: readonly string[]): string[] =>
  flags.filter((_, index) => flags[index - 1] === '--namespace');

/** The claim `jti` of a service account token. */
function idOf(token: string): string {
  const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
  return (JSON.parse(claims) as { jti: string }).jti;
}

export async function holderOfLease(): Promise<string | undefined> {
  const { status, body } = await sharedControlPlane().request({ path: LEASE_PATH });
  if (status !== 200) return undefined;
  return (JSON.parse(body) as Lease).spec?.holderIdentity;
}

/** Whether the replica's metrics say that it leads. A replica that does not answer does not lead. */
export async function isLeading(replica: Replica): Promise<boolean> {
  try {
    return /^leader_election_master_status\{name="[^"]+"\} 1$/m.test(await replica.metrics());
  } catch {
    return false; // Not started yet, or stopped.
  }
}

/** Resolves with the leading replica. Rejects, with the last log lines of all, when none leads in time. */
export async function leaderOf(replicas: readonly Replica[], withinMs: number): Promise<Replica> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    for (const replica of replicas) if (await isLeading(replica)) return replica;
    if (performance.now() > deadline) throw new Error(`no replica led within ${withinMs} ms\n${logsOf(replicas)}`);
    await sleep(20);
  }
}

function logsOf(replicas: readonly Replica[]): string {
  return replicas.map(({ pid, log }) => [`process ${pid}:`, ...log.slice(-15)].join('\n')).join('\n');
}

/** The writes of a replica to Docket's kinds since a position in the audit log, and whether each was accepted. */
export async function writesOf(
  replica: Replica,
  { namespace, since }: { readonly namespace: string; readonly since: number },
): Promise<{ readonly accepted: string[]; readonly refused: string[] }> {
  const events = await sharedControlPlane().audit().requests({ verb: WRITES, namespace, since });
  const own = events.filter((event) => credentialOf(event) === replica.credential);
  const isAccepted = ({ responseStatus }: AuditEvent): boolean => (responseStatus?.code ?? 500) < 300;
  return {
    accepted: own.filter(isAccepted).map(nameOf),
    refused: own.filter((event) => !isAccepted(event)).map(nameOf),
  };
}

function credentialOf({ user }: AuditEvent): string | undefined {
  const { extra } = user as AuditEvent['user'] & { readonly extra?: Readonly<Record<string, readonly string[]>> };
  return extra?.[CREDENTIAL_ID]?.[0];
}

function nameOf({ verb, objectRef, responseStatus }: AuditEvent): string {
  const { resource = '', subresource = '', name = '' } = objectRef ?? {};
  return `${verb} ${resource}/${subresource} ${name} ${responseStatus?.code ?? ''}`;
}
