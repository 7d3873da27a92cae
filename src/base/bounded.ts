// Many asynchronous jobs with few at a time. It neither retries nor gives up early: each job that was started has its outcome.

/**
 * Runs `job` over the items, at most `limit` at once, without making a promise per item. A job that throws does not stop the others;
 * what was thrown is returned in the order in which it happened. `isStopped` is asked before each item; items not begun by then are left out.
 */
export async function runBounded<T>(
  items: Iterable<T>,
  job: (item: T) => Promise<void>,
  { limit, isStopped = () => false }: { readonly limit: number; readonly isStopped?: () => boolean },
): Promise<unknown[]> {
  const errors: unknown[] = [];
  const rest = Iterator.from(items);
  const lane = async (): Promise<void> => {
    while (!isStopped()) {
      const next = rest.next();
      if (next.done === true) return;
      try {
        await job(next.value);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, lane));
  return errors;
}
