// What the runtime reports about itself, as an interface: src/metrics implements it with counters and histograms under the
// names that existing dashboards know (controller_runtime_*, workqueue_*, leader_election_*). No metric library here.

import type { EffectOutcomeKind } from './effects.ts';

/** The `result` label of controller_runtime_reconcile_total. */
export type ReconcileResult = 'success' | 'requeue' | 'requeue_after' | 'error';

/** Why a reflector lists again: the server's history does not reach back far enough, or the stream cannot be trusted. */
export type RelistReason = 'gone' | 'refused' | 'disorder' | 'no-progress';

/**
 * Each hook must be cheap and must not throw. Gauges that change by themselves (queue depth, unfinished work, last event of a watch)
 * have no hook: they are read at scrape from `Workqueue.stats()` and `Reflector.stats`.
 */
export interface RuntimeMetrics {
  /** workqueue_adds_total{name} */
  queueAdded(queue: string): void;
  /** workqueue_retries_total{name}: delayed and rate-limited additions, as client-go counts them. */
  queueRetried(queue: string): void;
  /** workqueue_queue_duration_seconds{name} */
  queueTaken(queue: string, waitedSeconds: number): void;
  /** workqueue_work_duration_seconds{name} */
  queueFinished(queue: string, workedSeconds: number): void;
  /** controller_runtime_active_workers{controller} goes up by one; `reconcileFinished` takes it down again. */
  reconcileStarted(controller: string): void;
  /** controller_runtime_reconcile_total{controller,result} and controller_runtime_reconcile_time_seconds{controller} */
  reconcileFinished(controller: string, result: ReconcileResult, seconds: number): void;
  /** controller_runtime_reconcile_errors_total{controller}, and controller_runtime_terminal_reconcile_errors_total. */
  reconcileFailed(controller: string, terminal: boolean): void;
  /** A reflector could not resume and lists again; `kind` is the object's kind. */
  relisted(kind: string, reason: RelistReason): void;
  /** An object could not be projected and is not in the store. */
  quarantined(kind: string): void;
  /** docket_effects_total{kind,outcome}: an attempt at an effect outside the cluster has ended. */
  effectFinished(kind: string, outcome: EffectOutcomeKind): void;
  /** leader_election_master_status{name}: 1 while leading. */
  leading(lease: string, leading: boolean): void;
}

const ignore = (): void => undefined;

/** Counts nothing. */
export const noMetrics: RuntimeMetrics = {
  queueAdded: ignore,
  queueRetried: ignore,
  queueTaken: ignore,
  queueFinished: ignore,
  reconcileStarted: ignore,
  reconcileFinished: ignore,
  reconcileFailed: ignore,
  relisted: ignore,
  quarantined: ignore,
  effectFinished: ignore,
  leading: ignore,
};
