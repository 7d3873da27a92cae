// Listening to abort signals. One listener per signal, however many wait for it: an EventTarget compares a new listener with all that it
// has, and a controller's signal has one for each request in flight or in line.

const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back when the signal aborts, in the order of the calls, unless the returned function was called before. Never calls back for a
 * signal that has already aborted. `callback` must not throw.
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (signal === undefined) return () => undefined;
  const callbacks = waiting.getOrInsertComputed(signal, listen);
  callbacks.add(callback);
  return () => void callbacks.delete(callback);
}

/** Waits for `work` until the signal aborts, then rejects with its reason. The work itself goes on for others who wait for it. */
export function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason as Error);
    if (signal.aborted) giveUp();
    const stopListening = onAbort(signal, giveUp);
    // After an abort the outcome is dropped, a failure included.
    work.finally(stopListening).then(resolve, reject);
  });
}

function listen(signal: AbortSignal): Set<() => void> {
  const callbacks = new Set<() => void>();
  const tell = (): void => {
    for (const callback of [...callbacks]) if (callbacks.delete(callback)) callback();
  };
  signal.addEventListener('abort', tell, { once: true });
  return callbacks;
}
