// Puts the operator together: caches, judgement, the controllers and the state metrics, over any KubeClient. `docket operator` (a
// cluster), `docket demo` (the embedded one) and the tests use it.

import type { Registry } from 'prom-client';
import { CRITICAL_SYSTEM, INCIDENT_SOURCE, STAFF_ROSTER } from '../api/kinds.ts';
import { AccessBook } from '../compliance/access/access-book.ts';
import { Freshness } from '../compliance/freshness.ts';
import { Acknowledgements } from '../compliance/acknowledgements.ts';
import { Presence } from '../compliance/presence.ts';
import { accountSubjects } from '../compliance/subjects/account.ts';
import type { ControllerDescriptor } from '../controllers/descriptor.ts';
import { DEFAULT_LIMITS, type TenantLimits } from '../controllers/limits.ts';
import { CONTROLLERS, FURTHER_CONTROLLERS } from '../controllers/registry.ts';
import { createHttp } from '../integrations/http.ts';
import type { PodEnvironment } from '../integrations/ports/pod-identity.ts';
import { createDirectories, createProviders, type Providers } from '../integrations/registry.ts';
import type { KubeClient } from '../kube/client.ts';
import { observeAccess } from '../metrics/access.ts';
import { observeQueues } from '../metrics/queues.ts';
import type { Meters } from '../metrics/registry.ts';
import {
  observeDeliveries,
  observeLowered,
  observeSources,
  observeWatches,
  type WatchLife,
} from '../metrics/operation.ts';
import { observeExceptions, observeState } from '../metrics/state.ts';
import type { Clock } from '../base/clock.ts';
import type { Controller } from '../runtime/controller.ts';
import type { Logger } from '../runtime/log.ts';
import type { TransitionSink } from '../runtime/plan.ts';
import { createWorkqueue, type Workqueue } from '../runtime/workqueue.ts';
import { createHindrances, createRights } from './hindrances.ts';
import { createPodIdentity } from './pod-identity.ts';
import { whileUnread } from './unread.ts';
import { noting, type Rights } from '../runtime/rights.ts';
import { type Caches, createCaches } from './caches.ts';
import { createEvaluation } from '../judgement/expressions/index.ts';
import { createPushedExpressions } from '../judgement/expressions/pushed.ts';
import { Judge } from '../judgement/judge.ts';
import { KIND_NAMES, type KindName, KINDS } from '../judgement/kinds.ts';

export interface OperatorOptions {
  readonly client: KubeClient;
  /** Empty: every namespace. */
  readonly namespaces: readonly string[];
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly log: Logger;
  readonly registry: Registry;
  readonly meters: Meters;
  /** Whether the administrator allowed requests to this URL's host. */
  readonly isAllowed: (url: string) => boolean;
  /** What the platform told the pod of its own identity, where sources may use it (`--allow-ambient-credentials`). */
  readonly podEnvironment?: PodEnvironment | undefined;
  /** Hosts of the cluster's own API server: no vendor is there. */
  readonly ownHosts?: readonly string[];
  readonly sink: TransitionSink;
  /** How the program names itself to vendors. */
  readonly userAgent: string;
  /** Default: those of the program without flags. */
  readonly limits?: TenantLimits;
  /** Default: those of the registry. */
  readonly providers?: Providers;
}

export interface Operator {
  readonly caches: Caches;
  /** For who receives beside it: expressions over what arrives are evaluated in the operator's own thread. */
  readonly providers: Providers;
  /** Follows the cluster until the signal aborts. Every replica does this. */
  run(signal: AbortSignal): Promise<void>;
  /** Runs the controllers until the signal aborts, once the caches are synced. Only the leader does this. */
  lead(signal: AbortSignal): Promise<void>;
  /** The caches hold the present state. */
  readonly synced: boolean;
  /** At least one watch of the cluster has received something lately. */
  readonly isAlive: boolean;
  /** No key waits or is in work. */
  readonly isIdle: boolean;
}

export function createOperator(given: OperatorOptions): Operator {
  const { clock, registry } = given;
  const rights = createRights(given.client, clock);
  const options = { ...given, client: noting(given.client, rights) };
  const parts = createParts(options, rights);
  const { caches, freshness, judge, http } = parts;
  const queues: Workqueue[] = [];
  const queueOf = (name: string, perNamespace?: number): Workqueue => {
    const queue = createWorkqueue({ name, clock, random: options.random, metrics: options.meters, perNamespace });
    queues.push(queue);
    return queue;
  };
  const { controllers, controllersOf } = createControllers(options, { ...parts, queueOf });
  const evaluation = createEvaluation({ ...options, caches, judge, queue: queueOf('expression') });
  const watches = (): WatchLife[] => livesOf(caches, clock.monotonicMs());
  observeWatches(registry, watches);
  observeQueues(registry, () => queues);
  observeObjects(registry, parts);
  return {
    caches,
    providers: parts.providers,
    async run(signal) {
      await Promise.all([caches.run(signal), evaluation.run(signal)]);
      judge.stop();
      rights.stop();
      // A queue's timers would keep the process alive until the last of them is due.
      for (const queue of queues) queue.shutdown();
      await parts.pushedExpressions.close();
      await http.close();
    },
    async lead(signal) {
      await whileUnread({ caches, controllers: controllersOf(['checks', 'sources', 'systems', 'rosters']) }, signal);
      if (signal.aborted) return;
      // What an earlier term polled is old by now: stored results stay until the first poll of this term.
      freshness.clear();
      await Promise.all(controllers.map((controller) => controller.run(signal)));
      freshness.clear();
    },
    get synced() {
      return caches.synced;
    },
    get isAlive() {
      return watches().some(({ isAlive }) => isAlive);
    },
    get isIdle() {
      return queues.every((queue) => queue.length === 0 && queue.stats().inWork === 0);
    },
  };
}

