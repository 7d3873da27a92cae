// Detects that a server has become slow, per class of requests: compares the smoothed latency with the best recent one. A class holds
// comparable requests (a verb on a kind). It must use no wall time and no absolute limit for "slow".

import type { Clock } from '../base/clock.ts';

/** The best latency is remembered for one to two windows, so that a server that moved farther away does not stay "slow". */
const BASELINE_WINDOW_MS = 30_000;
const SMOOTHING = 0.2;
/** A latency this close to the best one is never slow: a small server at its limit queues that long. */
const TOLERATED_MS = 200;
const TOLERATED_FACTOR = 4;

interface Series {
  smoothed: number;
  best: number;
  previousBest: number;
  rotateAt: number;
}

export interface LatencyGauge {
  /** Records a latency of the class. True while the class is slower than it should be. */
  isSlow(latencyClass: string, latencyMs: number): boolean;
}

export function createLatencyGauge(clock: Clock): LatencyGauge {
  const classes = new Map<string, Series>();

  const newSeries = (first: number): Series => {
    const rotateAt = clock.monotonicMs() + BASELINE_WINDOW_MS;
    return { smoothed: first, best: first, previousBest: first, rotateAt };
  };

  return {
    isSlow(latencyClass, latencyMs) {
      const series = classes.getOrInsertComputed(latencyClass, () => newSeries(latencyMs));
      if (clock.monotonicMs() >= series.rotateAt) {
        series.previousBest = series.best;
        series.best = latencyMs;
        series.rotateAt = clock.monotonicMs() + BASELINE_WINDOW_MS;
      }
      series.best = Math.min(series.best, latencyMs);
      series.smoothed += SMOOTHING * (latencyMs - series.smoothed);
      const baseline = Math.min(series.best, series.previousBest);
      return series.smoothed > Math.max(TOLERATED_FACTOR * baseline, baseline + TOLERATED_MS);
    },
  };
}
