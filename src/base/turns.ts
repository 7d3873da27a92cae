// One after the other per key: the next begins when the one before it has ended, however it ended. Other keys do not wait.

export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  async after<T>(key: string, act: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const own = before === undefined ? act() : before.then(act, act);
    this.#last.set(key, own);
    try {
      return await own;
    } finally {
      if (this.#last.get(key) === own) this.#last.delete(key);
    }
  }
}
