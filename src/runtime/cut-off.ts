// Whether a reflector has been cut off from the server for so long that its store may be out of date. Knows no server: its owner reports
// when reading failed and when it succeeded.

import type { Clock } from '../base/clock.ts';

/** Shorter outages are normal: a server restarts, a network hangs. */
const CUT_OFF_AFTER_MS = 300_000;

export interface CutOffOptions {
  readonly clock: Clock;
  /** Called whenever `isLong` changes. */
  readonly onTurn: () => void;
}

export class CutOff {
  readonly #options: CutOffOptions;
  /** Undefined: the last read succeeded. */
  #cancelTimer: (() => void) | undefined;
  #isLong = false;

  constructor(options: CutOffOptions) {
    this.#options = options;
  }

  /** Nothing could be read for five minutes. */
  get isLong(): boolean {
    return this.#isLong;
  }

  failed(): void {
    this.#cancelTimer ??= this.#options.clock.setTimer(() => this.#turn(true), CUT_OFF_AFTER_MS);
  }

  wentWell(): void {
    this.stop();
    if (this.#isLong) this.#turn(false);
  }

  /** Stops the timer. `isLong` stays as it is. */
  stop(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #turn(isLong: boolean): void {
    this.#isLong = isLong;
    this.#options.onTurn();
  }
}
