// Limits how often a key is written: a burst of changes is one reconcile and one write. A pause starts after each write, and keys that are
// written again and again get longer pauses. A pause ends early once the changes have ended. It delays and never drops: a request within
// a pause is served at its end.

import { Allowance } from '../base/allowance.ts';
import type { Clock } from '../base/clock.ts';
import type { Workqueue } from './workqueue.ts';

/** The shortest time between two writes of one key while changes go on. */
const PAUSE_MS = 1_000;
/** This many writes in a row keep the short pause: a person working in steps. After them the pause doubles with each write. */
const SHORT_PAUSES = 5;
const MAX_PAUSE_MS = 10_000;
/** After this long without a request the changes have ended. */
const QUIET_MS = 200;
/** How often a pause may end early, per key. */
const EARLY_ENDS = { burst: 30, everyMs: 5_000 } as const;

interface KeyState {
  /** When its pause started. */
  pausedMs: number;
  pauseMs: number;
  /** Requests since its last reconcile. */
  requests: number;
  requestedMs: number;
  /** Requests between its last two writes, and since the last one. */
  demand: number;
  /** Writes in a row: since requests last came less often than once a second. */
  writes: number;
  /** The pause was ended early, and the reconcile has not started yet. */
  isHurried: boolean;
}

export class Throttle {
  readonly #clock: Clock;
  readonly #queue: Workqueue;
  readonly #keys = new Map<string, KeyState>();
  readonly #earlyEnds = new Allowance(EARLY_ENDS);

  constructor({ clock, queue }: { readonly clock: Clock; readonly queue: Workqueue }) {
    this.#clock = clock;
    this.#queue = queue;
  }

  /** Adds the key to the queue: at once, or when its pause may have ended. */
  wake(key: string): void {
    const state = this.#keys.get(key);
    if (state === undefined) return this.#queue.add(key);
    state.requests++;
    state.demand++;
    state.requestedMs = this.#clock.monotonicMs();
    const leftMs = this.#pauseLeftMs(state);
    if (leftMs <= 0) this.#queue.add(key);
    else this.#queue.addAfter(key, Math.min(leftMs, QUIET_MS));
  }

  /**
   * What the key waits for is complete: if it was asked for within its pause, the pause ends now. `isBounded`: somebody else bounds how often
   * that is said, so it does not count among the pauses that may end early.
   */
  hurry(key: string, { isBounded = false }: { readonly isBounded?: boolean } = {}): void {
    const state = this.#keys.get(key);
    if (state === undefined || state.requests === 0 || this.#pauseLeftMs(state) <= 0) return;
    if (!isBounded && !this.#mayEndEarly(key)) return;
    state.isHurried = true;
    this.#queue.add(key);
  }

  /** Whether to skip the key for now, as its pause goes on; it comes again. Otherwise its reconcile starts. */
  shouldWait(key: string): boolean {
    const state = this.#keys.get(key);
    if (state === undefined) return false;
    const leftMs = state.isHurried ? 0 : this.#pauseLeftMs(state);
    if (leftMs > 0 && !this.#hasEnded(key, state, leftMs)) return true;
    state.isHurried = false;
    state.requests = 0;
    return false;
  }

  /** The key was written: its pause starts. */
  wrote(key: string): void {
    const nowMs = this.#clock.monotonicMs();
    const state = this.#stateOf(key);
    const isBusy = state.demand * PAUSE_MS >= Math.max(state.pauseMs, nowMs - state.pausedMs);
    state.writes = isBusy ? state.writes + 1 : 1;
    if (!isBusy) state.pauseMs = PAUSE_MS;
    if (state.writes > SHORT_PAUSES) state.pauseMs = Math.min(2 * state.pauseMs, MAX_PAUSE_MS);
    state.demand = 0;
    state.pausedMs = nowMs;
  }

  /** The key was looked at, where a look alone is dear: a short pause starts. */
  looked(key: string): void {
    this.#stateOf(key).pausedMs = this.#clock.monotonicMs();
  }

  /** The object is gone. */
  forget(key: string): void {
    this.#keys.delete(key);
    this.#earlyEnds.forget(key);
  }

  /** Whether the changes have ended before the pause has. If not, the key is scheduled for when they may have. */
  #hasEnded(key: string, { requestedMs }: KeyState, leftMs: number): boolean {
    const quietInMs = requestedMs + QUIET_MS - this.#clock.monotonicMs();
    if (quietInMs <= 0 && this.#mayEndEarly(key)) return true;
    this.#queue.addAfter(key, quietInMs <= 0 ? leftMs : Math.min(leftMs, quietInMs));
    return false;
  }

  #stateOf(key: string): KeyState {
    const known = this.#keys.get(key);
    if (known !== undefined) return known;
    const nowMs = this.#clock.monotonicMs();
    const state = { ...UNPAUSED, pausedMs: nowMs, requestedMs: nowMs };
    this.#keys.set(key, state);
    return state;
  }

  #mayEndEarly(key: string): boolean {
    return this.#earlyEnds.take(key, this.#clock.monotonicMs()) === 0;
  }

  #pauseLeftMs({ pausedMs, pauseMs }: KeyState): number {
    return pausedMs + pauseMs - this.#clock.monotonicMs();
  }
}

const UNPAUSED = { pauseMs: PAUSE_MS, requests: 0, demand: 0, writes: 0, isHurried: false } as const;
