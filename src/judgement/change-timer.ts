// One timer for whatever judgement changes next by time alone: a verdict whose deadline passes, or data that grows stale. Judges
// nothing; `onTime` does.

import type { Clock } from '../base/clock.ts';

export interface ChangeTimerOptions {
  readonly clock: Clock;
  /** The first wall instant at which a verdict may change; undefined when only an event can change one. */
  readonly verdictsChangeAt: () => number | undefined;
  /** The last monotonic instant at which all data that is fresh still is; undefined when no time ends that. */
  readonly dataIsFreshUntil: () => number | undefined;
  readonly onTime: () => void;
}

/** Deadlines are wall time and timers are not: a clock that is set forward is noticed after this time at the latest. */
const MAX_WAIT_MS = 30_000;

export class ChangeTimer {
  readonly #options: ChangeTimerOptions;
  #cancel: () => void = () => undefined;
  #atMs = Number.POSITIVE_INFINITY;

  constructor(options: ChangeTimerOptions) {
    this.#options = options;
  }

  /** Sets the timer anew, after anything that may have moved the next change. Costs little where that did not move. */
  arm(): void {
    const { clock, verdictsChangeAt, dataIsFreshUntil } = this.#options;
    const monotonicMs = clock.monotonicMs();
    const verdictIn = (verdictsChangeAt() ?? Number.POSITIVE_INFINITY) - clock.now().getTime();
    const staleIn = (dataIsFreshUntil() ?? Number.POSITIVE_INFINITY) - monotonicMs;
    if (!Number.isFinite(Math.min(verdictIn, staleIn))) return this.stop();
    // Fresh and on time include the last instant, so what changes does so after it.
    const waitMs = Math.max(0, Math.min(verdictIn, staleIn + 1, MAX_WAIT_MS));
    const atMs = monotonicMs + waitMs;
    // A timer that goes off earlier sets itself anew, and most changes leave it as it is.
    if (this.#atMs <= atMs) return;
    this.#cancel();
    this.#atMs = atMs;
    this.#cancel = clock.setTimer(() => {
      this.#atMs = Number.POSITIVE_INFINITY;
      this.#options.onTime();
      this.arm();
    }, waitMs);
  }

  /** Stops the timer, until it is armed again. */
  stop(): void {
    this.#cancel();
    this.#atMs = Number.POSITIVE_INFINITY;
  }
}
