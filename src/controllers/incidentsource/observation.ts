// What a sync of one source observes, step by step, and what it ends in. Types only: observe.ts yields them, plan.ts decides.

import type { Incident } from '../../api/v1alpha1/incident.gen.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { IncidentRow } from '../../compliance/verdict.ts';
import type { SourceFailure } from '../../integrations/ports/failure.ts';
import type { RejectedItem } from '../../integrations/ports/record.ts';
import type { Reached } from './plan-checkpoint.ts';
import type { DefaultType } from './plan-default-table.ts';

/** A record as the Incident that it should be, beside what the cache holds under that name. */
export interface DesiredIncident {
  readonly key: string;
  readonly incident: Incident;
  /** Equal to the row's digest when nothing has to be written. */
  readonly digest: number;
  readonly row: IncidentRow | undefined;
}

/** How a sync ended. */
export type SyncOutcome =
  | {
      readonly kind: 'synced';
      readonly rejected: readonly RejectedItem[];
      /** Names that belong to something else. */
      readonly collisions: readonly string[];
      /** Names in the spec that the provider does not know: what they stand for was not read. */
      readonly unmatched: readonly string[];
      /** The provider's values of severity that nothing maps. */
      readonly unmapped: readonly string[];
      /** Parts that the credential or the plan does not give. */
      readonly degraded: readonly string[];
      /** Of a source that is read by changes: where the next reading goes on. */
      readonly reached?: Reached;
    }
  | {
      readonly kind: 'failed';
      readonly failure: SourceFailure;
      readonly message: string;
      readonly retryAfterMs: number | undefined;
    }
  | { readonly kind: 'suspended' }
  | { readonly kind: 'endpoint-not-allowed'; readonly host: string }
  | { readonly kind: 'secret-not-found'; readonly secret: string }
  | { readonly kind: 'secret-incomplete'; readonly secret: string; readonly keys: readonly (readonly string[])[] };

/** What the time of the next sync depends on. */
export interface Timing {
  /** Since this sync began, in milliseconds. */
  readonly elapsedMs: number;
  /** Syncs in a row that failed, this one included. */
  readonly failures: number;
  /** Uniform in [0, 1): spreads sources out; it only ever shortens the wait. */
  readonly jitter: number;
}

export type SourceObservation =
  | { readonly kind: 'first-visit'; readonly source: IncidentSource }
  | {
      readonly kind: 'missing-checks';
      readonly source: IncidentSource;
      readonly types: readonly DefaultType[];
    }
  | { readonly kind: 'page'; readonly source: IncidentSource; readonly desired: readonly DesiredIncident[] }
  | {
      readonly kind: 'finished';
      /** As the sync saw it; its generation is the one that was observed. */
      readonly source: IncidentSource;
      /** The version that the status is written against: a later one than the source's where only its metadata changed since. */
      readonly resourceVersion: string;
      readonly outcome: SyncOutcome;
      readonly incidents: { readonly open: number; readonly total: number };
      /** What was read before this sync may still be judged on: it is fresh, and was read for this very spec. */
      readonly dataIsFresh: boolean;
      /** Since when the Secret is not there, epoch milliseconds, as far as this process saw; undefined while it is there. */
      readonly secretMissingSinceMs: number | undefined;
      readonly timing: Timing;
    };
