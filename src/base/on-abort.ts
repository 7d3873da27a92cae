// Many who wait for one signal's abort, on a single listener of it: an EventTarget compares each listener with all that it has, and of a
// controller's signal there is one per request in flight or in line.

const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back when the signal aborts, in the order of the calls, unless the returned function was called before. Of a signal that has
 * aborted already nothing comes. `callback` is one's own, and must not throw.
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (signal === undefined) return () => undefined;
  const callbacks = waiting.get(signal) ?? listen(signal);
  callbacks.add(callback);
  return () => void callbacks.delete(callback);
}

function listen(signal: AbortSignal): Set<() => void> {
  const callbacks = new Set<() => void>();
  waiting.set(signal, callbacks);
  const tell = (): void => {
    for (const callback of [...callbacks]) if (callbacks.delete(callback)) callback();
  };
  signal.addEventListener('abort', tell, { once: true });
  return callbacks;
}
