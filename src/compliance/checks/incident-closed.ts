// IncidentClosed: no selected incident stays open. Judges the state in the incident's source; where no source decides (a reported
// incident, one of a source that knows no states, or one that its source lists no more) the lifecycle's state, which takes the review in.

import type { IncidentState } from '../../api/v1alpha1/vocabulary.gen.ts';
import { isListed, isOpen, isReviewsState } from '../lifecycle.ts';
import { incidentCheck, type IncidentSubject, type IncidentVerdict } from '../subjects/incident.ts';
import { noParameters } from './check-type.ts';
import { detectedFact, stateFact } from './facts.ts';
import { failing, passing } from './verdicts.ts';

const reasons = {
  IncidentResolved: 'The incident is resolved or closed.',
  IncidentOpen:
    'The incident is neither resolved nor closed. Due while the grace period runs, which counts from detection.',
} as const;

const PASSING = passing('IncidentResolved');

/** Fails from detection on; `gracePeriod` makes that Due for as long as it lasts. */
export const incidentClosedVerdict: IncidentVerdict = (subject) =>
  isOpen(decidingState(subject)) ? failing('IncidentOpen', subject.detectedAt) : PASSING;

export const incidentClosed = incidentCheck({
  reasons,
  facts: (incident) => [stateFact(incident), detectedFact(incident)],
  parameters: noParameters,
  verdict: incidentClosedVerdict,
});

function decidingState(subject: IncidentSubject): IncidentState {
  const { row } = subject;
  return isReviewsState(row) || !isListed(row) ? subject.state : row.recordState;
}
