// Several requests at a time, a bounded number. Results come as they are ready; the first failure ends all. No timer, no retry.

/** Calls `fn` for each item, at most `width` at a time; when the consumer stops, nothing more is started. */
export async function* mapConcurrently<T, R>(
  items: readonly T[],
  width: number,
  fn: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const running = new Map<number, Promise<{ readonly index: number; readonly result: R }>>();
  let next = 0;
  const start = (): void => {
    const [index, item] = [next, items[next]];
    next++;
    running.set(
      index,
      fn(item as T).then((result) => ({ index, result })),
    );
  };
  try {
    while (next < items.length || running.size > 0) {
      while (next < items.length && running.size < width) start();
      const { index, result } = await Promise.race(running.values());
      running.delete(index);
      yield result;
    }
  } finally {
    // Whoever fails after the first has no one to tell.
    await Promise.allSettled(running.values());
  }
}
