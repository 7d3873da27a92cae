// How late the event loop is, told apart from how late the machine is: a tick that comes late while this thread hardly computed was
// held up by other processes, one that comes late because this thread computed was held up by us. The collector's work on this
// thread counts as ours.

import { monitorEventLoopDelay } from 'node:perf_hooks';

const TICK_MS = 2;

export interface LoopLag {
  /** The longest that the loop was late, by the wall clock, as `monitorEventLoopDelay` saw it. */
  readonly wallMs: number;
  /** The longest that it was late while this thread computed. */
  readonly ownMs: number;
  readonly samples: number;
}

/** Measures until the returned function is called. */
export function measureLoopLag(): () => LoopLag {
  const histogram = monitorEventLoopDelay({ resolution: TICK_MS });
  let last = { wall: performance.now(), cpu: cpuMs() };
  let ownMs = 0;
  let samples = 0;
  const tick = (): void => {
    const now = { wall: performance.now(), cpu: cpuMs() };
    const lateMs = now.wall - last.wall - TICK_MS;
    ownMs = Math.max(ownMs, Math.min(lateMs, now.cpu - last.cpu));
    samples++;
    last = now;
  };
  histogram.enable();
  const timer = setInterval(tick, TICK_MS);
  return () => {
    clearInterval(timer);
    histogram.disable();
    return { wallMs: histogram.max / 1e6, ownMs, samples };
  };
}

/** Processor time of this thread. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
