// The metrics of a process: one registry, the counters that the code pushes to, under names that existing dashboards know.
// Labels are enums or object names; nothing here ever has one per incident, person or message.

import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { RuntimeMetrics } from '../runtime/metrics.ts';

/** Buckets in seconds, the same as those of controller-runtime and client-go. */
const RECONCILE_BUCKETS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
const QUEUE_BUCKETS = [0.001, 0.01, 0.1, 1, 10, 100];

/** What the sources and the REST client report, besides the runtime. */
export interface Meters extends RuntimeMetrics {
  /** docket_source_requests_total{provider,code}; without an answer `timeout`, `aborted`, `blocked` or `error`. */
  sourceRequested(provider: string, code: string): void;
  /** docket_source_errors_total{reason} */
  sourceFailed(reason: string): void;
  /** docket_source_items_dropped_total{reason} */
  itemsDropped(reason: string, count: number): void;
  /** docket_source_items_ignored_total{reason} */
  itemsIgnored(reason: string, count: number): void;
  /** docket_webhook_requests_total{code}, docket_webhook_duration_seconds */
  webhookAnswered(code: string, seconds: number): void;
  /** rest_client_requests_total{code,method} */
  kubeRequested(method: string, code: number | string): void;
}

/** The names are part of the API. */
export function createMeters(registry: Registry): Meters {
  const registers = [registry];
  const requests = new Counter({
    name: 'docket_source_requests_total',
    help: 'Requests to incident sources by provider and status code, or how it ended without one.',
    labelNames: ['provider', 'code'],
    registers,
  });
  const errors = new Counter({
    name: 'docket_source_errors_total',
    help: 'Syncs of incident sources that failed, by reason.',
    labelNames: ['reason'],
    registers,
  });
  const dropped = new Counter({
    name: 'docket_source_items_dropped_total',
    help: 'Items of incident sources that could not be read or stored, by reason.',
    labelNames: ['reason'],
    registers,
  });
  const ignored = new Counter({
    name: 'docket_source_items_ignored_total',
    help: 'Items of incident sources that are no incidents by the spec of their source, or lack a part, by reason.',
    labelNames: ['reason'],
    registers,
  });
  const rest = new Counter({
    name: 'rest_client_requests_total',
    help: 'Requests to the Kubernetes API by status code and method; <error> is no answer.',
    labelNames: ['code', 'method'],
    registers,
  });
  return {
    ...queueMeters(registers),
    ...reconcileMeters(registers),
    ...watchMeters(registers),
    ...effectMeters(registers),
    ...webhookMeters(registers),
    sourceRequested: (provider, code) => requests.inc({ provider, code }),
    sourceFailed: (reason) => errors.inc({ reason }),
    itemsDropped: (reason, count) => dropped.inc({ reason }, count),
    itemsIgnored: (reason, count) => ignored.inc({ reason }, count),
    kubeRequested: (method, code) => rest.inc({ method, code }),
  };
}

type QueueMeters = Pick<RuntimeMetrics, 'queueAdded' | 'queueRetried' | 'queueTaken' | 'queueFinished'>;

function queueMeters(registers: Registry[]): QueueMeters {
  const labelNames = ['name'] as const;
  const counter = (name: string, help: string) => new Counter({ name, help, labelNames, registers });
  const histogram = (name: string, help: string) =>
    new Histogram({ name, help, labelNames, buckets: QUEUE_BUCKETS, registers });
  const adds = counter('workqueue_adds_total', 'Keys added to a work queue.');
  const retries = counter('workqueue_retries_total', 'Keys added to a work queue with a delay or a back-off.');
  const waited = histogram('workqueue_queue_duration_seconds', 'How long a key waited in a work queue.');
  const worked = histogram('workqueue_work_duration_seconds', 'How long a key was worked on.');
  return {
    queueAdded: (name) => adds.inc({ name }),
    queueRetried: (name) => retries.inc({ name }),
    queueTaken: (name, seconds) => waited.observe({ name }, seconds),
    queueFinished: (name, seconds) => worked.observe({ name }, seconds),
  };
}

type ReconcileMeters = Pick<RuntimeMetrics, 'reconcileStarted' | 'reconcileFinished' | 'reconcileFailed'>;

function reconcileMeters(registers: Registry[]): ReconcileMeters {
  const labelNames = ['controller'] as const;
  const total = new Counter({
    name: 'controller_runtime_reconcile_total',
    help: 'Reconciles by controller and result.',
    labelNames: ['controller', 'result'],
    registers,
  });
  const failed = new Counter({
    name: 'controller_runtime_reconcile_errors_total',
    help: 'Reconciles that ended in an error.',
    labelNames,
    registers,
  });
  const terminal = new Counter({
    name: 'controller_runtime_terminal_reconcile_errors_total',
    help: 'Reconciles that ended in an error that no retry can mend.',
    labelNames,
    registers,
  });
  const time = new Histogram({
    name: 'controller_runtime_reconcile_time_seconds',
    help: 'How long a reconcile took.',
    labelNames,
    buckets: RECONCILE_BUCKETS,
    registers,
  });
  const active = new Gauge({
    name: 'controller_runtime_active_workers',
    help: 'Reconciles under way.',
    labelNames,
    registers,
  });
  return {
    reconcileStarted: (controller) => active.inc({ controller }),
    reconcileFinished(controller, result, seconds) {
      active.dec({ controller });
      total.inc({ controller, result });
      time.observe({ controller }, seconds);
    },
    reconcileFailed(controller, isTerminal) {
      failed.inc({ controller });
      if (isTerminal) terminal.inc({ controller });
    },
  };
}

function webhookMeters(registers: Registry[]): Pick<Meters, 'webhookAnswered'> {
  const requests = new Counter({
    name: 'docket_webhook_requests_total',
    help: 'Requests to the receiver by status code.',
    labelNames: ['code'],
    registers,
  });
  const duration = new Histogram({
    name: 'docket_webhook_duration_seconds',
    help: 'From the head of a request to the receiver to its answer.',
    buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  return {
    webhookAnswered(code, seconds) {
      requests.inc({ code });
      duration.observe(seconds);
    },
  };
}

function effectMeters(registers: Registry[]): Pick<RuntimeMetrics, 'effectFinished'> {
  const effects = new Counter({
    name: 'docket_effects_total',
    help: 'Attempts at effects outside the cluster by kind and outcome.',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  return { effectFinished: (kind, outcome) => effects.inc({ kind, outcome }) };
}

function watchMeters(registers: Registry[]): Pick<RuntimeMetrics, 'relisted' | 'quarantined' | 'leading'> {
  const relists = new Counter({
    name: 'docket_watch_relists_total',
    help: 'Times that a kind was listed anew, as its watch could not be resumed.',
    labelNames: ['kind', 'reason'],
    registers,
  });
  const quarantined = new Counter({
    name: 'docket_watch_objects_quarantined_total',
    help: 'Objects of the cluster that could not be read and are left out.',
    labelNames: ['kind'],
    registers,
  });
  const leader = new Gauge({
    name: 'leader_election_master_status',
    help: '1 while this replica leads.',
    labelNames: ['name'],
    registers,
  });
  return {
    relisted: (kind, reason) => relists.inc({ kind, reason }),
    quarantined: (kind) => quarantined.inc({ kind }),
    leading: (name, leading) => leader.set({ name }, leading ? 1 : 0),
  };
}
