// Classifies the errors of a reconcile. What the controller does about each class is not decided here.

import { isConflict } from '../kube/errors.ts';

/** Cannot succeed until the spec changes. It is counted and logged, and not tried again. Where a plan can write a status, it says `Stalled`. */
export class TerminalError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'TerminalError';
  }
}

/** `conflict`: the observation is out of date, so observe again. `terminal`: see TerminalError. `failure`: anything else; backs off. */
export type ErrorRoad = 'conflict' | 'terminal' | 'failure';

/** Several failed writes are a conflict only if each of them is. A terminal error among them does not hide a failure that may pass. */
export function roadOf(error: unknown): ErrorRoad {
  if (error instanceof AggregateError) {
    const roads = new Set(error.errors.map(roadOf));
    for (const road of ['failure', 'terminal', 'conflict'] as const) if (roads.has(road)) return road;
    return 'failure';
  }
  if (error instanceof TerminalError) return 'terminal';
  return isConflict(error) ? 'conflict' : 'failure';
}
