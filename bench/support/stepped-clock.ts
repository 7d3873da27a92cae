// A clock that moves only when told, and fires due timers synchronously, so that the cost of a step can be measured.

import type { Clock } from '../../src/base/clock.ts';

export class SteppedClock implements Clock {
  readonly #startMs: number;
  #nowMs: number;
  readonly #timers = new Map<() => void, number>();

  constructor(startMs: number) {
    this.#startMs = startMs;
    this.#nowMs = startMs;
  }

  now(): Date {
    return new Date(this.#nowMs);
  }

  monotonicMs(): number {
    return this.#nowMs - this.#startMs;
  }

  setTimer(callback: () => void, ms: number): () => void {
    const own = (): void => callback();
    this.#timers.set(own, this.#nowMs + ms);
    return () => this.#timers.delete(own);
  }

  /** Jumps to an instant, epoch milliseconds, like a machine that slept until then: due timers fire late, and once. */
  moveTo(nowMs: number): void {
    this.#nowMs = nowMs;
    const due = [...this.#timers].filter(([, at]) => at <= nowMs);
    for (const [timer] of due) {
      if (this.#timers.delete(timer)) timer();
    }
  }
}
