// The input of an incident's plan. Types only: observe.ts reads it, plan.ts decides.

import type { IncidentFacts } from '../../compliance/incident-status.ts';

export interface IncidentObservation extends IncidentFacts {
  /** The version that the stored status was read at. */
  readonly resourceVersion: string;
}
