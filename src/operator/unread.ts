// The time before the caches have held the whole cluster. Usually it is short, and nothing runs. Where a kind cannot be read for minutes, as
// a right is missing, two controllers run that say so and conclude nothing: of checks and of sources.

import type { Controller } from '../runtime/controller.ts';
import type { Caches } from './caches.ts';

interface UnreadParts {
  readonly caches: Pick<Caches, 'synced' | 'hasGaps' | 'whenSynced' | 'onGaps'>;
  /** They read whether the caches are synced, and then say that they are not. */
  readonly controllers: readonly Controller[];
}

/** Resolves once the caches are synced, or the signal aborts. */
export async function whileUnread({ caches, controllers }: UnreadParts, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const ends = AbortSignal.any([signal, over.signal]);
  const synced = caches
    .whenSynced(signal)
    .catch((error: unknown) => {
      if (!signal.aborted) throw error;
    })
    .finally(() => over.abort());
  await Promise.race([synced, gapsIn(caches)]);
  if (!caches.synced && !signal.aborted) await Promise.all(controllers.map((controller) => controller.run(ends)));
  await synced;
}

/** Never resolves where nothing is amiss. */
function gapsIn(caches: Pick<Caches, 'hasGaps' | 'onGaps'>): Promise<void> {
  if (caches.hasGaps) return Promise.resolve();
  return new Promise((resolve) => caches.onGaps(resolve));
}
