// Puts the operator together: caches, judgement, the controllers and the state metrics, over whatever KubeClient it is given.
// Used by `docket operator` (a cluster), `docket demo` (the embedded one) and the tests alike.

import type { Registry } from 'prom-client';
import { INCIDENT_SOURCE } from '../api/kinds.ts';
import { Freshness } from '../compliance/freshness.ts';
import { Presence } from '../compliance/presence.ts';
import { createExceptionController } from '../controllers/checkexception/index.ts';
import { createCheckController } from '../controllers/compliancecheck/index.ts';
import { createDisclosurePolicyController } from '../controllers/disclosurepolicy/index.ts';
import { createIncidentController } from '../controllers/incident/index.ts';
import { createIncidentReviewController } from '../controllers/incidentreview/index.ts';
import { createIncidentSourceController } from '../controllers/incidentsource/index.ts';
import { createSlaPolicyController } from '../controllers/slapolicy/index.ts';
import { createHttp } from '../integrations/http.ts';
import { createProviders } from '../integrations/registry.ts';
import type { KubeClient } from '../kube/client.ts';
import { observeQueues } from '../metrics/queues.ts';
import type { Meters } from '../metrics/registry.ts';
import { observeExceptions, observeState } from '../metrics/state.ts';
import type { Clock } from '../base/clock.ts';
import type { Controller } from '../runtime/controller.ts';
import type { Logger } from '../runtime/log.ts';
import type { TransitionSink } from '../runtime/plan.ts';
import { createWorkqueue, type Workqueue } from '../runtime/workqueue.ts';
import { type Caches, createCaches } from './caches.ts';
import { createEvaluation } from '../judgement/expressions/index.ts';
import { Judge } from '../judgement/judge.ts';
import { createNameVerification } from './name-verification.ts';

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
  readonly sink: TransitionSink;
  /** How the program names itself to vendors. */
  readonly userAgent: string;
}

export interface Operator {
  readonly caches: Caches;
  /** Follows the cluster until the signal aborts; what every replica does. */
  run(signal: AbortSignal): Promise<void>;
  /** Runs the controllers until the signal aborts; what the leader does. Waits for the caches first. */
  lead(signal: AbortSignal): Promise<void>;
  /** The caches hold the present state. */
  readonly synced: boolean;
  /** At least one watch of the cluster shows life. */
  readonly isAlive: boolean;
  /** No key waits or is in work: all that is known has been acted on. */
  readonly isIdle: boolean;
}

export function createOperator(options: OperatorOptions): Operator {
  const { clock, registry } = options;
  const parts = createParts(options);
  const { caches, freshness, judge, queues, http } = parts;
  const controllers = [...createControllers(options, parts), ...createReviewControllers(options, parts)];
  const evaluation = createEvaluation({ ...options, caches, judge, queue: queues.expression });
  const everyQueue = Object.values(queues);
  observeQueues(registry, () => everyQueue);
  const { census, disclosures } = judge;
  observeState(registry, { checks: caches.checks, census, freshness: freshness.of(INCIDENT_SOURCE.kind), disclosures });
  observeExceptions(registry, caches.exceptions);
  return {
    caches,
    async run(signal) {
      await Promise.all([caches.run(signal), evaluation.run(signal)]);
      judge.stop();
      // What waits for its time would keep the process alive until then.
      for (const queue of everyQueue) queue.shutdown();
      await http.close();
    },
    async lead(signal) {
      try {
        await caches.whenSynced(signal);
      } catch (error) {
        if (signal.aborted) return;
        throw error;
      }
      // What was polled in an earlier term is not kept up since: stored results stand until the first poll of this one.
      freshness.clear();
      await Promise.all(controllers.map((controller) => controller.run(signal)));
      freshness.clear();
    },
    get synced() {
      return caches.synced;
    },
    get isAlive() {
      return caches.reflectors.some((reflector) => reflector.isAlive(clock.monotonicMs()));
    },
    get isIdle() {
      return everyQueue.every((queue) => queue.length === 0 && queue.stats().inWork === 0);
    },
  };
}

