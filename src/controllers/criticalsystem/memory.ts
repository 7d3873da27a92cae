// What the controller remembers of a critical system between two looks at it. A restart loses it, and everything is read again. The accounts are
// elsewhere (compliance/access/access-book.ts).

import type { CriticalSystem } from '../../api/v1alpha1/criticalsystem.gen.ts';
import { CONFIRM_SHRINK } from '../../compliance/shrink-guard.ts';
import type { Secret } from '../../integrations/ports/http.ts';
import type { ListingOutcome } from '../reading/listing.ts';
import { type ListingMemory, ListingMemories } from '../reading/listing-memory.ts';
import { REQUESTED_AT } from '../reading/object-status.ts';

export interface SystemMemory {
  readonly listing: ListingMemory;
  /** When the accounts are due to be read again, on the monotonic clock; undefined before the first reading. */
  nextReadingMs: number | undefined;
  /** What asked for the last reading: the spec and the annotations, as {@link askedBy} has them. */
  asked: string | undefined;
  /** The last reading did not happen, as something keeps the operator from it. */
  wasHindered: boolean;
  /** How the last reading ended, until that is stored in the status: a write that is refused must not make it forgotten. */
  unstored: ListingOutcome | undefined;
  /** The key of the names, as it was read last; undefined where the Secret has none. */
  accountKey: Secret | undefined;
  /** Stands for what the accounts were last set up with; undefined before the first time. */
  setUp: number | undefined;
}

export class SystemMemories {
  readonly #byKey = new Map<string, SystemMemory>();
  readonly #listings = new ListingMemories();

  of(key: string): SystemMemory {
    const held = this.#byKey.get(key);
    if (held !== undefined) return held;
    const made: SystemMemory = {
      listing: this.#listings.of(key),
      ...{ nextReadingMs: undefined, asked: undefined, wasHindered: false, accountKey: undefined },
      ...{ setUp: undefined, unstored: undefined },
    };
    this.#byKey.set(key, made);
    return made;
  }

  forget(key: string): void {
    this.#byKey.delete(key);
    this.#listings.forget(key);
  }

  clear(): void {
    this.#byKey.clear();
    this.#listings.clear();
  }
}

/** Differs whenever a person changed what is read, asked for a reading, or confirmed one. */
export function askedBy({ metadata: { uid, generation, annotations } }: CriticalSystem): string {
  return JSON.stringify([uid, generation, annotations?.[REQUESTED_AT], annotations?.[CONFIRM_SHRINK]]);
}
