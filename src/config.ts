// Flags and environment → one frozen Config, checked once. The only reader of process.env.

import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { parseDuration } from './compliance/durations.ts';
import type { TenantLimits } from './controllers/limits.ts';
import { type AllowedEndpoint, parseAllowedEndpoints } from './integrations/endpoints.ts';
import type { PodEnvironment } from './integrations/ports/pod-identity.ts';

/** The flags of `docket operator` as commander hands them over: strings, still unchecked. */
export interface OperatorFlags {
  readonly kubeconfig?: string;
  readonly namespace: readonly string[];
  readonly leaderElect: 'true' | 'false';
  readonly leaderElectionNamespace?: string;
  readonly leaderElectionLeaseName?: string;
  readonly leaderElectionLeaseDuration: string;
  readonly leaderElectionRenewDeadline: string;
  readonly leaderElectionRetryPeriod: string;
  readonly metricsBindAddress: string;
  readonly healthProbeBindAddress: string;
  readonly webhookBindAddress: string;
  readonly webhookTlsCert?: string;
  readonly webhookTlsKey?: string;
  readonly allowEndpoints?: string;
  readonly allowFixtures?: boolean;
  readonly allowLoweredSeverities?: boolean;
  readonly allowAmbientCredentials?: boolean;
  readonly maxIncidentsPerSource: string;
  readonly maxIncidentsPerNamespace: string;
  readonly logLevel: string;
}

/** Where a server listens; `undefined` when it is switched off with `0`. */
export interface BindAddress {
  readonly host: string | undefined;
  readonly port: number;
}

export interface WebhookConfig {
  readonly address: BindAddress;
  /** Undefined: HTTP without TLS. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
}

export interface LeaderElectionConfig {
  readonly enabled: boolean;
  /** Absent: the pod's own namespace, else the context's, else `default`. */
  readonly namespace: string | undefined;
  /** The name of the Lease. */
  readonly leaseName: string;
  readonly leaseDurationMs: number;
  readonly renewDeadlineMs: number;
  readonly retryPeriodMs: number;
  /** Distinguishes this process from its replicas. */
  readonly identity: string;
}

export interface Config {
  /** A file; absent: KUBECONFIG, else in-cluster, else the file in the home folder. */
  readonly kubeconfig: string | undefined;
  /** The value of KUBECONFIG. */
  readonly kubeconfigEnv: string | undefined;
  /** Empty: every namespace. */
  readonly namespaces: readonly string[];
  readonly leaderElection: LeaderElectionConfig;
  readonly metrics: BindAddress | undefined;
  readonly probes: BindAddress | undefined;
  /** Where senders push to; undefined: nowhere. */
  readonly webhook: WebhookConfig | undefined;
  readonly allowedEndpoints: readonly AllowedEndpoint[];
  /** What the platform says of the pod's own identity. Undefined without `--allow-ambient-credentials`. */
  readonly podEnvironment: PodEnvironment | undefined;
  readonly limits: TenantLimits;
  readonly logLevel: LogLevel;
}

/** How often a fixture is read at most on a cluster. */
const FIXTURE_INTERVAL_MS = 30_000;

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const MAX_LEASE_NAME = 253;
const LEASE_NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** A flag or variable that cannot be used; the message names it and what to write instead. */
export class ConfigError extends Error {}

/** Throws ConfigError for the first flag that cannot be used. */
export function operatorConfig(flags: OperatorFlags, random: () => number): Config {
  return Object.freeze({
    kubeconfig: flags.kubeconfig,
    kubeconfigEnv: kubeconfigEnv(),
    namespaces: flags.namespace.map(namespaceName),
    leaderElection: leaderElectionConfig(flags, random),
    metrics: bindAddress('--metrics-bind-address', flags.metricsBindAddress),
    probes: bindAddress('--health-probe-bind-address', flags.healthProbeBindAddress),
    webhook: webhookConfig(flags),
    allowedEndpoints: allowedEndpoints(flags.allowEndpoints ?? ''),
    podEnvironment: flags.allowAmbientCredentials === true ? podEnvironment() : undefined,
    limits: tenantLimits(flags),
    logLevel: logLevel(flags.logLevel),
  });
}

/** The value of KUBECONFIG. */
export function kubeconfigEnv(): string | undefined {
  return process.env['KUBECONFIG'];
}

/** The variables that EKS and AKS set in a pod whose ServiceAccount has an identity there. A role for a token goes before the agent, as in AWS's own SDKs. */
function podEnvironment(): PodEnvironment {
  const [roleARN, roleToken] = [process.env['AWS_ROLE_ARN'], process.env['AWS_WEB_IDENTITY_TOKEN_FILE']];
  const url = process.env['AWS_CONTAINER_CREDENTIALS_FULL_URI'];
  const agentToken = process.env['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'];
  const [clientId, azureToken] = [process.env['AZURE_CLIENT_ID'], process.env['AZURE_FEDERATED_TOKEN_FILE']];
  return {
    aws:
      isSet(roleARN) && isSet(roleToken) ? { kind: 'role', roleARN, tokenFile: roleToken } : agentIn(url, agentToken),
    azure: isSet(clientId) && isSet(azureToken) ? { clientId, tokenFile: azureToken } : undefined,
  };
}

function agentIn(url: string | undefined, tokenFile: string | undefined): PodEnvironment['aws'] {
  if (!isSet(url) || !isSet(tokenFile)) return undefined;
  if (!URL.canParse(url)) throw new ConfigError(`AWS_CONTAINER_CREDENTIALS_FULL_URI: "${url}" is not a URL`);
  return { kind: 'agent', url, tokenFile };
}

