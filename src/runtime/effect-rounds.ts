// What effects add to one reconcile: before the plan, the records with the next attempt announced; after the status is stored, the
// attempt itself. The rules are in effect-ledger.ts, the attempts in effect-executor.ts.

import { EffectExecutor, type ExecutorOptions } from './effect-executor.ts';
import { announces, type EffectReport, type NextStep, nextStep, withReport } from './effect-ledger.ts';
import type { ControllerEffects, Effect } from './effects.ts';
import { TerminalError } from './errors.ts';
import type { Applied } from './apply.ts';
import type { Plan } from './plan.ts';

export interface Round<E extends Effect> extends NextStep<E> {
  readonly objectKey: string;
  /** By the monotonic clock. */
  readonly decidedMs: number;
  /** The outcome that `records` has taken in. */
  readonly report: EffectReport | undefined;
}

export class EffectRounds<Observation, E extends Effect> {
  readonly #effects: ControllerEffects<Observation, E>;
  readonly #options: Omit<ExecutorOptions<E>, 'ports'>;
  readonly #executor: EffectExecutor<E>;

  constructor(effects: ControllerEffects<Observation, E>, options: Omit<ExecutorOptions<E>, 'ports'>) {
    this.#effects = effects;
    this.#options = options;
    this.#executor = new EffectExecutor({ ...options, ports: effects.ports });
  }

  /** What the plan is told. */
  begin(objectKey: string, observation: Observation, now: Date): Round<E> {
    const { statusOf, recordsIn, wanted } = this.#effects;
    const report = this.#executor.reportOf(objectKey);
    const records = withReport(recordsIn(statusOf(observation)), report, now);
    const surroundings = this.#executor.surroundingsOf(objectKey);
    const next = nextStep(wanted(observation, records, now), records, surroundings, now);
    return { ...next, objectKey, report, decidedMs: this.#options.clock.monotonicMs() };
  }

  /** Throws for a plan that would have an attempt made without a record of it. */
  assertAnnounced({ claim }: Round<E>, { status }: Plan): void {
    if (claim === undefined || announces(this.#effects.recordsIn(status?.next), claim)) return;
    throw new TerminalError('plan effects: the status does not hold the record of the next attempt');
  }

  /**
   * Makes the attempt if its announcement was stored just now. That write is the fence: whoever acts on an older state, or does not lead
   * any more, does not get past it.
   */
  follow({ objectKey, claim, decidedMs, report, waitsFor }: Round<E>, applied: Applied, signal: AbortSignal): void {
    this.#executor.stored(objectKey, report);
    if (claim !== undefined && applied.statusWritten) this.#executor.begin(objectKey, claim, decidedMs, signal);
    if (waitsFor !== undefined) this.#executor.waitForRoom(objectKey, waitsFor);
  }

  /** There is no such object: nothing is left to store. */
  forget(objectKey: string): void {
    this.#executor.stored(objectKey, this.#executor.reportOf(objectKey));
  }

  /** Call it after every reconcile. */
  wakeWaiting(): void {
    this.#executor.wakeWaiting();
  }

  /** Call it when the run is over. */
  end(): Promise<void> {
    return this.#executor.end();
  }
}
