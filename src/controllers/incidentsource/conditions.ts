// The reasons that an IncidentSource's conditions give, which failure of a source gets which, and which of several goes first. Pure.

import type { SourceFailure } from '../../integrations/ports/failure.ts';
import type { SyncOutcome } from './observation.ts';

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
  filterUnmatched: 'FilterUnmatched',
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
  // Everything is read at once instead of what comes after a cursor, so this is seen only when a provider says so without one.
  'cursor-expired': { reason: 'IncompleteAnswer', stalled: false, refused: false, transient: false },
  'invalid-config': { reason: 'InvalidConfiguration', stalled: true, refused: false, transient: false },
} as const satisfies Record<SourceFailure, FailureReading>;

type Incompleteness = 'filterUnmatched' | 'nameCollision' | 'itemsQuarantined';

/**
 * Why a sync that went through is not complete; undefined when it is. What a filter lacks goes first, as nobody knows how much that is;
 * then what can be mended here before what only the vendor can mend.
 */
export function incompletenessOf(outcome: Extract<SyncOutcome, { kind: 'synced' }>): Incompleteness | undefined {
  if (outcome.unmatched.length > 0) return 'filterUnmatched';
  if (outcome.collisions.length > 0) return 'nameCollision';
  return outcome.rejected.length > 0 ? 'itemsQuarantined' : undefined;
}

export function readingOf(failure: SourceFailure): FailureReading {
  return READINGS[failure];
}