function createQueues({ clock, random, meters: metrics }: OperatorOptions) {
  const queue = (name: string): Workqueue => createWorkqueue({ name, clock, random, metrics });
  return {
    source: queue('incidentsource'),
    incident: queue('incident'),
    check: queue('compliancecheck'),
    exception: queue('checkexception'),
    expression: queue('expression'),
    review: queue('incidentreview'),
    slaPolicy: queue('slapolicy'),
    disclosurePolicy: queue('disclosurepolicy'),
  };
}

type Parts = ReturnType<typeof createParts>;

/** What the controllers share. */
function createParts(options: OperatorOptions) {
  const { clock, userAgent, meters: metrics } = options;
  const caches = createCaches({ ...options, metrics });
  const freshness = new Freshness();
  const judge = new Judge({ caches, freshness, clock, isOnRecord: true });
  caches.onGaps(() => judge.lookAgain());
  const http = createHttp({
    clock,
    userAgent,
    onRequest: ({ provider, code }) => metrics.sourceRequested(provider, code),
  });
  return { caches, freshness, judge, http, queues: createQueues(options) };
}

function createControllers(options: OperatorOptions, { caches, freshness, judge, queues, http }: Parts): Controller[] {
  const { client, clock, random, log, meters: metrics, sink, isAllowed } = options;
  const shell = { sink, log, metrics, clock, fieldManager: 'docket' };
  const presence = new Presence();
  const { sources, checks, incidents } = caches;
  return [
    createIncidentSourceController({
      ...{ client, clock, random, sources, checks, incidents, presence, isAllowed },
      freshness: freshness.of(INCIDENT_SOURCE.kind),
      census: judge.census,
      meters: metrics,
      log,
      providers: createProviders(),
      http: (provider, baseUrl) => http.client(provider, baseUrl),
      shell: { ...shell, queue: queues.source },
    }),
    createExceptionController({
      ...{ client, clock, exceptions: caches.exceptions },
      coverageOf: (key, nowMs) => judge.coverageOf(key, nowMs),
      namesVerifiedSince: createNameVerification({ client, clock }),
      onException: (listener) => judge.onException(listener),
      shell: { ...shell, queue: queues.exception },
    }),
    createIncidentController({
      ...{ client, incidents, sources, presence },
      now: () => clock.now(),
      joined: (row) => judge.joined(row),
      verdictsOf: (key) => judge.tally.incidents.ofSubject(key),
      onVerdicts: (listener) => judge.onIncident(listener),
      shell: { ...shell, queue: queues.incident },
    }),
    createCheckController({
      ...{ client, clock, sources, checks, freshness },
      resultOf: (key) => judge.tally.result(key),
      compiled: (key) => judge.compiled(key),
      hasUnreadable: () => caches.hasGaps,
      onCheck: (listener) => judge.onCheck(listener),
      shell: { ...shell, queue: queues.check },
    }),
  ];
}

/** Over what people attest, and by what it is judged. */
function createReviewControllers(options: OperatorOptions, { caches, judge, queues }: Parts): Controller[] {
  const { client, clock, log, meters: metrics, sink } = options;
  const shell = { sink, log, metrics, clock, fieldManager: 'docket' };
  const { policies } = judge.joins;
  return [
    createIncidentReviewController({
      client,
      reviews: caches.reviews,
      now: () => clock.now(),
      incidentOf(review) {
        const row = judge.joins.incidentOf(review);
        return row && judge.joined(row);
      },
      onReview: (listener) => judge.onReview(listener),
      shell: { ...shell, queue: queues.review },
    }),
    createSlaPolicyController({
      ...{ client, policies, slaPolicies: caches.slaPolicies },
      shell: { ...shell, queue: queues.slaPolicy },
    }),
    createDisclosurePolicyController({
      ...{ client, policies, disclosurePolicies: caches.disclosurePolicies },
      // Of some namespaces there may be other operators for the others, and nobody could tell whose counts are right.
      countsOf: (name) => (options.namespaces.length === 0 ? judge.disclosures.ofPolicy(name) : undefined),
      onDisclosurePolicy: (listener) => judge.onDisclosurePolicy(listener),
      shell: { ...shell, queue: queues.disclosurePolicy },
    }),
  ];
}
