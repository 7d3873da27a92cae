// A control plane whose API server sends its audit events to the built program, as the pack config/detections/kubernetes-audit sets both up:
// its Policy, its kubeconfig and its source, with waits of milliseconds. The control plane is the caller's own, as its flags name the receiver.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import type { ComplianceCheck } from '../../../src/api/v1alpha1/compliancecheck.gen.ts';
import type { Incident } from '../../../src/api/v1alpha1/incident.gen.ts';
import type { IncidentSource } from '../../../src/api/v1alpha1/incidentsource.gen.ts';
import type { ControlPlane } from '../../../tools/control-plane/control-plane.ts';
import { freePort } from '../../../tools/control-plane/ports.ts';
import { createCertificateAuthority } from '../clusters/certificates.ts';
import { startOwnControlPlane } from '../clusters/control-plane.ts';
import { type Program, startOperator } from '../processes/program.ts';
import { operatorFlags } from '../rights/operator-account.ts';
import { eventually } from '../time/eventually.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const PACK = path.join(ROOT, 'config/detections/kubernetes-audit');
const TOKEN = 'audit-token-of-this-test';
const READY_MS = 20_000;

export const AUDITED = { namespace: 'security', check: 'kubernetes-audit-incident-closed' } as const;

interface Kubeconfig {
  clusters: Array<{ cluster: Record<string, string> }>;
  users: Array<{ user: { token: string } }>;
}

export class AuditedCluster implements AsyncDisposable {
  readonly plane: ControlPlane;
  readonly operator: Program;
  readonly #folder: string;

  private constructor(parts: { readonly plane: ControlPlane; readonly operator: Program; readonly folder: string }) {
    this.plane = parts.plane;
    this.operator = parts.operator;
    this.#folder = parts.folder;
  }

  /** Resolves once the operator is ready. */
  static async start(): Promise<AuditedCluster> {
    const folder = await mkdtemp(path.join(tmpdir(), 'docket-audit-'));
    const port = await freePort();
    const tls = await writeCertificate(folder);
    const plane = await startOwnControlPlane({ extraApiserverArgs: await auditFlags(folder, port) });
    await plane.applyCrds(path.join(ROOT, 'crds'));
    await applyPack(plane);
    const flags = await operatorFlags(plane, { namespaces: [AUDITED.namespace], everywhere: true });
    const operator = await startOperator([...flags, '--webhook-bind-address', `127.0.0.1:${port}`, ...tls]);
    await eventually(() => operator.readyz(), 200, READY_MS);
    return new AuditedCluster({ plane, operator, folder });
  }

  /** Asks with so many tokens of nobody. All are of one address. Throws when one is let in. */
  async failedLogins(times: number): Promise<void> {
    for (let time = 0; time < times; time++) {
      const { status } = await this.plane.request({ path: '/api/v1/namespaces', token: `wrong-${time}` });
      if (status !== 401) throw new Error(`log in with a wrong token: the API server said ${status}`);
    }
  }

  async incidents(): Promise<Incident[]> {
    return (await this.#get<{ items: Incident[] }>('incidents')).items;
  }

  /** The result of the source's check that incidents are closed, and how many fail it. */
  async check(): Promise<string> {
    const { status } = await this.#get<ComplianceCheck>('compliancecheck', AUDITED.check);
    return `${status?.result} ${status?.counts?.failing ?? 0}`;
  }

  /** What the windows of the source have counted of failed logins. */
  async counted(): Promise<number> {
    const { status } = await this.#get<IncidentSource>('incidentsource', 'kubernetes-audit');
    const windows = JSON.parse(status?.received?.windows ?? '{"s":[]}') as { s: Array<{ d: string; n: number }> };
    return windows.s.filter(({ d }) => d === 'failed-logins').reduce((sum, { n }) => sum + n, 0);
  }

  /** Resolves the incident through its review, which is the only state that it has. */
  async resolve({ metadata }: Incident): Promise<void> {
    const review = {
      apiVersion: 'docket.dev/v1alpha1',
      kind: 'IncidentReview',
      metadata: { name: 'logins', namespace: AUDITED.namespace },
      spec: { incidentRef: { name: metadata.name }, owner: 'maria@example.com', state: 'Resolved' },
    };
    await this.plane.kubectl(['apply', '-f', '-'], { input: JSON.stringify(review) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.operator.stop();
    await this.plane.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #get<T>(kind: string, name = ''): Promise<T> {
    const named = name === '' ? [] : [name];
    const { stdout } = await this.plane.kubectl(['get', kind, ...named, '-n', AUDITED.namespace, '-o', 'json']);
    return JSON.parse(stdout) as T;
  }
}

/** Returns the flags of the receiver. An API server sends its token over TLS only. */
async function writeCertificate(folder: string): Promise<string[]> {
  const authority = createCertificateAuthority('docket-test-ca');
  const { cert, key } = authority.issue('docket-webhooks', ['127.0.0.1']);
  const [certFile, keyFile] = [path.join(folder, 'tls.crt'), path.join(folder, 'tls.key')];
  await Promise.all([
    writeFile(path.join(folder, 'ca.crt'), authority.cert),
    writeFile(certFile, cert),
    writeFile(keyFile, key, { mode: 0o600 }),
  ]);
  return ['--webhook-tls-cert', certFile, '--webhook-tls-key', keyFile];
}

async function auditFlags(folder: string, port: number): Promise<string[]> {
  return [
    `--audit-policy-file=${path.join(PACK, 'audit-policy.yaml')}`,
    `--audit-webhook-config-file=${await kubeconfigFor(folder, port)}`,
    '--audit-webhook-mode=batch',
    '--audit-webhook-batch-max-wait=500ms',
    '--audit-webhook-initial-backoff=200ms',
  ];
}

/** The kubeconfig of the pack, for a receiver on loopback. */
async function kubeconfigFor(folder: string, port: number): Promise<string> {
  const config = parse(await readFile(path.join(PACK, 'webhook-kubeconfig.yaml'), 'utf8')) as Kubeconfig;
  for (const { cluster } of config.clusters) {
    cluster['server'] = `https://127.0.0.1:${port}${new URL(cluster['server'] ?? '').pathname}`;
    cluster['certificate-authority'] = path.join(folder, 'ca.crt');
  }
  for (const { user } of config.users) user.token = TOKEN;
  const file = path.join(folder, 'webhook-kubeconfig.yaml');
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}

async function applyPack(plane: ControlPlane): Promise<void> {
  const { namespace } = AUDITED;
  await plane.kubectl(['create', 'namespace', namespace]);
  const secret = ['create', 'secret', 'generic', 'kubernetes-audit', '-n', namespace];
  await plane.kubectl([...secret, `--from-literal=webhookSecret=${TOKEN}`]);
  await plane.kubectl(['apply', '-n', namespace, '-f', path.join(PACK, 'incidentsource.yaml')]);
}
