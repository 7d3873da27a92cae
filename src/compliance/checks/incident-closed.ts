// IncidentClosed: no selected incident stays open. Judges the state in the incident's source; where no source decides (a reported
// incident, or one that its source lists no more) the lifecycle's state, which takes the review in.

import { isListed, isOpen } from '../lifecycle.ts';
import type { IncidentRow } from '../verdict.ts';
import { incidentCheck, noParameters } from './check-type.ts';
import type { IncidentVerdict } from './check-type.ts';
import { failing, passing } from './verdicts.ts';

const reasons = {
  IncidentResolved: 'The incident is resolved or closed.',
  IncidentOpen:
    'The incident is neither resolved nor closed. Due while the grace period runs, which counts from detection.',
} as const;

const PASSING = passing('IncidentResolved');

/** Fails from detection on; `gracePeriod` makes that Due for as long as it lasts. */
export const incidentClosedVerdict: IncidentVerdict = ({ row }) =>
  isOpen(decidingState(row)) ? failing('IncidentOpen', row.detectedAt) : PASSING;

export const incidentClosed = incidentCheck({ reasons, parameters: noParameters, verdict: incidentClosedVerdict });

function decidingState(row: IncidentRow): IncidentRow['state'] {
  return row.source === undefined || !isListed(row) ? row.state : row.recordState;
}
