// When a source is read next. Jitter and back-off only make it sooner than one interval; only the vendor's own header makes it later.
// Pure.

import { durationMs } from '../../compliance/durations.ts';
import type { Requeue } from '../../runtime/plan.ts';
import type { SourceObservation } from './observation.ts';
import { readingOf } from './conditions.ts';
import { secretGraceLeftMs } from './plan-status.ts';

/** The first retry after a failure that may pass by itself; doubled at each further one, up to the interval. */
const FIRST_RETRY_MS = 1_000;
/** How soon a missing Secret is looked for again while it may still be on its way. */
const SECRET_RETRY_MS = 5_000;
/** The share of an interval that jitter may take off. */
const JITTER_SHARE = 0.1;

type Finished = Extract<SourceObservation, { kind: 'finished' }>;

export function nextSync(observation: Finished, now: Date): Requeue {
  const { outcome, source, timing } = observation;
  const intervalMs = durationMs(source.spec.interval);
  const regularMs = Math.max(
    intervalMs * (1 - JITTER_SHARE * timing.jitter) - timing.elapsedMs,
    Math.min(intervalMs, 1_000),
  );
  switch (outcome.kind) {
    case 'suspended':
      return { kind: 'done' }; // Nothing to wait for: taking the suspension off is a change of the spec.
    case 'synced':
      return { kind: 'after', ms: regularMs };
    case 'secret-not-found':
      return {
        kind: 'after',
        ms: secretGraceLeftMs(observation, now) > 0 ? Math.min(SECRET_RETRY_MS, regularMs) : regularMs,
      };
    case 'endpoint-not-allowed':
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
