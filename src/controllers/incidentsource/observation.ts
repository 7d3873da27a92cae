// What a sync of one source observes, step by step, and its outcome. Types only: observe.ts yields them, plan.ts decides.

import type { Incident } from '../../api/v1alpha1/incident.gen.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { Severity } from '../../api/v1alpha1/vocabulary.gen.ts';
import type { IncidentRow } from '../../compliance/verdict.ts';
import type { IgnoredItems, RejectedItem } from '../../integrations/ports/record.ts';
import type { Obstacle } from '../reading/obstacle.ts';
import type { Timing } from '../reading/schedule.ts';
import type { Reached } from './plan-checkpoint.ts';
import type { DefaultType } from './plan-default-table.ts';

/** A record as the Incident that should exist, and the row that the cache holds under its name. */
export interface DesiredIncident {
  readonly key: string;
  readonly incident: Incident;
  /** The digest of the wanted Incident. It equals the row's digest when nothing has to be written. */
  readonly digest: number;
  readonly row: IncidentRow | undefined;
  /** The severity on record is kept, where the spec's map would make it less. */
  readonly lowered?: { readonly from: Severity; readonly to: Severity };
  /** Since when it was on record before it was deleted here, epoch milliseconds. */
  readonly recordedAt?: number | undefined;
}

/** No sign of life when one was due, or parts that the sender left out or that could not be read. */
export type PushLack = 'nothingHeard' | 'itemsMissing';

/** How a sync ended. */
export type SyncOutcome =
  | {
      readonly kind: 'synced';
      readonly rejected: readonly RejectedItem[];
      /** Items that are no incidents by the spec. */
      readonly ignored?: IgnoredItems;
      /** Names that another object already has. */
      readonly collisions: readonly string[];
      /** Names in the spec that the provider does not know: nothing was read for them. */
      readonly unmatched: readonly string[];
      /** The provider's severity values that no mapping covers. */
      readonly unmapped: readonly string[];
      /** Parts that the credential or the vendor's plan does not include. */
      readonly degraded: readonly string[];
      /** What the map of the spec makes of higher severities, as `the vendor's Critical to Info`. `Allowed`: by the administrator. */
      readonly lowered?: readonly string[] | 'Allowed';
      /** The credential was that of the operator's own pod. */
      readonly podIdentity?: boolean;
      /** New incidents were not stored, as there is no room for more. */
      readonly leftOut?: boolean;
      /** Of a source to which incidents are pushed: why something may be missing. */
      readonly lack?: PushLack | undefined;
      /** Of what it was sent and could not read: the last item, and why. */
      readonly unreadable?: string | undefined;
      /** When that may be otherwise without anything arriving. */
      readonly againInMs?: number | undefined;
      /** For a source that is read by changes: where the next reading continues. */
      readonly reached?: Reached;
      /** For a source that is read by listing: since when everything on record is read whole (RFC 3339). Absent: it is not. */
      readonly wholeAt?: string | undefined;
    }
  /** The administrator did not allow fixtures. */
  | { readonly kind: 'fixtures-not-allowed' }
  | Obstacle;

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
      /** The source as the sync saw it. Its generation is the observed generation. */
      readonly source: IncidentSource;
      /** The resourceVersion for the status write. It is later than the source's when only metadata changed since. */
      readonly resourceVersion: string;
      readonly outcome: SyncOutcome;
      readonly incidents: { readonly open: number; readonly total: number };
      /** Checks may still use the data from before this sync: it is fresh, and was read for the same spec. */
      readonly dataIsFresh: boolean;
      /** Since when this process has seen the Secret missing, in epoch milliseconds. Undefined while it exists. */
      readonly secretMissingSinceMs: number | undefined;
      /** The source is read no more often than this, whatever its spec says. Absent: the spec decides. */
      readonly minIntervalMs?: number | undefined;
      readonly timing: Timing;
    };
