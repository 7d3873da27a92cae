// A Clock that a test moves by hand: timers fire in order of their time while `advance` passes them.

import type { Clock } from '../../../src/base/clock.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/** Lets everything that is ready to run (promises, immediates) run. */
export async function settle(rounds = 10): Promise<void> {
  for (let round = 0; round < rounds; round++) await new Promise<void>((resolve) => setImmediate(resolve));
}

export class FakeClock implements Clock {
  #wallMs: number;
  #monotonicMs = 0;
  #order = 0;
  readonly #timers = new Set<Timer>();

  constructor(start: string | Date = '2026-03-02T10:00:00Z') {
    this.#wallMs = new Date(start).getTime();
  }

  now(): Date {
    return new Date(this.#wallMs);
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  setTimer(callback: () => void, ms: number): () => void {
    const timer: Timer = { at: this.#monotonicMs + Math.max(0, ms), order: this.#order++, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Milliseconds until the next timer fires; undefined when none waits. */
  get untilNext(): number | undefined {
    const next = this.#next(Infinity);
    return next === undefined ? undefined : Math.max(0, next.at - this.#monotonicMs);
  }

  /** Passes `ms`, firing each timer at its time and letting what it starts run before time goes on. */
  async advance(ms: number): Promise<void> {
    const target = this.#monotonicMs + ms;
    await settle();
    for (let next = this.#next(target); next !== undefined; next = this.#next(target)) {
      this.#moveTo(Math.max(next.at, this.#monotonicMs));
      this.#timers.delete(next);
      next.callback();
      await settle();
    }
    this.#moveTo(target);
    await settle();
  }

  /** Steps the wall clock only, as NTP or an administrator does; monotonic time and timers stay. */
  stepWall(ms: number): void {
    this.#wallMs += ms;
  }

  /** The process is stopped for so long: time passes, and what is due meanwhile fires late, with the next `advance`. */
  suspend(ms: number): void {
    this.#moveTo(this.#monotonicMs + ms);
  }

  #moveTo(monotonicMs: number): void {
    this.#wallMs += monotonicMs - this.#monotonicMs;
    this.#monotonicMs = monotonicMs;
  }

  #next(until: number): Timer | undefined {
    let best: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.at > until) continue;
      if (best === undefined || timer.at < best.at || (timer.at === best.at && timer.order < best.order)) best = timer;
    }
    return best;
  }
}
