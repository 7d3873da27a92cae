// Wakes a key at most once a second, however often it is asked to: a burst of changes is one reconcile, and one write. What is written
// again and again is given longer pauses. Delays, never drops: what is asked for in the pause happens at its end.

import type { Clock } from '../base/clock.ts';
import type { Workqueue } from './workqueue.ts';

/** Between the beginnings of two reconciles of one key. */
const PAUSE_MS = 1_000;
/** So many writes in a row are somebody's steps; what goes on after them is a flood. */
const STEPS = 5;
/** So long the pauses become in a flood, doubled from one to the next. */
const MAX_PAUSE_MS = 10_000;

interface Beat {
  beganMs: number;
  pauseMs: number;
  /** How often it was asked for since it began. */
  asked: number;
  /** Writes since it was last asked for less than once a second. */
  writes: number;
}

export class Pace {
  readonly #clock: Clock;
  readonly #queue: Workqueue;
  readonly #beats = new Map<string, Beat>();

  constructor({ clock, queue }: { readonly clock: Clock; readonly queue: Workqueue }) {
    this.#clock = clock;
    this.#queue = queue;
  }

  /** Adds the key to the queue, at once or at the end of its pause. */
  wake(key: string): void {
    const beat = this.#beats.get(key);
    if (beat !== undefined) beat.asked++;
    const waitMs = beat === undefined ? 0 : beat.beganMs + beat.pauseMs - this.#clock.monotonicMs();
    this.#queue.addAfter(key, Math.max(0, waitMs));
  }

  /** A reconcile of the key begins: its pause does. */
  began(key: string): void {
    const beganMs = this.#clock.monotonicMs();
    const beat = this.#beats.get(key);
    if (beat === undefined) {
      this.#beats.set(key, { beganMs, pauseMs: PAUSE_MS, asked: 0, writes: 0 });
      return;
    }
    const goesOn = beat.asked * PAUSE_MS >= Math.max(beat.pauseMs, beganMs - beat.beganMs);
    if (!goesOn) {
      beat.pauseMs = PAUSE_MS;
      beat.writes = 0;
    }
    beat.asked = 0;
    beat.beganMs = beganMs;
  }

  /** The reconcile that began last has written. Whoever never says so keeps to pauses of a second. */
  wrote(key: string): void {
    const beat = this.#beats.get(key);
    if (beat === undefined) return;
    beat.writes++;
    if (beat.writes > STEPS) beat.pauseMs = Math.min(2 * beat.pauseMs, MAX_PAUSE_MS);
  }

  /** The object is gone. */
  forget(key: string): void {
    this.#beats.delete(key);
  }
}
