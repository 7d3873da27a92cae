// What a failed reading from outside means: its reason, whether only a person can fix it, and which condition it affects. For every kind
// whose controller reads a vendor or a Secret. Pure.

import type { SourceFailure } from '../../integrations/ports/failure.ts';

/** How a failure is reported. */
export interface FailureReading {
  readonly reason: string;
  /** `Stalled`: the failure lasts until somebody changes something. It is still tried once per interval. */
  readonly stalled: boolean;
  /** The credential was refused, or lacks a right. */
  readonly refused: boolean;
  /** The failure may end by itself, and what was read before is still valid. */
  readonly transient: boolean;
}

const READINGS = {
  'rate-limited': { reason: 'RateLimited', stalled: false, refused: false, transient: true },
  unavailable: { reason: 'Unavailable', stalled: false, refused: false, transient: true },
  unreachable: { reason: 'Unreachable', stalled: false, refused: false, transient: true },
  unauthorized: { reason: 'AuthenticationFailed', stalled: true, refused: true, transient: false },
  forbidden: { reason: 'PermissionDenied', stalled: true, refused: true, transient: false },
  'not-found': { reason: 'ListingNotFound', stalled: false, refused: false, transient: false },
  malformed: { reason: 'MalformedAnswer', stalled: false, refused: false, transient: false },
  incomplete: { reason: 'IncompleteAnswer', stalled: false, refused: false, transient: false },
  'suspiciously-empty': { reason: 'SuspiciouslyEmpty', stalled: false, refused: false, transient: false },
  // An expired cursor leads to a full reading at once, so this is seen only when a provider throws it without a cursor.
  'cursor-expired': { reason: 'IncompleteAnswer', stalled: false, refused: false, transient: false },
  'invalid-config': { reason: 'InvalidConfiguration', stalled: true, refused: false, transient: false },
} as const satisfies Record<SourceFailure, FailureReading>;

export function readingOf(failure: SourceFailure): FailureReading {
  return READINGS[failure];
}
