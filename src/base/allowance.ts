// How often something may happen per key: a number of times at once, then once per period. Keeps no clock and no timer; callers pass the
// monotonic time. What is over the limit is left to the caller, who delays it or leaves it out.

export interface AllowanceOptions {
  /** How many times at once, after a quiet time. */
  readonly burst: number;
  /** After them, once in this time. */
  readonly everyMs: number;
}

interface Account {
  /** As of `atMs`; may be a fraction. */
  left: number;
  atMs: number;
}

/** A token bucket per key (https://en.wikipedia.org/wiki/Token_bucket). */
export class Allowance {
  readonly #burst: number;
  readonly #everyMs: number;
  readonly #accounts = new Map<string, Account>();

  constructor({ burst, everyMs }: AllowanceOptions) {
    this.#burst = burst;
    this.#everyMs = everyMs;
  }

  /** Takes one, if there is one. Returns 0 then; otherwise the milliseconds until there is one, and takes nothing. */
  take(key: string, nowMs: number): number {
    const left = this.#leftAt(key, nowMs);
    if (left < 1) return Math.ceil((1 - left) * this.#everyMs);
    this.#accounts.set(key, { left: left - 1, atMs: nowMs });
    return 0;
  }

  /** The key is not used any more. */
  forget(key: string): void {
    this.#accounts.delete(key);
  }

  #leftAt(key: string, nowMs: number): number {
    const account = this.#accounts.get(key);
    if (account === undefined) return this.#burst;
    return Math.min(this.#burst, account.left + (nowMs - account.atMs) / this.#everyMs);
  }
}
