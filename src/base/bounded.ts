// Runs many asynchronous jobs, a few at a time. It does not retry, and a failure does not stop the other jobs.

/**
 * Runs `job` for each item, at most `limit` at once, without a promise per item. Returns what jobs threw, in the order in which that
 * happened. `isStopped` is asked before each item; once it says yes, the remaining items are left out.
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
