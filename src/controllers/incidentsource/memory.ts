// What the controller remembers of a source between two syncs. Nothing here is needed for correctness after a restart: the first
// sync then reads everything, or goes on from a checkpoint that was written when nothing else had to be remembered.

import type { Cursor } from '../../integrations/ports/changes.ts';

/** Of one source. IDs are external IDs. */
export interface SourceMemory {
  /** Syncs in a row that failed. */
  failures: number;
  /** When everything was last read with success, on the monotonic clock; undefined: not since the start. */
  lastFullMs: number | undefined;
  /** Of a source that is read by changes: where the next reading goes on. Everything that it covers is stored. */
  cursor: Cursor | undefined;
  /** A delta lacked the incident that it started at: only a full reading tells whether that one is gone or everything is. */
  suspicious: boolean;
  /** The generation of the spec, while the listings for it lack what some of its names stand for; undefined while they are whole. */
  partialOf: number | undefined;
  /** Since when the Secret is not there, epoch milliseconds; undefined while it is, or while nobody looked. */
  secretMissingSinceMs: number | undefined;
  /** Complete listings in a row that lacked a stored incident. */
  readonly misses: Map<string, number>;
  /** To be asked for by ID at the next sync: deleted here by a user, missing from a listing, or left out and not to be forgotten. */
  readonly wanted: Set<string>;
}

/** Two complete listings without an incident: it is gone upstream. */
const MISSES_UNTIL_GONE = 2;

export class SourceMemories {
  readonly #byKey = new Map<string, SourceMemory>();

  of(key: string): SourceMemory {
    let memory = this.#byKey.get(key);
    if (memory === undefined) {
      memory = {
        failures: 0,
        lastFullMs: undefined,
        cursor: undefined,
        suspicious: false,
        partialOf: undefined,
        secretMissingSinceMs: undefined,
        misses: new Map(),
        wanted: new Set(),
      };
      this.#byKey.set(key, memory);
    }
    return memory;
  }

  clear(): void {
    this.#byKey.clear();
  }

  forget(key: string): void {
    this.#byKey.delete(key);
  }
}

/** Counts one more complete listing without the incident; true once it is gone for good. */
export function missed(memory: SourceMemory, externalID: string): boolean {
  const misses = (memory.misses.get(externalID) ?? 0) + 1;
  memory.misses.set(externalID, misses);
  return misses >= MISSES_UNTIL_GONE;
}

/** Listings lack something from now on: should this first one end badly, what it stored must not be where the next one begins. */
export function lackBegins(memory: SourceMemory): void {
  if (memory.partialOf === undefined) memory.lastFullMs = undefined;
}
