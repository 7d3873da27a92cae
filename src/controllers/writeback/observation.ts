// The input of the write-back's plan. Types only: observe.ts reads it, plan.ts decides.

import type { IncidentStatus } from '../../api/v1alpha1/incident.gen.ts';
import type { FreshnessJudgement } from '../../compliance/freshness.ts';
import type { WriteBackKeys } from '../../compliance/write-back.ts';

/** An incident whose review has a closure with a summary, and whose source has the write-back enabled. */
export interface WriteBackObservation {
  readonly namespace: string;
  readonly name: string;
  readonly generation: number;
  /** The version that the stored status was read at. */
  readonly resourceVersion: string;
  readonly stored: IncidentStatus | undefined;
  readonly source: string;
  readonly externalID: string;
  readonly review: string;
  readonly closure: { readonly summary: string; readonly closedAt: number | undefined };
  readonly keys: WriteBackKeys;
  /** What a refusal depends on: the source's generation, and when a sync was last asked for. */
  readonly revision: string;
  /** How far the data of the source can be trusted. */
  readonly data: FreshnessJudgement;
  /** The source lists the incident. */
  readonly isListed: boolean;
}
