// Limits an evaluation by the processor time that its thread itself used: a thread that the machine keeps waiting is not ended for that. Looks
// at the meter only when the time may be over. Ends nothing itself, and knows neither threads nor questions.

import type { Clock } from '../../base/clock.ts';
import { EVALUATION_MS, STALLED_MS } from './outcomes.ts';

/** What a thread says of itself. */
export interface Meter {
  /** Milliseconds of processor time since the thread began. Rejects where the platform does not tell them. */
  spentMs(): Promise<number>;
}

/** `used-up`: the processor time. `stalled`: it was not used up in STALLED_MS of waiting. */
export type LimitReached = 'used-up' | 'stalled';

interface Run {
  readonly meter: Meter;
  /** What the meter said when the evaluation began. */
  readonly spentMs: number;
  readonly onOver: (reached: LimitReached) => void;
  readonly begunMs: number;
  /** By timers, not by the clock: a process that was stopped meanwhile has not waited. */
  waitedMs: number;
}

/** Between two looks at least. */
const MIN_WAIT_MS = 5;

export class TimeLimit {
  readonly #clock: Clock;
  #run: Run | undefined;
  #cancelTimer: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The limit of one evaluation, instead of the one before. `onOver` is called once at most. */
  begin({ meter, spentMs, onOver }: Pick<Run, 'meter' | 'spentMs' | 'onOver'>): void {
    const run: Run = { meter, spentMs, onOver, begunMs: this.#clock.monotonicMs(), waitedMs: 0 };
    this.#run = run;
    this.#wait(run, EVALUATION_MS);
  }

  stop(): void {
    this.#cancelTimer();
    this.#run = undefined;
  }

  #wait(run: Run, ms: number): void {
    const waitMs = Math.max(MIN_WAIT_MS, ms);
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.setTimer(() => {
      run.waitedMs += waitMs;
      this.#look(run);
    }, waitMs);
  }

  #look(run: Run): void {
    if (run.waitedMs >= STALLED_MS) return this.#over(run, 'stalled');
    // A thread that gets no processor time does not answer for its meter either.
    this.#wait(run, EVALUATION_MS);
    run.meter.spentMs().then(
      (spentMs) => this.#judge(run, spentMs - run.spentMs),
      // Nothing better is known then than how long it had.
      () => this.#judge(run, this.#clock.monotonicMs() - run.begunMs),
    );
  }

  #judge(run: Run, usedMs: number): void {
    if (this.#run !== run) return;
    if (usedMs >= EVALUATION_MS) this.#over(run, 'used-up');
    else this.#wait(run, EVALUATION_MS - usedMs);
  }

  #over(run: Run, reached: LimitReached): void {
    this.stop();
    run.onOver(reached);
  }
}
