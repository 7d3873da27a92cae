// Waiting with a limit, on the injected clock. Every wait here can be ended, even if what it waits for never answers.

import { onAbort } from './abort.ts';
import type { Clock } from './clock.ts';

/** Resolves after `ms` or as soon as the signal aborts, whichever is first; never rejects. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      cancel();
      stopListening();
      resolve();
    };
    const cancel = clock.setTimer(end, ms);
    const stopListening = onAbort(signal, end);
  });
}

/** Resolves after `ms`, or rejects with the signal's reason as soon as it aborts. */
export async function delay(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  await pause(clock, ms, signal);
  signal.throwIfAborted();
}

/** What {@link withDeadline} rejects with when the time is up. */
export class DeadlineError extends Error {
  constructor(what: string, ms: number) {
    super(`${what}: no answer within ${ms} ms`);
    this.name = 'DeadlineError';
  }
}

export interface Deadline {
  readonly clock: Clock;
  /** What is attempted, for the message. */
  readonly what: string;
  readonly ms: number;
  readonly signal: AbortSignal;
}

/**
 * Runs `job` with a signal that aborts at the deadline or with the outer signal. Settles at that moment at the latest, even if the job
 * ignores its signal. A later outcome of the job is dropped.
 */
export async function withDeadline<T>(
  { clock, what, ms, signal }: Deadline,
  job: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const cut = new AbortController();
  const over = Promise.withResolvers<never>();
  const end = (reason: unknown): void => {
    over.reject(reason);
    cut.abort(reason);
  };
  const cancel = clock.setTimer(() => end(new DeadlineError(what, ms)), ms);
  const stopListening = onAbort(signal, () => end(signal.reason));
  try {
    return await Promise.race([over.promise, job(cut.signal)]);
  } finally {
    cancel();
    stopListening();
  }
}
