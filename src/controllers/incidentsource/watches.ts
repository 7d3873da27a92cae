// The watches of sources whose provider tells of news: one per source, begun after a reading and kept until it ends by itself, the spec
// changes, or a reading fails. What they tell is a hint to read again, and nothing else.

import type { Watch, Watching } from '../../integrations/ports/watch.ts';

interface Running {
  readonly generation: number | undefined;
  readonly stop: AbortController;
}

export class Watches {
  readonly #running = new Map<string, Running>();
  readonly #hint: (key: string) => void;

  /** `hint`: asks for a reading of that source soon. */
  constructor(hint: (key: string) => void) {
    this.#hint = hint;
  }

  /** Does nothing while one of the same spec is running. */
  begin(
    key: string,
    {
      generation,
      watch,
      cursor,
    }: { readonly generation: number | undefined; readonly watch: Watch } & Pick<Watching, 'cursor'>,
  ): void {
    if (this.#running.get(key)?.generation === generation && this.#running.has(key)) return;
    this.end(key);
    const running: Running = { generation, stop: new AbortController() };
    this.#running.set(key, running);
    const over = (): void => {
      if (this.#running.get(key) === running) this.#running.delete(key);
    };
    // Why it ended does not matter: the next reading says what is wrong, and begins another one.
    watch({ cursor, onNews: () => this.#hint(key), signal: running.stop.signal }).then(over, over);
  }

  end(key: string): void {
    this.#running.get(key)?.stop.abort();
    this.#running.delete(key);
  }

  clear(): void {
    for (const key of this.#running.keys()) this.end(key);
  }
}
