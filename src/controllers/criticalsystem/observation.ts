// What a look at one critical system observes, and its outcome. Types only: observe.ts yields them, plan.ts decides.

import type { CriticalSystem } from '../../api/v1alpha1/criticalsystem.gen.ts';
import type { Requeue } from '../../runtime/plan.ts';
import type { ListingOutcome } from '../reading/listing.ts';
import type { AccountFindings } from './findings.ts';
import type { DefaultType } from './plan-default-table.ts';

/** Whether the accounts can be matched with people. */
export type RosterState =
  | { readonly kind: 'matched'; readonly roster: string }
  | { readonly kind: 'not-named' }
  | { readonly kind: 'missing'; readonly roster: string }
  /** It was not looked at since the start. */
  | { readonly kind: 'unread' }
  /** It was, and what was read does not count. */
  | { readonly kind: 'not-read'; readonly roster: string; readonly reason: string };

export type SystemObservation =
  | { readonly kind: 'first-visit'; readonly system: CriticalSystem }
  | { readonly kind: 'missing-checks'; readonly system: CriticalSystem; readonly types: readonly DefaultType[] }
  | {
      readonly kind: 'finished';
      /** The system as the look at it saw it. Its generation is the observed generation. */
      readonly system: CriticalSystem;
      /** The resourceVersion for the status write. It is later than the system's when only metadata changed since. */
      readonly resourceVersion: string;
      /** Undefined: nothing was read this time, as only people changed, or time passed. The conditions of reading stay. */
      readonly outcome: ListingOutcome | undefined;
      /** Undefined: the accounts are not judged yet, and the stored counts stay. */
      readonly findings: AccountFindings | undefined;
      readonly roster: RosterState;
      /** Checks may still use the accounts from before this reading: they are fresh, and were read for the same spec. */
      readonly dataIsFresh: boolean;
      readonly secretMissingSinceMs: number | undefined;
      /** When the next reading is due. */
      readonly nextReading: Requeue;
    };
