// The loop that all kinds share: take a key, observe, plan, apply, publish transitions, begin effects, requeue. A kind contributes
// `observe` and `plan` and writes nothing itself. Nothing here knows a kind, and no error of a key stops a worker.

import type { KubeClient } from '../kube/client.ts';
import { KubeConnectionError, KubeError } from '../kube/errors.ts';
import { applyPlan } from './apply.ts';
import type { Clock } from '../base/clock.ts';
import { EffectRounds } from './effect-rounds.ts';
import type { ControllerEffects, Effect, EffectRecord } from './effects.ts';
import { roadOf } from './errors.ts';
import type { Logger } from './log.ts';
import type { ReconcileResult, RuntimeMetrics } from './metrics.ts';
import type { ApplyReport, Plan, Requeue, Transition, TransitionSink } from './plan.ts';
import type { Workqueue } from './workqueue.ts';

export interface ControllerOptions<Observation, E extends Effect = never> {
  /** The `controller` label and log field. */
  readonly name: string;
  /** Lives longer than a run of the controller: keys may be added while it does not run. */
  readonly queue: Workqueue;
  /**
   * Reads what the plan needs and writes nothing. Each observation that it yields is planned and applied before the generator goes
   * on; `yield` returns the report. It yields nothing if there is nothing to do, for instance because the object is gone. Must end
   * soon after the signal aborts.
   */
  readonly observe: (key: string, signal: AbortSignal) => AsyncGenerator<Observation, void, ApplyReport>;
  /**
   * Decides; pure. `records` says how far the object's effects have come, with the next attempt announced: the planned status must
   * hold them as they are. Empty for a controller without effects.
   */
  readonly plan: (observation: Observation, now: Date, records: readonly EffectRecord[]) => Plan;
  /** What the objects want done outside the cluster. Absent: nothing. */
  readonly effects?: ControllerEffects<Observation, E>;
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly sink: TransitionSink;
  readonly log: Logger;
  readonly metrics: RuntimeMetrics;
  /** Keys in work at once. */
  readonly workers: number;
  readonly fieldManager?: string;
}

export interface Controller {
  readonly name: string;
  /** Works until the signal aborts, and resolves when every worker has ended. Never rejects. May be run again afterwards. */
  run(signal: AbortSignal): Promise<void>;
}

/** Reconciles that make no request never yield to the event loop. After this long the worker yields to the rest of the process. */
const MAX_BLOCK_MS = 10;

export function createController<Observation, E extends Effect = never>(
  options: ControllerOptions<Observation, E>,
): Controller {
  return new QueueController(options);
}

class QueueController<Observation, E extends Effect> implements Controller {
  readonly name: string;
  readonly #options: ControllerOptions<Observation, E>;
  readonly #log: Logger;
  readonly #effects: EffectRounds<Observation, E> | undefined;
  #lastBreakMs: number;

  constructor(options: ControllerOptions<Observation, E>) {
    const { name, effects, clock, log } = options;
    this.name = name;
    this.#options = options;
    this.#log = log.child({ controller: name });
    this.#effects = effects && new EffectRounds(effects, { ...options, log: this.#log });
    this.#lastBreakMs = clock.monotonicMs();
  }

  async run(signal: AbortSignal): Promise<void> {
    this.#log.info({ workers: this.#options.workers }, 'controller started');
    await Promise.all(Array.from({ length: this.#options.workers }, () => this.#work(signal)));
    await this.#effects?.end();
    this.#log.info({}, 'controller stopped');
  }

  async #work(signal: AbortSignal): Promise<void> {
    const { queue } = this.#options;
    for (let key = await queue.get(signal); key !== undefined; key = await queue.get(signal)) {
      await this.#handle(key, signal);
      queue.done(key);
      this.#effects?.wakeWaiting();
      await this.#giveWay();
    }
  }

  /** One reconcile with its metrics, its requeue and its error handling; never throws. */
  async #handle(key: string, signal: AbortSignal): Promise<void> {
    const { clock, metrics, queue } = this.#options;
    const startedMs = clock.monotonicMs();
    metrics.reconcileStarted(this.name);
    let result: ReconcileResult;
    try {
      result = this.#requeue(key, await this.#reconcile(key, signal));
    } catch (error) {
      result = signal.aborted ? 'requeue' : this.#fail(key, error);
    }
    // An abort may have cut the reconcile short: the next run of this controller begins with this key.
    if (signal.aborted) queue.add(key);
    metrics.reconcileFinished(this.name, result, (clock.monotonicMs() - startedMs) / 1000);
  }

  async #reconcile(key: string, signal: AbortSignal): Promise<Requeue> {
    // `await using` closes the generator in every case, so that its finally blocks run. An error in those does not hide an earlier one.
    await using observations = this.#options.observe(key, signal);
    let requeue: Requeue = { kind: 'done' };
    let step = await observations.next();
    if (step.done === true) this.#effects?.forget(key);
    while (step.done !== true) {
      signal.throwIfAborted();
      const stepped = await this.#step(key, step.value, signal);
      requeue = stepped.requeue;
      step = await observations.next(stepped.applied);
    }
    return requeue;
  }

