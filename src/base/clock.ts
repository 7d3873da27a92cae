// The one clock. Whoever needs time is handed a Clock; tests hand in one that they move by hand.

/** Wall time for records, monotonic time for durations and deadlines of work, and timers on the latter. */
export interface Clock {
  /** Wall time. May step; never use it to measure a duration. */
  now(): Date;
  /** Milliseconds since an arbitrary start; never goes back. */
  monotonicMs(): number;
  /** Runs `callback` once after `ms` (at least 0). The returned function cancels it. */
  setTimer(callback: () => void, ms: number): () => void;
}

/** setTimeout fires at once above 2^31-1 ms, so longer waits are chained. */
const MAX_TIMEOUT_MS = 2_147_483_647;

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  setTimer(callback, ms) {
    let remaining = Math.max(0, ms);
    let handle: NodeJS.Timeout;
    const arm = (): void => {
      const step = Math.min(remaining, MAX_TIMEOUT_MS);
      remaining -= step;
      handle = setTimeout(() => (remaining > 0 ? arm() : callback()), step);
    };
    arm();
    return () => clearTimeout(handle);
  },
};
