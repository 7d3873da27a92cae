// What a sender is answered. It learns no more than it needs: not whether a source exists, nor why a signature does not fit.

export interface Reply {
  readonly code: ReplyCode;
  /** When to try again. */
  readonly retryAfterS?: number;
}

/** Every code that a sender may see; they are the values of a metric's label. */
export type ReplyCode = 200 | 202 | 400 | 401 | 404 | 405 | 408 | 413 | 429 | 500 | 503;

export const REPLIES = {
  stored: { code: 200 },
  /** Genuine, and of no interest. */
  ignored: { code: 202 },
  /** Genuine, and not to be read. */
  unreadable: { code: 400 },
  refused: { code: 401 },
  unknown: { code: 404 },
  wrongMethod: { code: 405 },
  tooSlow: { code: 408 },
  tooLarge: { code: 413 },
  failed: { code: 500 },
  busy: { code: 503, retryAfterS: 1 },
  /** Nothing can be stored now. */
  unavailable: { code: 503, retryAfterS: 5 },
  /** The leader has not applied what waits. */
  full: { code: 503, retryAfterS: 10 },
} as const satisfies Record<string, Reply>;

export function tooMany(waitMs: number): Reply {
  return { code: 429, retryAfterS: Math.max(1, Math.ceil(waitMs / 1_000)) };
}
