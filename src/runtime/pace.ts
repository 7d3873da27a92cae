// Wakes a key at most once a second, however often it is asked to: a burst of changes is one reconcile, and one write. What goes on
// changing may be given longer pauses. Delays, never drops: what is asked for in the pause happens at its end.

import type { Clock } from './clock.ts';
import type { Workqueue } from './workqueue.ts';

/** Between the beginnings of two reconciles of one key. */
const PAUSE_MS = 1_000;
/** So many pauses in a row are one person's steps; what goes on after them is a flood. */
const PAUSES_OF_STEPS = 5;

export interface PaceOptions {
  readonly clock: Clock;
  readonly queue: Workqueue;
  /** So long the pauses of a key become, doubled from one to the next, while it is asked for without an end. Default: they do not grow. */
  readonly maxPauseMs?: number;
}

interface Beat {
  readonly beganMs: number;
  readonly pauseMs: number;
  /** How many came before it without a break. */
  readonly before: number;
}

export class Pace {
  readonly #clock: Clock;
  readonly #queue: Workqueue;
  readonly #maxPauseMs: number;
  readonly #last = new Map<string, Beat>();

  constructor({ clock, queue, maxPauseMs = PAUSE_MS }: PaceOptions) {
    this.#clock = clock;
    this.#queue = queue;
    this.#maxPauseMs = maxPauseMs;
  }

  /** Adds the key to the queue, at once or at the end of its pause. */
  wake(key: string): void {
    const last = this.#last.get(key);
    const waitMs = last === undefined ? 0 : last.beganMs + last.pauseMs - this.#clock.monotonicMs();
    this.#queue.addAfter(key, Math.max(0, waitMs));
  }

  /** A reconcile of the key begins: its pause does. */
  began(key: string): void {
    const last = this.#last.get(key);
    const beganMs = this.#clock.monotonicMs();
    const goesOn = last !== undefined && beganMs < last.beganMs + last.pauseMs + PAUSE_MS;
    const before = goesOn ? last.before + 1 : 0;
    const pauseMs = goesOn && before > PAUSES_OF_STEPS ? Math.min(2 * last.pauseMs, this.#maxPauseMs) : PAUSE_MS;
    this.#last.set(key, { beganMs, pauseMs, before });
  }

  /** The object is gone. */
  forget(key: string): void {
    this.#last.delete(key);
  }
}