  /** Plans and applies one observation, and begins the effect that the stored status announces. */
  async #step(key: string, observation: Observation, signal: AbortSignal): Promise<Step> {
    const { plan, clock, client, fieldManager } = this.#options;
    const now = clock.now();
    const round = this.#effects?.begin(key, observation, now);
    const decided = plan(observation, now, round?.records ?? []);
    if (round !== undefined) this.#effects?.assertAnnounced(round, decided);
    const applied = await applyPlan(client, decided, { fieldManager, signal });
    this.#publish(applied.transitions);
    if (round !== undefined && decided.status !== undefined) this.#effects?.follow(round, applied, signal);
    return { applied, requeue: soonest(decided.requeue, round?.waitMs) };
  }

  /** The state is stored already, so a sink that throws must not fail the reconcile. */
  #publish(transitions: readonly Transition[]): void {
    for (const transition of transitions) {
      try {
        this.#options.sink(transition);
      } catch (err) {
        this.#log.error({ err, transition }, 'transition not published');
      }
    }
  }

  #requeue(key: string, requeue: Requeue): ReconcileResult {
    const { queue } = this.#options;
    switch (requeue.kind) {
      case 'done':
        queue.forget(key);
        return 'success';
      case 'after':
        queue.forget(key);
        queue.addAfter(key, requeue.ms);
        return 'requeue_after';
      case 'backoff':
        queue.addRateLimited(key, { maxMs: requeue.maxMs });
        return 'requeue';
    }
  }

  #fail(key: string, error: unknown): ReconcileResult {
    const { queue, metrics } = this.#options;
    const err = loggedOf(error);
    switch (roadOf(error)) {
      case 'conflict':
        this.#log.debug({ key, err }, 'reconcile met a newer state, looking again');
        queue.addRateLimited(key);
        return 'requeue';
      case 'terminal':
        metrics.reconcileFailed(this.name, true);
        this.#log.error({ key, err }, 'reconcile failed for good');
        queue.forget(key);
        return 'error';
      case 'failure':
        metrics.reconcileFailed(this.name, false);
        this.#log[levelOf(error)]({ key, err, retries: queue.retries(key) }, 'reconcile failed');
        queue.addRateLimited(key);
        return 'error';
    }
  }

  async #giveWay(): Promise<void> {
    const { clock } = this.#options;
    if (clock.monotonicMs() - this.#lastBreakMs < MAX_BLOCK_MS) return;
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#lastBreakMs = clock.monotonicMs();
  }
}

interface Step {
  readonly applied: ApplyReport;
  readonly requeue: Requeue;
}

/** What the plan says, and at the latest after `waitMs`. */
function soonest(requeue: Requeue, waitMs: number | undefined): Requeue {
  if (waitMs === undefined) return requeue;
  if (requeue.kind === 'backoff') return { kind: 'backoff', maxMs: Math.min(requeue.maxMs, waitMs) };
  return { kind: 'after', ms: requeue.kind === 'after' ? Math.min(requeue.ms, waitMs) : waitMs };
}

/** No answer, 429 and 5xx pass by themselves and are a warning; everything else needs a person. */
function levelOf(error: unknown): 'warn' | 'error' {
  if (error instanceof AggregateError) return error.errors.every((each) => levelOf(each) === 'warn') ? 'warn' : 'error';
  const isPassing =
    error instanceof KubeConnectionError || (error instanceof KubeError && (error.code === 429 || error.code >= 500));
  return isPassing ? 'warn' : 'error';
}

/** Logs only the first of many failed writes; the message says how many there were. A stack for each would make the line huge. */
function loggedOf(error: unknown): unknown {
  return error instanceof AggregateError ? new Error(error.message, { cause: error.cause }) : error;
}
