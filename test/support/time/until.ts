// Waits for something that happens in real time (a socket, a process) without saying how long it takes.

const LIMIT_MS = 10_000;

/** Resolves once the condition holds; rejects, naming it, when it still does not after ten seconds. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited ${LIMIT_MS / 1000} s for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
