// Delays a key while something about it is still being computed, so that nothing is written that is corrected a moment later. The delay
// has a limit, so that a result that never comes is reported as missing. Knows no kind.

import type { Clock } from '../base/clock.ts';
import type { Workqueue } from './workqueue.ts';

export interface SettleDelayOptions {
  readonly clock: Clock;
  readonly queue: Workqueue;
  /** The longest wait of a key, from when it was first seen unsettled. */
  readonly maxMs: number;
}

export class SettleDelay {
  readonly #options: SettleDelayOptions;
  readonly #sinceMs = new Map<string, number>();

  constructor(options: SettleDelayOptions) {
    this.#options = options;
  }

  /** Whether to skip the key for now. It comes again when it is woken, and at the latest when the limit is reached. */
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
