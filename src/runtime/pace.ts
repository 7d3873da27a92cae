// Wakes a key at most once in a while, however often it is asked to: a burst of changes is one reconcile, and one write. Delays,
// never drops: what is asked for in the pause happens at its end.

import type { Clock } from './clock.ts';
import type { Workqueue } from './workqueue.ts';

export class Pace {
  readonly #clock: Clock;
  readonly #queue: Workqueue;
  readonly #pauseMs: number;
  readonly #lastMs = new Map<string, number>();

  /** `pauseMs` lies between the beginnings of two reconciles of one key. */
  constructor({
    clock,
    queue,
    pauseMs,
  }: {
    readonly clock: Clock;
    readonly queue: Workqueue;
    readonly pauseMs: number;
  }) {
    this.#clock = clock;
    this.#queue = queue;
    this.#pauseMs = pauseMs;
  }

  /** Adds the key to the queue, at once or at the end of its pause. */
  wake(key: string): void {
    const lastMs = this.#lastMs.get(key);
    const waitMs = lastMs === undefined ? 0 : lastMs + this.#pauseMs - this.#clock.monotonicMs();
    this.#queue.addAfter(key, Math.max(0, waitMs));
  }

  /** A reconcile of the key begins: its pause does. */
  began(key: string): void {
    this.#lastMs.set(key, this.#clock.monotonicMs());
  }

  /** The object is gone. */
  forget(key: string): void {
    this.#lastMs.delete(key);
  }
}
