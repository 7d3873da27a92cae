// When something outside is read next. Jitter and back-off only make it sooner than one interval. Only the vendor's own header makes it
// later. Pure.

import type { Requeue } from '../../runtime/plan.ts';
import { readingOf } from './failures.ts';
import type { Obstacle, ObstacleOf } from './obstacle.ts';

/** The delay of the first retry after a failure that may end by itself. It doubles with each failure, up to the interval. */
const FIRST_RETRY_MS = 1_000;
/** How soon a missing Secret is read again while it may still be created. */
const SECRET_RETRY_MS = 5_000;
/** The fraction of an interval that jitter may subtract. */
const JITTER_FRACTION = 0.1;

/** The inputs to the time of the next reading. */
export interface Timing {
  /** Since this reading began, in milliseconds. */
  readonly elapsedMs: number;
  /** Readings in a row that failed, this one included. */
  readonly failures: number;
  /** Uniform in [0, 1): spreads readings out; it only ever shortens the wait. */
  readonly jitter: number;
}

/** From start to start, and never so soon that others would starve. */
export function regularMs(intervalMs: number, { jitter, elapsedMs }: Timing): number {
  return Math.max(intervalMs * (1 - JITTER_FRACTION * jitter) - elapsedMs, Math.min(intervalMs, 1_000));
}

export function afterObstacle(
  obstacle: Obstacle,
  {
    regular,
    failures,
    graceLeftMs,
  }: { readonly regular: number; readonly failures: number; readonly graceLeftMs: number },
): Requeue {
  switch (obstacle.kind) {
    case 'suspended':
      return { kind: 'done' }; // No requeue: ending the suspension is a change of the spec, which triggers a reconcile.
    case 'secret-not-found':
      return { kind: 'after', ms: graceLeftMs > 0 ? Math.min(SECRET_RETRY_MS, regular) : regular };
    case 'hindered':
    case 'endpoint-not-allowed':
    case 'pod-identity-not-allowed':
    case 'secret-refused':
    case 'secret-incomplete':
      return { kind: 'after', ms: regular };
    case 'failed':
      return { kind: 'after', ms: afterFailure(obstacle, failures, regular) };
  }
}

function afterFailure({ failure, retryAfterMs }: ObstacleOf<'failed'>, failures: number, regular: number): number {
  if (retryAfterMs !== undefined) return retryAfterMs;
  return readingOf(failure).transient ? Math.min(FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 20), regular) : regular;
}