/** The gauges of what the caches hold and of how it is judged. */
function observeObjects(registry: Registry, { caches, freshness, judge, hindrances }: Parts): void {
  const { census, disclosures } = judge;
  const sources = { checks: caches.checks, census, freshness: freshness.of(INCIDENT_SOURCE.kind), disclosures };
  observeState(registry, sources, hindrances);
  observeAccess(
    registry,
    {
      systems: { objects: caches.systems, freshness: freshness.of(CRITICAL_SYSTEM.kind) },
      rosters: { objects: caches.rosters, freshness: freshness.of(STAFF_ROSTER.kind) },
    },
    hindrances,
  );
  observeExceptions(registry, caches.exceptions, hindrances);
  observeSources(registry, caches.sources, hindrances);
  observeLowered(registry, caches.sources, hindrances);
  observeDeliveries(registry, caches.deliveries);
}

const livesOf = ({ watched }: Caches, nowMs: number): WatchLife[] =>
  watched.flatMap(({ kind, reflectors }) =>
    reflectors.map((reflector) => ({ kind, isAlive: reflector.isAlive(nowMs) })),
  );

type Parts = ReturnType<typeof createParts>;

/** What the controllers share. */
function createParts(options: OperatorOptions, rights: Rights) {
  const { clock, userAgent, meters: metrics } = options;
  const caches = createCaches({ ...options, metrics });
  const freshness = new Freshness();
  const judge = new Judge({ caches, freshness, clock, isOnRecord: true });
  const hindrances = createHindrances(caches, rights);
  hindrances.onChange(() => judge.lookAgain());
  const http = createHttp({
    clock,
    userAgent,
    isAllowed: options.isAllowed,
    ownHosts: options.ownHosts ?? [],
    onRequest: ({ provider, code }) => metrics.sourceRequested(provider, code),
  });
  // Threads of their own, started with the first question: rules of checks must not delay what is pushed, nor the other way round.
  const pushedExpressions = createPushedExpressions({ clock });
  return {
    caches,
    freshness,
    judge,
    hindrances,
    http,
    podIdentity: options.podEnvironment && createPodIdentity(options.podEnvironment, http),
    presence: new Presence(),
    acknowledgements: new Acknowledgements(),
    pushedExpressions,
    providers: options.providers ?? createProviders(pushedExpressions.readItems),
    access: new AccessBook(({ before, after }) => judge.moveSubject(accountSubjects, before, after)),
    directories: createDirectories(),
  };
}

type ControllersParts = Parts & { readonly queueOf: (name: string, perNamespace?: number) => Workqueue };

interface Controllers {
  readonly controllers: readonly Controller[];
  /** Those of these kinds. */
  readonly controllersOf: (kinds: readonly KindName[]) => Controller[];
}

function createControllers(options: OperatorOptions, parts: ControllersParts): Controllers {
  const ofKinds = KIND_NAMES.map((kind) => {
    const controller = createNamed([KINDS[kind].type.kind.toLowerCase(), CONTROLLERS[kind]], options, parts);
    return { kind, controller };
  });
  const further = Object.entries(FURTHER_CONTROLLERS).map((named) => createNamed(named, options, parts));
  return {
    controllers: [...ofKinds.map(({ controller }) => controller), ...further],
    controllersOf: (kinds) => ofKinds.flatMap(({ kind, controller }) => (kinds.includes(kind) ? [controller] : [])),
  };
}

/** The name of a kind's controller, and of its queue, is the kind in lower case. */
function createNamed(
  [name, { create, perNamespace }]: readonly [name: string, descriptor: ControllerDescriptor],
  options: OperatorOptions,
  parts: ControllersParts,
): Controller {
  const { client, clock, random, log, meters, sink, isAllowed } = options;
  const { caches, http, queueOf } = parts;
  return create({
    ...parts,
    ...{ random, isAllowed, meters, recentStatuses: caches.recentStatuses, limits: options.limits ?? DEFAULT_LIMITS },
    shell: {
      name,
      queue: queueOf(name, perNamespace),
      client,
      clock,
      sink,
      log,
      metrics: meters,
      fieldManager: 'docket',
    },
    http: (provider, baseUrl) => http.client(provider, baseUrl),
    isWholeCluster: options.namespaces.length === 0,
  });
}
