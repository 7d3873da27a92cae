// Carries out the effects of a controller's objects beside its workers, so that a slow vendor holds up no reconcile: one attempt per
// object at a time, few per lane. Decides nothing (effect-ledger.ts does) and keeps no outcome longer than until it is stored.

import type { Clock } from '../base/clock.ts';
import { attemptEffect } from './effect-attempt.ts';
import { ATTEMPT_LIMIT_MS, type Claim, type EffectReport, type Surroundings } from './effect-ledger.ts';
import type { Effect, EffectOutcome, EffectPort, EffectPorts } from './effects.ts';
import type { Logger } from './log.ts';
import type { RuntimeMetrics } from './metrics.ts';
import type { Workqueue } from './workqueue.ts';

/** Attempts of one lane under way at once; one more for each worker that looks for room at the same moment. */
const MAX_PER_LANE = 8;

export interface ExecutorOptions<E extends Effect> {
  readonly ports: EffectPorts<E>;
  /** Keys are added to it when there is something new about their effects. */
  readonly queue: Workqueue;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: RuntimeMetrics;
}

export class EffectExecutor<E extends Effect> {
  readonly #options: ExecutorOptions<E>;
  /** By object key. */
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #reports = new Map<string, EffectReport>();
  /** Attempts under way by lane, and the object keys that wait for room in it. */
  readonly #taken = new Map<string, number>();
  readonly #waiting = new Map<string, Set<string>>();

  constructor(options: ExecutorOptions<E>) {
    this.#options = options;
  }

  /** The outcome of the object's last attempt, until {@link stored}. */
  reportOf(objectKey: string): EffectReport | undefined {
    return this.#reports.get(objectKey);
  }

  surroundingsOf(objectKey: string): Surroundings {
    return {
      isUnderWay: this.#underWay.has(objectKey),
      hasRoom: (lane) => (this.#taken.get(lane) ?? 0) < MAX_PER_LANE,
    };
  }

  /** The outcome is in the status, or there is no object to store it in. */
  stored(objectKey: string, report: EffectReport | undefined): void {
    if (report !== undefined && this.#reports.get(objectKey) === report) this.#reports.delete(objectKey);
  }

  /** Begins an attempt whose announcement is stored; `decidedMs` is when it was decided on, by the monotonic clock. */
  begin(objectKey: string, claim: Claim<E>, decidedMs: number, signal: AbortSignal): void {
    this.#underWay.set(
      objectKey,
      this.#attempt(objectKey, claim, { deadlineMs: decidedMs + ATTEMPT_LIMIT_MS, signal }),
    );
  }

  /** The key is added to the queue when the lane has room. */
  waitForRoom(objectKey: string, lane: string): void {
    const waiting = this.#waiting.get(lane) ?? new Set();
    this.#waiting.set(lane, waiting.add(objectKey));
  }

  /** Lets a key go on for each lane that has room: call it after every reconcile, as one that was let go on may not have used it. */
  wakeWaiting(): void {
    for (const [lane, keys] of this.#waiting) {
      if (!this.surroundingsOf('').hasRoom(lane)) continue;
      const [next] = keys;
      if (next === undefined) this.#waiting.delete(lane);
      else if (keys.delete(next)) this.#options.queue.add(next);
    }
  }

  /** Waits for what is under way, which ends with its signal, and forgets everything: the records in the statuses are what the next run has. */
  async end(): Promise<void> {
    await Promise.all(this.#underWay.values());
    const waiting = [...this.#waiting.values()].flatMap((keys) => [...keys]);
    for (const key of [...this.#reports.keys(), ...waiting]) this.#options.queue.add(key);
    this.#reports.clear();
    this.#waiting.clear();
  }

  async #attempt(
    objectKey: string,
    { effect, attempt }: Claim<E>,
    limit: { readonly deadlineMs: number; readonly signal: AbortSignal },
  ): Promise<void> {
    const { clock, queue } = this.#options;
    const { key, kind, lane, revision } = effect;
    this.#taken.set(lane, 1 + (this.#taken.get(lane) ?? 0));
    const outcome = await attemptEffect({ port: this.#portOf(effect), effect, clock, ...limit });
    this.#release(lane);
    this.#underWay.delete(objectKey);
    this.#reports.set(objectKey, { key, kind, attempt, outcome, revision });
    this.#tell(objectKey, kind, outcome);
    queue.add(objectKey);
    this.wakeWaiting();
  }

  #portOf(effect: E): EffectPort<E> {
    // Each port takes the effects of its own kind, which the type of the table says and an index into it does not.
    return this.#options.ports[effect.kind as E['kind']] as unknown as EffectPort<E>;
  }

  #release(lane: string): void {
    const left = (this.#taken.get(lane) ?? 1) - 1;
    if (left === 0) this.#taken.delete(lane);
    else this.#taken.set(lane, left);
  }

  #tell(objectKey: string, effect: string, outcome: EffectOutcome): void {
    const { log, metrics } = this.#options;
    metrics.effectFinished(effect, outcome.kind);
    const fields = { key: objectKey, effect, outcome: outcome.kind };
    if (outcome.kind === 'done' || outcome.kind === 'already') return log.info(fields, 'effect carried out');
    log.warn({ ...fields, reason: outcome.reason }, 'effect not carried out');
  }
}
