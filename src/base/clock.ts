// The clock. Code that needs the time is given a Clock; tests pass one that they move by hand.

/** Wall time for records, monotonic time for durations and deadlines, and timers on monotonic time. */
export interface Clock {
  /** Wall time. It may jump; never use it to measure a duration. */
  now(): Date;
  /** Milliseconds since an arbitrary start; never goes back. */
  monotonicMs(): number;
  /** Runs `callback` once after `ms` (at least 0). The returned function cancels it. */
  setTimer(callback: () => void, ms: number): () => void;
}

/** Above 2^31-1 ms setTimeout fires at once, so longer waits are chained. */
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
