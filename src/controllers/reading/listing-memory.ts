// What a controller remembers between two readings of a listing. A restart loses it, and everything is read again. Holds counts and times
// only: what was read is elsewhere.

import { storedMissingSince } from './obstacle.ts';
import type { ListingOutcome } from './listing.ts';
import type { Condition } from '../../api/conditions.ts';

export interface ListingMemory {
  /** Readings in a row that failed. */
  failures: number;
  /** The generation of the spec at the last good reading of this process; undefined before the first. */
  readGeneration: number | undefined;
  /** What the last good reading read: equal texts stand for equal data. Undefined where nobody can tell. */
  version: string | undefined;
  /** Items of the last good reading that could not be read. */
  rejected: number;
  /** Since when the Secret is missing, in epoch milliseconds. Undefined while it exists, or before it was first read. */
  secretMissingSinceMs: number | undefined;
}

export class ListingMemories {
  readonly #byKey = new Map<string, ListingMemory>();

  of(key: string): ListingMemory {
    const held = this.#byKey.get(key);
    if (held !== undefined) return held;
    const made: ListingMemory = {
      ...{ failures: 0, rejected: 0 },
      ...{ readGeneration: undefined, version: undefined, secretMissingSinceMs: undefined },
    };
    this.#byKey.set(key, made);
    return made;
  }

  forget(key: string): void {
    this.#byKey.delete(key);
  }

  clear(): void {
    this.#byKey.clear();
  }
}

interface Ended {
  readonly generation: number | undefined;
  readonly conditions: readonly Condition[] | undefined;
  readonly now: Date;
}

/** Notes how a reading ended. */
export function remember(memory: ListingMemory, outcome: ListingOutcome, { generation, conditions, now }: Ended): void {
  memory.failures = outcome.kind === 'read' || outcome.kind === 'suspended' ? 0 : memory.failures + 1;
  if (outcome.kind === 'read') memory.readGeneration = generation;
  memory.secretMissingSinceMs =
    outcome.kind === 'secret-not-found'
      ? (memory.secretMissingSinceMs ?? storedMissingSince(conditions, now))
      : undefined;
}
