// Loads something once per sync. Knows no vendor.

/** The first caller loads it, the others wait for the same. The next caller after a failure loads it again. */
export function onceUnlessFailed<T>(load: (signal: AbortSignal) => Promise<T>): (signal: AbortSignal) => Promise<T> {
  let loaded: Promise<T> | undefined;
  return (signal) => {
    loaded ??= load(signal).catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
}
