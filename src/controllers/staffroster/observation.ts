// What a reading of one roster observes, and its outcome. Types only: observe.ts yields them, plan.ts decides.

import type { StaffRoster } from '../../api/v1alpha1/staffroster.gen.ts';
import type { PersonRecord } from '../../integrations/ports/directory.ts';
import type { ListingOutcome } from '../reading/listing.ts';
import type { Timing } from '../reading/schedule.ts';

/** How many people of each state a listing has. */
export type PeopleCounts = NonNullable<NonNullable<StaffRoster['status']>['people']>;

export type RosterObservation =
  | { readonly kind: 'first-visit'; readonly roster: StaffRoster }
  | {
      readonly kind: 'finished';
      /** The roster as the reading saw it. Its generation is the observed generation. */
      readonly roster: StaffRoster;
      /** The resourceVersion for the status write. It is later than the roster's when only metadata changed since. */
      readonly resourceVersion: string;
      readonly outcome: ListingOutcome;
      /** Of the people that count now; undefined while none were read, which leaves the stored counts. */
      readonly people: PeopleCounts | undefined;
      /** Checks may still use the people from before this reading: they are fresh, and were read for the same spec. */
      readonly dataIsFresh: boolean;
      readonly secretMissingSinceMs: number | undefined;
      readonly timing: Timing;
    };

type ReadOutcome = Extract<ListingOutcome, { kind: 'read' }>;

/** What a reading brought: people, or the word that they are the same as at the last one; or why there is nothing. */
export type PeopleRead =
  | {
      readonly kind: 'people';
      /** Undefined: those of the last good reading. */
      readonly people: readonly PersonRecord[] | undefined;
      /** Undefined where nobody can tell. */
      readonly version: string | undefined;
      readonly facts: Omit<ReadOutcome, 'kind' | 'shrink'>;
    }
  | Exclude<ListingOutcome, ReadOutcome>;
