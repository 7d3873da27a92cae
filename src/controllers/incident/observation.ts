// What the status of an incident is decided from. Types only: observe.ts gathers it, plan.ts decides.

import type { IncidentStatus } from '../../api/v1alpha1/incident.gen.ts';
import type { JoinedIncident } from '../../compliance/joined-incident.ts';
import type { SubjectSummary } from '../../compliance/tally.ts';

export interface IncidentObservation {
  /** With what is joined to it; `row.synced` is by the latest listing, else as stored. */
  readonly incident: JoinedIncident;
  readonly verdicts: SubjectSummary;
  /** The status that stands, and the version that it was read at. */
  readonly stored: IncidentStatus | undefined;
  readonly resourceVersion: string;
}
