// A clock that does not move, for judging at one instant. Its timers never fire.

import type { Clock } from '../../base/clock.ts';

export function frozenAt(instant: Date): Clock {
  return { now: () => new Date(instant), monotonicMs: () => 0, setTimer: () => () => undefined };
}
