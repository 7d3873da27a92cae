// How long a reflector waits after a failure. It waits for nothing itself and does not know what was asked for.

import { KubeConnectionError, KubeError } from '../kube/errors.ts';
import type { Clock } from '../base/clock.ts';

const BASE_MS = 800;
const MAX_MS = 30_000;
/** While the server does not answer it is probed this often, so that its return is noticed within a second or so. */
const MAX_WITHOUT_ANSWER_MS = 1000;
/** After the last attempt without an answer, answers that are errors are taken for a server that is still starting. */
const RECOVERY_MS = 30_000;
/** A server that is busy for longer is asked again all the same; a clock that is behind makes hours of a date. */
const MAX_RETRY_AFTER_MS = 60_000;
/** So long without a failure, and the next one is a first one again. */
const HEALTHY_AFTER_MS = 120_000;

export interface RetryPolicy {
  /** Notes a failure; returns how long to wait before the next attempt. */
  failed(error: unknown): number;
}

/**
 * Exponential back-off from 0.8 s to 30 s that starts anew after two minutes without a failure. Jitter shortens by up to a half.
 * Retry-After is honoured, up to a minute. No answer is no sign of load: it is retried within a second and does not raise the back-off.
 */
export function createRetryPolicy({
  clock,
  random,
}: {
  readonly clock: Clock;
  readonly random: () => number;
}): RetryPolicy {
  let exponent = 0;
  let lastFailureMs = -Infinity;
  let lastSilenceMs = -Infinity;

  return {
    failed(error) {
      const nowMs = clock.monotonicMs();
      if (nowMs - lastFailureMs > HEALTHY_AFTER_MS) exponent = 0;
      lastFailureMs = nowMs;
      if (isNoAnswer(error)) lastSilenceMs = nowMs;
      const isRecovering = nowMs - lastSilenceMs <= RECOVERY_MS;
      const capMs = isRecovering ? MAX_WITHOUT_ANSWER_MS : MAX_MS;
      const delayMs = Math.min(capMs, BASE_MS * 2 ** exponent) * (1 - random() / 2);
      if (!isRecovering) exponent++;
      return Math.max(delayMs, retryAfterOf(error));
    },
  };
}

/** Refused, reset or silent; or a proxy in between that says that nobody is behind it. */
function isNoAnswer(error: unknown): boolean {
  if (error instanceof KubeError) return error.code === 502 || (error.code === 503 && error.retryAfterMs === undefined);
  return error instanceof KubeConnectionError;
}

function retryAfterOf(error: unknown): number {
  return error instanceof KubeError ? Math.min(error.retryAfterMs ?? 0, MAX_RETRY_AFTER_MS) : 0;
}
