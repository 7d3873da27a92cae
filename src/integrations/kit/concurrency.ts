// Runs a bounded number of requests at a time. Yields results as they are ready; the first failure stops all. No timer, no retry.

export interface Width {
  readonly width: number;
  readonly signal: AbortSignal;
}

/**
 * Calls `fn` for each item. When one call fails or the consumer stops, no further call is started and the signal passed to `fn`
 * aborts.
 */
export async function* mapConcurrently<T, R>(
  items: readonly T[],
  { width, signal }: Width,
  fn: (item: T, signal: AbortSignal) => Promise<R>,
): AsyncGenerator<R> {
  const controller = new AbortController();
  const own = AbortSignal.any([signal, controller.signal]);
  const running = new Map<number, Promise<{ readonly index: number; readonly result: R }>>();
  const queue = items.entries();
  const start = (index: number, item: T): void => {
    const settled = fn(item, own).then((result) => ({ index, result }));
    running.set(index, settled);
  };
  try {
    for (;;) {
      while (running.size < width) {
        const next = queue.next();
        if (next.done === true) break;
        start(...next.value);
      }
      if (running.size === 0) return;
      const { index, result } = await Promise.race(running.values());
      running.delete(index);
      yield result;
    }
  } finally {
    controller.abort();
    // Only the first failure is reported; later ones are dropped.
    await Promise.allSettled(running.values());
  }
}

/** Like {@link mapConcurrently}, for functions without a result. */
export async function forEachConcurrently<T>(
  items: readonly T[],
  width: Width,
  fn: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const results = mapConcurrently(items, width, fn);
  while ((await results.next()).done !== true);
}
