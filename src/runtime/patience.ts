// Lets a key wait while something about it is still being worked out, so that nothing is written that the next moment corrects; and
// no longer than a while, so that what never comes is written down as missing. Knows no kind.

import type { Clock } from '../base/clock.ts';
import type { Workqueue } from './workqueue.ts';

export interface PatienceOptions {
  readonly clock: Clock;
  readonly queue: Workqueue;
  /** How long a key waits at most, from when it was first seen unsettled. */
  readonly maxMs: number;
}

export class Patience {
  readonly #options: PatienceOptions;
  readonly #sinceMs = new Map<string, number>();

  constructor(options: PatienceOptions) {
    this.#options = options;
  }

  /** Whether to leave the key for later: it is looked at again when it is woken, and in any case once its time is up. */
  shouldWait(key: string, isUnsettled: boolean): boolean {
    if (!isUnsettled) {
      this.#sinceMs.delete(key);
      return false;
    }
    const { clock, queue, maxMs } = this.#options;
    const nowMs = clock.monotonicMs();
    const sinceMs = this.#sinceMs.get(key) ?? nowMs;
    this.#sinceMs.set(key, sinceMs);
    const leftMs = sinceMs + maxMs - nowMs;
    if (leftMs > 0) queue.addAfter(key, leftMs);
    return leftMs > 0;
  }
}
