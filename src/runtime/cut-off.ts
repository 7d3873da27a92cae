// Whether a reflector has been cut off from the server for so long that what its store holds may be old. Knows no server: it is told
// when reading failed and when it went well.

import type { Clock } from '../base/clock.ts';

/** Shorter troubles are every day's: a server that restarts, a network that hangs. */
const CUT_OFF_AFTER_MS = 300_000;

export interface CutOffOptions {
  readonly clock: Clock;
  /** Called whenever `isLong` turned. */
  readonly onTurn: () => void;
}

export class CutOff {
  readonly #options: CutOffOptions;
  /** Undefined: the last that is known is that reading went well. */
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

  /** Ends the waiting; what is so stays so. */
  stop(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #turn(isLong: boolean): void {
    this.#isLong = isLong;
    this.#options.onTurn();
  }
}
