// How many of a key are under way at once, up to a limit. Knows no time.

export class OpenCounts {
  readonly #limit: number;
  readonly #counts = new Map<string, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Undefined, and nothing is done, where as many as the limit are under way. */
  async within<T>(key: string, act: () => Promise<T>): Promise<T | undefined> {
    const count = this.#counts.get(key) ?? 0;
    if (count >= this.#limit) return undefined;
    this.#counts.set(key, count + 1);
    try {
      return await act();
    } finally {
      this.#leave(key);
    }
  }

  #leave(key: string): void {
    const left = (this.#counts.get(key) ?? 0) - 1;
    if (left > 0) this.#counts.set(key, left);
    else this.#counts.delete(key);
  }
}
