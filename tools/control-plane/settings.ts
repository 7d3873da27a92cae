// The files and flags that make a cluster of the servers: tokens, keys, audit policy, kubeconfig. It must not start
// anything. The files are readable by their owner only; their folder is removed with the control plane.

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A line of the apiserver's token file. RBAC grants permissions to the user or its groups. */
export interface UserToken {
  readonly token: string;
  readonly user: string;
  readonly groups?: readonly string[];
}

export interface Settings {
  readonly dir: string;
  readonly adminToken: string;
  readonly controllerManagerToken: string;
  readonly tokenFile: string;
  readonly signingKeyFile: string;
  readonly publicKeyFile: string;
  readonly auditPolicyFile: string;
  readonly auditLogFile: string;
  readonly certDir: string;
  /** The certificate that the apiserver makes at its first start, followed by the CA that signed it. */
  readonly caFile: string;
}

export const controllerManagerUser = 'system:kube-controller-manager';

const serviceAccountIssuer = 'https://kubernetes.default.svc';

// Logs each request once it is answered, without bodies, and a watch also when it begins. Probes are not logged.
const auditPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - { level: None, nonResourceURLs: ['/readyz*', '/livez*', '/healthz*'] }
  - { level: Metadata }
`;

export async function writeSettings(dir: string, tokens: readonly UserToken[]): Promise<Settings> {
  const at = (name: string): string => join(dir, name);
  const settings: Settings = {
    dir,
    adminToken: randomBytes(16).toString('hex'),
    controllerManagerToken: randomBytes(16).toString('hex'),
    tokenFile: at('tokens.csv'),
    signingKeyFile: at('service-accounts.key'),
    publicKeyFile: at('service-accounts.pub'),
    auditPolicyFile: at('audit-policy.yaml'),
    auditLogFile: at('audit.log'),
    certDir: at('certs'),
    caFile: at('certs/apiserver.crt'),
  };
  const groups = ['system:masters'];
  const own: readonly UserToken[] = [
    { token: settings.adminToken, user: 'admin', groups },
    { token: settings.controllerManagerToken, user: controllerManagerUser, groups },
  ];
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const save = (path: string, text: string): Promise<void> => writeFile(path, text, { mode: 0o600 });
  await Promise.all([
    save(settings.tokenFile, [...own, ...tokens].map(tokenLine).join('')),
    save(settings.signingKeyFile, keys.privateKey.export({ type: 'pkcs8', format: 'pem' })),
    save(settings.publicKeyFile, keys.publicKey.export({ type: 'spki', format: 'pem' })),
    save(settings.auditPolicyFile, auditPolicy),
  ]);
  return settings;
}

// token,user,uid,"group,group": https://kubernetes.io/docs/reference/access-authn-authz/authentication/#static-token-file
function tokenLine({ token, user, groups = [] }: UserToken): string {
  const quote = (value: string): string => `"${value.replaceAll('"', '""')}"`;
  return `${[quote(token), quote(user), quote(user), quote(groups.join(','))].join(',')}\n`;
}

export interface Ports {
  readonly etcd: number;
  readonly etcdPeer: number;
  readonly apiserver: number;
}

export function etcdArgs({ dir }: Settings, ports: Ports): readonly string[] {
  const client = `http://127.0.0.1:${ports.etcd}`;
  const peer = `http://127.0.0.1:${ports.etcdPeer}`;
  return [
    '--name=docket',
    `--data-dir=${join(dir, 'etcd')}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
    `--quota-backend-bytes=${8 * 1024 ** 3}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=docket=${peer}`,
  ];
}

// No pod ever runs here, so the ServiceAccount admission (which wants a token mounted into each) is off, and nobody
// looks up the apiserver's own endpoints. With a grace period, SIGTERM ends open watches at once; by default the
// apiserver waits a minute for them. Everything else is as in a cluster.
export function apiserverArgs(settings: Settings, ports: Ports, audit: boolean): readonly string[] {
  return [
    `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${ports.apiserver}`,
    `--cert-dir=${settings.certDir}`,
    '--authorization-mode=RBAC',
    `--token-auth-file=${settings.tokenFile}`,
    `--service-account-issuer=${serviceAccountIssuer}`,
    `--service-account-key-file=${settings.publicKeyFile}`,
    `--service-account-signing-key-file=${settings.signingKeyFile}`,
    '--service-cluster-ip-range=10.0.0.0/24',
    '--disable-admission-plugins=ServiceAccount',
    '--endpoint-reconciler-type=none',
    '--shutdown-watch-termination-grace-period=2s',
    ...(audit ? auditArgs(settings) : []),
  ];
}

// The default mode writes each line before its request is answered; the size (in MB) is above what a run writes, so
// that the log stays one file.
function auditArgs({ auditPolicyFile, auditLogFile }: Settings): readonly string[] {
  return [
    `--audit-policy-file=${auditPolicyFile}`,
    `--audit-log-path=${auditLogFile}`,
    '--audit-log-mode=blocking',
    '--audit-log-maxsize=100000',
  ];
}

const controllers = [
  'namespace-controller',
  'garbage-collector-controller',
  'serviceaccount-controller',
  'serviceaccount-token-controller',
  'root-ca-certificate-publisher-controller',
  'clusterrole-aggregation-controller',
  'validatingadmissionpolicy-status-controller',
];

export function controllerManagerArgs(settings: Settings, kubeconfig: string): readonly string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    `--service-account-private-key-file=${settings.signingKeyFile}`,
    `--root-ca-file=${settings.caFile}`,
    `--controllers=${controllers.join(',')}`,
    '--leader-elect=false',
    '--secure-port=0',
  ];
}

export interface KubeconfigEntry {
  readonly server: string;
  /** PEM. */
  readonly ca: string;
  readonly token: string;
  readonly user: string;
  readonly namespace?: string | undefined;
}

/** A kubeconfig, as JSON (which is YAML), with one context named `docket`. */
export function kubeconfigText({ server, ca, token, user, namespace }: KubeconfigEntry): string {
  const cluster = { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') };
  const context = { cluster: 'docket', user, ...(namespace === undefined ? {} : { namespace }) };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'docket', cluster }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: 'docket', context }],
    'current-context': 'docket',
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
