// How long a reflector waits after a failure. It does not wait itself and does not know what failed.

import { KubeConnectionError, KubeError } from '../kube/errors.ts';
import type { Clock } from '../base/clock.ts';

const BASE_MS = 800;
const MAX_MS = 30_000;
/** A server that does not answer is tried this often, so that its return is noticed within about a second. */
const MAX_WITHOUT_ANSWER_MS = 1000;
/** For this long after the last attempt without an answer, an error is taken to come from a server that is still starting. */
const RECOVERY_MS = 30_000;
/** The longest Retry-After that counts: with a clock that is behind, a date could mean hours. */
const MAX_RETRY_AFTER_MS = 60_000;
/** After this long without a failure, the next one counts as the first again. */
const HEALTHY_AFTER_MS = 120_000;

export interface RetryPolicy {
  /** Records a failure. Returns how long to wait before the next attempt. */
  failed(error: unknown): number;
}

/**
 * Exponential back-off from 0.8 s to 30 s, which starts again after two minutes without a failure. Jitter shortens a wait by up to a half.
 * Retry-After is honoured, up to a minute. A missing answer is no sign of load: it is retried within a second and does not raise the back-off.
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

/** Refused, reset or silent; or a proxy that says that it cannot reach the server. */
function isNoAnswer(error: unknown): boolean {
  if (error instanceof KubeError) return error.code === 502 || (error.code === 503 && error.retryAfterMs === undefined);
  return error instanceof KubeConnectionError;
}

function retryAfterOf(error: unknown): number {
  return error instanceof KubeError ? Math.min(error.retryAfterMs ?? 0, MAX_RETRY_AFTER_MS) : 0;
}
