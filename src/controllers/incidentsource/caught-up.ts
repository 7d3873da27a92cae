// The read-your-writes gate: what was just stored has to be in the cache before anything is concluded from the cache.

import type { SourceDeps } from './deps.ts';

/** The watch delivers within milliseconds; when it is down, the next sync sets right what this one could not see. */
const PATIENCE_MS = 10_000;

/** Resolves once the cache holds each key with its digest, or when patience ends. */
export async function caughtUp(
  { incidents, clock }: Pick<SourceDeps, 'incidents' | 'clock'>,
  written: Map<string, number>,
  signal: AbortSignal,
): Promise<void> {
  for (const [key, digest] of written) if (incidents.get(key)?.digest === digest) written.delete(key);
  if (written.size === 0) return;
  await new Promise<void>((resolve) => {
    const finish = (): void => {
      unsubscribe();
      cancel();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = clock.setTimer(finish, PATIENCE_MS);
    const unsubscribe = incidents.onChange((_, after) => {
      if (after === undefined) return;
      const key = `${after.namespace}/${after.name}`;
      if (written.get(key) === after.digest) written.delete(key);
      if (written.size === 0) finish();
    });
    signal.addEventListener('abort', finish, { once: true });
  });
}
