// The reasons that an IncidentSource's conditions give, and which failure of a source gets which. Pure data.

import type { SourceFailure } from '../../integrations/provider.ts';

/** Reasons of `Ready`, `Stalled` and `Reconciling`; documented in docs/spec/v1alpha1/incidentsource.md. */
export const REASONS = {
  synced: 'Synced',
  firstSync: 'FirstSync',
  suspended: 'Suspended',
  endpointNotAllowed: 'EndpointNotAllowed',
  secretNotFound: 'SecretNotFound',
  secretIncomplete: 'SecretIncomplete',
  complete: 'Complete',
  itemsQuarantined: 'ItemsQuarantined',
  nameCollision: 'NameCollision',
  authenticated: 'Authenticated',
  limited: 'Limited',
  notRequired: 'NotRequired',
} as const;

/** What a failure says to a person: its reason, whether only a person can mend it, and which aspect it casts doubt on. */
export interface FailureReading {
  readonly reason: string;
  /** `Stalled`: nothing gets better until somebody changes something. It is tried once per interval all the same. */
  readonly stalled: boolean;
  /** The credential was refused, or lacks a right. */
  readonly refused: boolean;
  /** May pass by itself, and says nothing about what was read before. */
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
  'invalid-config': { reason: 'InvalidConfiguration', stalled: true, refused: false, transient: false },
} as const satisfies Record<SourceFailure, FailureReading>;

export function readingOf(failure: SourceFailure): FailureReading {
  return READINGS[failure];
}
