// `docket demo`: the operator's own controllers in one process, on the embedded cluster, seeded from YAML files. Nothing leaves the
// machine unless the files say so, and nothing is kept.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { Registry } from 'prom-client';
import { CRDS } from '../../api/v1alpha1/crds.gen.ts';
import { bindAddress, logLevel } from '../../config.ts';
import { DEFAULT_LIMITS } from '../../controllers/limits.ts';
import { createMemoryCluster, type MemoryCluster } from '../../kube/memory.ts';
import { createMeters, type Meters } from '../../metrics/registry.ts';
import { type Listening, serveMetrics } from '../../metrics/server.ts';
import { createOperator, type Operator } from '../../operator/operator.ts';
import { logTransitions } from '../../operator/sink.ts';
import { systemClock } from '../../base/clock.ts';
import { pause } from '../../base/timing.ts';
import type { Logger } from '../../runtime/log.ts';
import { isSettled, render, type Snapshot, takeSnapshot } from './view.ts';
import { isMissing, missingText } from '../files/findings.ts';
import { EXIT, type Io } from '../io.ts';
import { createLogger } from '../logger.ts';
import { startReceiver } from '../operator/receiving.ts';
import { applySeed } from './seed.ts';
import { VERSION } from '../version.ts';

export interface DemoOptions {
  /** A folder of YAML; undefined: the demonstration that comes with Docket. */
  readonly dir: string | undefined;
  readonly once: boolean;
  /** Where /metrics is served, and where pushes are received; not at all with `once`. */
  readonly metricsBindAddress: string;
  readonly webhookBindAddress: string;
  readonly logLevel: string;
}

const SETTLE_LIMIT_MS = 30_000;
const LOOK_EVERY_MS = 100;
const REDRAW_EVERY_MS = 1_000;

export async function runDemo(options: DemoOptions, io: Io): Promise<number> {
  const cluster = createMemoryCluster({ crds: CRDS, clock: systemClock });
  const dir = options.dir ?? builtInSeed();
  const isSeeded = await seed(cluster, dir, io);
  if (!isSeeded) return EXIT.usage;
  const assembled = assemble(cluster, options);
  const { operator } = assembled;
  const stop = new AbortController();
  const signal = AbortSignal.any([io.signal, stop.signal]);
  const running = Promise.all([operator.run(signal), operator.lead(signal)]);
  try {
    return options.once
      ? await showOnce(cluster, operator, { io, signal })
      : await showLive(cluster, assembled, { options, io, signal });
  } finally {
    stop.abort(new Error('the demonstration ended'));
    await running;
  }
}

/** Whether everything was taken; else it is said what was not. */
async function seed(cluster: MemoryCluster, dir: string, io: Io): Promise<boolean> {
  try {
    const { refused, notes } = await applySeed(cluster, dir, io.input);
    io.err([...refused, ...notes.map((note) => `note: ${note}`)].map((line) => `${line}\n`).join(''));
    return refused.length === 0;
  } catch (error) {
    if (!isMissing(error)) throw error;
    io.err(missingText('demo', dir));
    return false;
  }
}

interface Assembled {
  readonly operator: Operator;
  readonly registry: Registry;
  readonly meters: Meters;
  readonly log: Logger;
}

function assemble(cluster: MemoryCluster, options: DemoOptions): Assembled {
  const registry = new Registry();
  const meters = createMeters(registry);
  const log = createLogger(logLevel(options.logLevel));
  const operator = createOperator({
    client: cluster.client,
    registry,
    meters,
    namespaces: [],
    clock: systemClock,
    random: Math.random,
    log,
    isAllowed: () => false,
    // Fixtures as often as their files say: a demonstration has one tenant.
    limits: { ...DEFAULT_LIMITS, fixtureIntervalMs: 0 },
    sink: logTransitions(log),
    userAgent: `docket/${VERSION} (demo)`,
  });
  return { operator, registry, meters, log };
}

async function showOnce(
  { client }: MemoryCluster,
  operator: Operator,
  { io, signal }: Pick<Live, 'io' | 'signal'>,
): Promise<number> {
  const deadline = systemClock.monotonicMs() + SETTLE_LIMIT_MS;
  // Idle is read before the snapshot: then the snapshot shows the result of everything that was known.
  const look = async (): Promise<{ snapshot: Snapshot; isDone: boolean }> => {
    const { isIdle } = operator;
    const snapshot = await takeSnapshot(client);
    return { snapshot, isDone: isIdle && isSettled(snapshot) };
  };
  let { snapshot, isDone } = await look();
  while (!isDone && systemClock.monotonicMs() < deadline && !signal.aborted) {
    await pause(systemClock, LOOK_EVERY_MS, signal);
    ({ snapshot, isDone } = await look());
  }
  io.out(`${render(snapshot, systemClock.now(), Infinity)}\n`);
  if (isDone) return EXIT.ok;
  io.err(
    `docket demo: not everything was judged within ${SETTLE_LIMIT_MS / 1000} s; run with --log-level debug to see why\n`,
  );
  return EXIT.failed;
}

interface Live {
  readonly options: DemoOptions;
  readonly io: Io;
  readonly signal: AbortSignal;
}

/** Redraws in place on a terminal; elsewhere prints the tables again whenever they differ. */
async function showLive(cluster: MemoryCluster, assembled: Assembled, { options, io, signal }: Live): Promise<number> {
  const { servers, where } = await serve(cluster, assembled, options);
  let last = '';
  while (!signal.aborted) {
    const view = render(await takeSnapshot(cluster.client), systemClock.now(), io.interactive ? io.width : Infinity);
    if (io.interactive) io.out(`\u001b[H\u001b[2J${view}\n\n${where}stop: Ctrl-C\n`);
    else if (view !== last) io.out(`${view}\n\n${last === '' ? `${where}\n\n` : ''}`);
    last = view;
    await pause(systemClock, REDRAW_EVERY_MS, signal);
  }
  await Promise.all(servers.map((server) => server.close()));
  return EXIT.ok;
}

interface Served {
  readonly servers: ReadonlyArray<Pick<Listening, 'close'>>;
  /** Their addresses, for a person. */
  readonly where: string;
}

async function serve(
  { client }: MemoryCluster,
  { operator, registry, meters, log }: Assembled,
  { metricsBindAddress, webhookBindAddress }: DemoOptions,
): Promise<Served> {
  const metrics = bindAddress('--metrics-bind-address', metricsBindAddress);
  const webhook = bindAddress('--webhook-bind-address', webhookBindAddress);
  const servers: Array<Pick<Listening, 'close'>> = [];
  let where = '';
  if (metrics !== undefined) {
    const server = await serveMetrics(registry, metrics);
    servers.push(server);
    where += `metrics: http://localhost:${server.port}/metrics   `;
  }
  if (webhook !== undefined) {
    const { caches, providers } = operator;
    const config = { address: webhook, tls: undefined };
    const server = await startReceiver({ config, client, caches, providers, meters, log });
    servers.push(server);
    where += `webhooks: http://localhost:${server.port}/webhooks/NAMESPACE/SOURCE   `;
  }
  return { servers, where };
}

/** The folder of the built-in demonstration: beside the sources, or beside the bundle. */
function builtInSeed(): string {
  const places = ['../../../config/demo', '../config/demo'].map((place) => path.resolve(import.meta.dirname, place));
  return places.find((place) => existsSync(place)) ?? places[0] ?? '';
}
