// What the status of an incident is decided from. Types only: observe.ts gathers it, plan.ts decides.

import type { IncidentStatus } from '../../api/v1alpha1/incident.gen.ts';
import type { SubjectSummary } from '../../compliance/tally.ts';
import type { IncidentRow, Synced } from '../../compliance/verdict.ts';

export interface IncidentObservation {
  readonly row: IncidentRow;
  /** Whether the source lists it, by the latest listing, else as stored. */
  readonly synced: Synced | undefined;
  readonly verdicts: SubjectSummary;
  /** The status that stands, and the version that it was read at. */
  readonly stored: IncidentStatus | undefined;
  readonly resourceVersion: string;
}
