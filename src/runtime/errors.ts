// The roads that an error of a reconcile can take. What happens on each road is the controller's business, not said here.

import { isConflict } from '../kube/errors.ts';

/** Cannot succeed until the spec changes: counted and logged, not tried again. The plan says `Stalled` where it can say anything. */
export class TerminalError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'TerminalError';
  }
}

/** `conflict`: what was observed is out of date, look again. `terminal`: see TerminalError. `failure`: anything else, backs off. */
export type ErrorRoad = 'conflict' | 'terminal' | 'failure';

/** Several failed writes are a conflict only if each one is; one terminal error does not hide a failure that may pass. */
export function roadOf(error: unknown): ErrorRoad {
  if (error instanceof AggregateError) {
    const roads = new Set(error.errors.map(roadOf));
    for (const road of ['failure', 'terminal', 'conflict'] as const) if (roads.has(road)) return road;
    return 'failure';
  }
  if (error instanceof TerminalError) return 'terminal';
  return isConflict(error) ? 'conflict' : 'failure';
}
