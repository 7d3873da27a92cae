// `docket operator`: the controllers against a real cluster, with leader election, metrics and probes, until asked to stop.

import { Registry } from 'prom-client';
import { type Config, operatorConfig, type OperatorFlags, scopeText } from '../../config.ts';
import { isAllowed } from '../../integrations/endpoints.ts';
import { loadKubeConfig } from '../../kube/config.ts';
import { createRestClient, type RestClient } from '../../kube/rest.ts';
import { createMeters, type Meters } from '../../metrics/registry.ts';
import { type Listening, type Probes, serveMetrics, serveProbes } from '../../metrics/server.ts';
import { createOperator, type Operator } from '../../operator/operator.ts';
import { createEventRecorder, uidIn } from '../../operator/events.ts';
import { logTransitions, toEach } from '../../operator/sink.ts';
import { systemClock } from '../../base/clock.ts';
import { fenced } from '../../runtime/fence.ts';
import { createLeaderElector, type LeaderElector } from '../../runtime/leader-election.ts';
import type { Logger } from '../../runtime/log.ts';
import { EXIT, type Io } from '../io.ts';
import { createLogger } from '../logger.ts';
import { VERSION } from '../version.ts';
import { startReceiver } from './receiving.ts';

export async function runOperator(flags: OperatorFlags, io: Io): Promise<number> {
  const config = operatorConfig(flags, Math.random);
  const log = createLogger(config.logLevel);
  const kubeConfig = await loadKubeConfig({ kubeconfig: config.kubeconfig, kubeconfigEnv: config.kubeconfigEnv });
  const userAgent = `docket/${VERSION} (operator)`;
  const registry = new Registry();
  const meters = createMeters(registry);
  const client = createRestClient({
    kubeConfig,
    userAgent,
    clock: systemClock,
    onRequest: ({ method, code }) => meters.kubeRequested(method, code),
  });
  const elector = createElector({ config, client, meters, log, namespace: kubeConfig.namespace });
  const writing = elector === undefined ? client : fenced(client, () => elector.isLeading);
  const recordEvent = createEventRecorder({
    ...{ client: writing, clock: systemClock, log, signal: io.signal },
    instance: config.leaderElection.identity,
    uidOf: (type, key) => uidIn(operator.caches, type, key),
  });
  const operator: Operator = createOperator({
    client: writing,
    registry,
    meters,
    namespaces: config.namespaces,
    clock: systemClock,
    random: Math.random,
    log,
    isAllowed: (url) => isAllowed(url, config.allowedEndpoints),
    podEnvironment: config.podEnvironment,
    ownHosts: [new URL(kubeConfig.server).hostname],
    limits: config.limits,
    sink: toEach(logTransitions(log), recordEvent),
    userAgent,
  });
  const servers = await listen({ config, registry, operator, elector, client, meters, log });
  log.info({ version: VERSION, server: kubeConfig.server, namespaces: config.namespaces }, 'operator started');
  try {
    // Every replica follows the cluster; the controllers run only on the one that leads.
    const lead = (leading: AbortSignal): Promise<void> => operator.lead(leading);
    await Promise.all([operator.run(io.signal), elector?.run(io.signal, lead) ?? lead(io.signal)]);
  } finally {
    await Promise.all(servers.map((server) => server.close()));
    await client.close();
  }
  log.info({}, 'operator stopped');
  return EXIT.ok;
}

interface Served {
  readonly config: Config;
  readonly registry: Registry;
  readonly operator: Operator;
  readonly elector: LeaderElector | undefined;
  readonly client: RestClient;
  readonly meters: Meters;
  readonly log: Logger;
}

async function listen({ config, registry, operator, elector, ...rest }: Served): Promise<Listening[]> {
  const probes: Probes = {
    healthz: () => (operator.isAlive ? undefined : 'every watch of the cluster is silent'),
    readyz: () => foreignLease(config, elector) ?? (operator.synced ? undefined : 'the caches are not synced yet'),
    notes: () => operator.caches.faults().map((fault) => `cannot read ${fault}`),
  };
  const servers: Listening[] = [];
  if (config.metrics !== undefined) servers.push(await serveMetrics(registry, config.metrics));
  if (config.probes !== undefined) servers.push(await serveProbes(probes, config.probes));
  if (config.webhook !== undefined) {
    servers.push(
      await startReceiver({ ...rest, caches: operator.caches, providers: operator.providers, config: config.webhook }),
    );
  }
  return servers;
}

/** A lease that another scope holds is never free for this replica: it would wait, and look as if it worked. */
function foreignLease({ leaderElection: { leaseName }, namespaces }: Config, elector?: LeaderElector) {
  const foreign = elector?.foreignScope;
  if (foreign === undefined) return undefined;
  const [held, own] = [foreign, scopeText(namespaces)].map((scope) => `(${scope})`);
  return `the lease ${leaseName} is held by an operator with another scope ${held} than this one ${own}: give each its own --leader-election-lease-name`;
}

interface Candidacy {
  readonly config: Config;
  readonly client: RestClient;
  readonly meters: Meters;
  readonly log: Logger;
  /** The pod's own, or the context's. */
  readonly namespace: string | undefined;
}

/** Undefined without leader election: this replica always leads. */
function createElector({ config, client, meters, log, namespace }: Candidacy): LeaderElector | undefined {
  const { enabled, leaseName, leaseDurationMs, renewDeadlineMs, retryPeriodMs, identity } = config.leaderElection;
  if (!enabled) return undefined;
  return createLeaderElector({
    client,
    clock: systemClock,
    random: Math.random,
    log,
    metrics: meters,
    namespace: config.leaderElection.namespace ?? namespace ?? 'default',
    name: leaseName,
    scope: scopeText(config.namespaces),
    identity,
    leaseDurationMs,
    renewDeadlineMs,
    retryPeriodMs,
  });
}
