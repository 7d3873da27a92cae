// Adds a key to the queue at most once a second, however often it is asked for: a burst of changes is one reconcile, and one write. Keys
// that are written again and again get longer pauses. It delays and never drops: a request within a pause is served at its end.

import type { Clock } from '../base/clock.ts';
import type { Workqueue } from './workqueue.ts';

/** The shortest time between the starts of two reconciles of one key. */
const PAUSE_MS = 1_000;
/** This many writes in a row keep the short pause: a person working in steps. After them the pause doubles with each write. */
const SHORT_PAUSES = 5;
const MAX_PAUSE_MS = 10_000;

interface KeyState {
  /** When its last reconcile started. */
  startedMs: number;
  pauseMs: number;
  /** Requests since then. */
  requests: number;
  /** Writes in a row: since requests last came less often than once a second. */
  writes: number;
}

export class Throttle {
  readonly #clock: Clock;
  readonly #queue: Workqueue;
  readonly #keys = new Map<string, KeyState>();

  constructor({ clock, queue }: { readonly clock: Clock; readonly queue: Workqueue }) {
    this.#clock = clock;
    this.#queue = queue;
  }

  /** Adds the key to the queue, at once or at the end of its pause. */
  wake(key: string): void {
    const state = this.#keys.get(key);
    if (state !== undefined) state.requests++;
    const waitMs = state === undefined ? 0 : state.startedMs + state.pauseMs - this.#clock.monotonicMs();
    this.#queue.addAfter(key, Math.max(0, waitMs));
  }

  /** A reconcile of the key starts, and with it the pause. */
  began(key: string): void {
    const startedMs = this.#clock.monotonicMs();
    const state = this.#keys.get(key);
    if (state === undefined) {
      this.#keys.set(key, { startedMs, pauseMs: PAUSE_MS, requests: 0, writes: 0 });
      return;
    }
    const isBusy = state.requests * PAUSE_MS >= Math.max(state.pauseMs, startedMs - state.startedMs);
    if (!isBusy) {
      state.pauseMs = PAUSE_MS;
      state.writes = 0;
    }
    state.requests = 0;
    state.startedMs = startedMs;
  }

  /** The reconcile that started last has written. Without this call the pause stays at a second. */
  wrote(key: string): void {
    const state = this.#keys.get(key);
    if (state === undefined) return;
    state.writes++;
    if (state.writes > SHORT_PAUSES) state.pauseMs = Math.min(2 * state.pauseMs, MAX_PAUSE_MS);
  }

  /** The object is gone. */
  forget(key: string): void {
    this.#keys.delete(key);
  }
}
