// What the status of an incident is decided from. Types only: observe.ts gathers it, plan.ts decides.

import type { IncidentFacts } from '../../compliance/incident-status.ts';

export interface IncidentObservation extends IncidentFacts {
  /** The version that the stored status was read at. */
  readonly resourceVersion: string;
}
