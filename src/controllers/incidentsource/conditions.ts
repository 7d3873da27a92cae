// The reasons of an IncidentSource's conditions, which failure gets which reason, and which of several takes precedence. Pure.

import type { SourceFailure } from '../../integrations/ports/failure.ts';
import type { SyncOutcome } from './observation.ts';

/** Reasons of `Ready`, `Stalled` and `Reconciling`; documented in docs/spec/v1alpha1/incidentsource.md. */
export const REASONS = {
  synced: 'Synced',
  firstSync: 'FirstSync',
  suspended: 'Suspended',
  endpointNotAllowed: 'EndpointNotAllowed',
  fixturesNotAllowed: 'FixturesNotAllowed',
  secretNotFound: 'SecretNotFound',
  secretIncomplete: 'SecretIncomplete',
  secretRefused: 'SecretRefused',
  complete: 'Complete',
  itemsQuarantined: 'ItemsQuarantined',
  nameCollision: 'NameCollision',
  tooManyIncidents: 'TooManyIncidents',
  filterUnmatched: 'FilterUnmatched',
  authenticated: 'Authenticated',
  limited: 'Limited',
  severityLowered: 'SeverityLowered',
  notRequired: 'NotRequired',
} as const;

/** How a failure is reported: its reason, whether only a person can fix it, and which condition it affects. */
export interface FailureReading {
  readonly reason: string;
  /** `Stalled`: the failure lasts until somebody changes something. The source is still tried once per interval. */
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

type Incompleteness = 'filterUnmatched' | 'tooManyIncidents' | 'nameCollision' | 'itemsQuarantined';

/**
 * Why a successful sync is not complete; undefined when it is. Unmatched filters come first, because it is unknown how much is missing.
 * Then what can be fixed here comes before what only the vendor can fix.
 */
export function incompletenessOf(outcome: Extract<SyncOutcome, { kind: 'synced' }>): Incompleteness | undefined {
  if (outcome.unmatched.length > 0) return 'filterUnmatched';
  if (outcome.leftOut === true) return 'tooManyIncidents';
  if (outcome.collisions.length > 0) return 'nameCollision';
  return outcome.rejected.length > 0 ? 'itemsQuarantined' : undefined;
}

export function readingOf(failure: SourceFailure): FailureReading {
  return READINGS[failure];
}
