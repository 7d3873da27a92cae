// A Clock that stands until it is moved, and then fires what is due at once and in this turn: what a step costs can be timed.

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

  /** Moves to an instant, epoch milliseconds, as a machine does that slept until then: timers that are due fire late, and once. */
  moveTo(nowMs: number): void {
    this.#nowMs = nowMs;
    const due = [...this.#timers].filter(([, at]) => at <= nowMs);
    for (const [timer] of due) {
      if (this.#timers.delete(timer)) timer();
    }
  }
}
