// The reasons of an IncidentSource's conditions, and which of several takes precedence. Pure.

import { READING_REASONS } from '../reading/obstacle.ts';
import type { PushLack, SyncOutcome } from './observation.ts';

/** Reasons of `Ready`, `Stalled` and `Reconciling`; documented in docs/spec/v1alpha1/incidentsource.md. */
export const REASONS = {
  ...READING_REASONS,
  synced: 'Synced',
  fixturesNotAllowed: 'FixturesNotAllowed',
  complete: 'Complete',
  itemsQuarantined: 'ItemsQuarantined',
  nameCollision: 'NameCollision',
  tooManyIncidents: 'TooManyIncidents',
  filterUnmatched: 'FilterUnmatched',
  nothingHeard: 'NothingHeard',
  itemsMissing: 'ItemsMissing',
  severityLowered: 'SeverityLowered',
} as const;

type Incompleteness = PushLack | 'filterUnmatched' | 'tooManyIncidents' | 'nameCollision' | 'itemsQuarantined';

/**
 * Why a successful sync is not complete; undefined when it is. Unmatched filters come first, because it is unknown how much is missing.
 * Then what can be fixed here comes before what only the vendor can fix.
 */
export function incompletenessOf(outcome: Extract<SyncOutcome, { kind: 'synced' }>): Incompleteness | undefined {
  if (outcome.lack !== undefined) return outcome.lack;
  if (outcome.unmatched.length > 0) return 'filterUnmatched';
  if (outcome.leftOut === true) return 'tooManyIncidents';
  if (outcome.collisions.length > 0) return 'nameCollision';
  return outcome.rejected.length > 0 ? 'itemsQuarantined' : undefined;
}
