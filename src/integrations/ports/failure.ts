// How a provider reports a failure: one error class with a kind. Decides nothing about checks.

/**
 * transient: `rate-limited` (429), `unavailable` (5xx), `unreachable` (no answer, time-out).
 * definite: everything else. After it, what was known before can no longer be trusted to be complete.
 */
export type SourceFailure =
  | 'rate-limited'
  | 'unavailable'
  | 'unreachable'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'malformed'
  | 'incomplete'
  | 'suspiciously-empty'
  | 'cursor-expired'
  | 'invalid-config';

/** A source could not be read. The message says what was attempted, what came back and what to do; no secret, no provider text. */
export class SourceError extends Error {
  readonly kind: SourceFailure;
  /** How long the vendor asks us to wait, from its header; absent when it does not say. */
  readonly retryAfterMs: number | undefined;

  constructor(
    kind: SourceFailure,
    message: string,
    options: { readonly retryAfterMs?: number | undefined; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SourceError';
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs;
  }
}

export function isTransient(failure: SourceFailure): boolean {
  return failure === 'rate-limited' || failure === 'unavailable' || failure === 'unreachable';
}