const isSet = (value: string | undefined): value is string => value !== undefined && value !== '';

/** The width of the terminal where it cannot be asked: COLUMNS, else 120. */
export function terminalWidth(): number {
  const columns = Number(process.env['COLUMNS']);
  return Number.isInteger(columns) && columns >= 40 ? columns : 120;
}

export function logLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((known) => known === text);
  if (level === undefined) throw new ConfigError(`--log-level: "${text}" is none of ${LOG_LEVELS.join(', ')}`);
  return level;
}

function webhookConfig(flags: OperatorFlags): WebhookConfig | undefined {
  const { webhookTlsCert: cert, webhookTlsKey: key } = flags;
  if ((cert === undefined) !== (key === undefined)) {
    throw new ConfigError('--webhook-tls-cert and --webhook-tls-key: set both, or neither');
  }
  const address = bindAddress('--webhook-bind-address', flags.webhookBindAddress);
  if (address === undefined) return undefined;
  return { address, tls: cert === undefined || key === undefined ? undefined : { cert, key } };
}

function tenantLimits(flags: OperatorFlags): TenantLimits {
  return {
    incidentsPerSource: count('--max-incidents-per-source', flags.maxIncidentsPerSource),
    incidentsPerNamespace: count('--max-incidents-per-namespace', flags.maxIncidentsPerNamespace),
    allowsLowered: flags.allowLoweredSeverities === true,
    fixtureIntervalMs: flags.allowFixtures === true ? FIXTURE_INTERVAL_MS : undefined,
  };
}

function count(flag: string, text: string): number {
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new ConfigError(`${flag}: "${text}" is not a number from 1 on`);
  return Number(text);
}

function allowedEndpoints(text: string): readonly AllowedEndpoint[] {
  try {
    return parseAllowedEndpoints(text);
  } catch (error) {
    throw new ConfigError((error as Error).message);
  }
}

function leaderElectionConfig(flags: OperatorFlags, random: () => number): LeaderElectionConfig {
  const config: LeaderElectionConfig = {
    enabled: flags.leaderElect === 'true',
    namespace: flags.leaderElectionNamespace,
    leaseName: leaseName(flags),
    leaseDurationMs: duration('--leader-election-lease-duration', flags.leaderElectionLeaseDuration),
    renewDeadlineMs: duration('--leader-election-renew-deadline', flags.leaderElectionRenewDeadline),
    retryPeriodMs: duration('--leader-election-retry-period', flags.leaderElectionRetryPeriod),
    identity: `${process.env['POD_NAME'] ?? hostname()}_${Math.floor(random() * 2 ** 48).toString(16)}`,
  };
  if (config.leaseDurationMs <= config.renewDeadlineMs) {
    throw new ConfigError('--leader-election-lease-duration must be longer than --leader-election-renew-deadline');
  }
  if (config.renewDeadlineMs <= config.retryPeriodMs * 1.2) {
    throw new ConfigError(
      '--leader-election-renew-deadline must be longer than 1.2 times --leader-election-retry-period',
    );
  }
  return config;
}

/** The name follows the scope, so that operators of different namespaces each have a leader: `docket`, or `docket.team-a.team-b`. */
function leaseName({ leaderElectionLeaseName: named, namespace }: OperatorFlags): string {
  if (named !== undefined) {
    if (named.length <= MAX_LEASE_NAME && LEASE_NAME.test(named)) return named;
    throw new ConfigError(
      `--leader-election-lease-name: "${named}" is not an object's name (lower-case letters, digits, dashes and dots)`,
    );
  }
  const full = ['docket', ...scopeNames(namespace)].join('.');
  if (full.length <= MAX_LEASE_NAME) return full;
  return `docket-${createHash('sha256').update(full).digest('hex').slice(0, 16)}`;
}

/** Each namespace once, in the order of their names. */
function scopeNames(namespaces: readonly string[]): string[] {
  return [...new Set(namespaces)].toSorted();
}

/** What an operator works on, as a lease says it. */
export function scopeText(namespaces: readonly string[]): string {
  return namespaces.length === 0 ? 'all namespaces' : scopeNames(namespaces).join(',');
}

/** A duration as everywhere, or in milliseconds: `500ms`. */
function duration(flag: string, text: string): number {
  const milliseconds = /^([1-9][0-9]{0,6})ms$/.exec(text)?.[1];
  if (milliseconds !== undefined) return Number(milliseconds);
  const parsed = parseDuration(text);
  if (!parsed.ok) throw new ConfigError(`${flag}: ${parsed.message}`);
  if (parsed.ms <= 0) throw new ConfigError(`${flag}: must be more than zero`);
  return parsed.ms;
}

function namespaceName(text: string): string {
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text)) {
    throw new ConfigError(`--namespace: "${text}" is not a namespace's name (lower-case letters, digits and dashes)`);
  }
  return text;
}

/** `:8080`, `127.0.0.1:8080`, `[::1]:8080`; `0` switches the server off; port 0 takes a free one. */
export function bindAddress(flag: string, text: string): BindAddress | undefined {
  if (text === '0') return undefined;
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535)
    throw new ConfigError(`${flag}: "${text}" is not HOST:PORT (":8080", or "0" for none)`);
  const host = match[1] ?? match[2];
  return { host: host === '' ? undefined : host, port };
}
