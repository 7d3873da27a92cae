// When a source is read next. Jitter and back-off only make it sooner than one interval. Only the vendor's own header makes it later.
// Pure.

import { sourceIntervalMs } from '../../compliance/durations.ts';
import type { Requeue } from '../../runtime/plan.ts';
import type { SourceObservation } from './observation.ts';
import { readingOf } from './conditions.ts';
import { secretGraceLeftMs } from './plan-status.ts';

/** The delay of the first retry after a failure that may end by itself. It doubles with each failure, up to the interval. */
const FIRST_RETRY_MS = 1_000;
/** How soon a missing Secret is read again while it may still be created. */
const SECRET_RETRY_MS = 5_000;
/** The fraction of an interval that jitter may subtract. */
const JITTER_FRACTION = 0.1;

type Finished = Extract<SourceObservation, { kind: 'finished' }>;

export function nextSync(observation: Finished, now: Date): Requeue {
  const { outcome, source, timing } = observation;
  const intervalMs = Math.max(sourceIntervalMs(source.spec), observation.minIntervalMs ?? 0);
  const regularMs = Math.max(
    intervalMs * (1 - JITTER_FRACTION * timing.jitter) - timing.elapsedMs,
    Math.min(intervalMs, 1_000),
  );
  switch (outcome.kind) {
    case 'suspended':
      return { kind: 'done' }; // No requeue: ending the suspension is a change of the spec, which triggers a reconcile.
    case 'synced':
      return { kind: 'after', ms: regularMs };
    case 'secret-not-found':
      return {
        kind: 'after',
        ms: secretGraceLeftMs(observation, now) > 0 ? Math.min(SECRET_RETRY_MS, regularMs) : regularMs,
      };
    case 'hindered':
    case 'fixtures-not-allowed':
    case 'endpoint-not-allowed':
    case 'secret-refused':
    case 'secret-incomplete':
      return { kind: 'after', ms: regularMs };
    case 'failed':
      return { kind: 'after', ms: afterFailure(outcome, timing.failures, regularMs) };
  }
}

function afterFailure(
  { failure, retryAfterMs }: Extract<Finished['outcome'], { kind: 'failed' }>,
  failures: number,
  regularMs: number,
): number {
  if (retryAfterMs !== undefined) return retryAfterMs;
  return readingOf(failure).transient
    ? Math.min(FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 20), regularMs)
    : regularMs;
}
