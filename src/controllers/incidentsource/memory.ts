// What the controller remembers of a source between two syncs. A restart may lose it: the first sync then reads everything, or
// continues from a checkpoint, which is only written when nothing else has to be remembered.

import type { Cursor } from '../../integrations/ports/changes.ts';

/** The memory of one source. IDs are external IDs. */
export interface SourceMemory {
  /** Syncs in a row that failed. */
  failures: number;
  /** When everything was last read successfully, on the monotonic clock. Undefined when it was not since the start. */
  lastFullMs: number | undefined;
  /** When everything was last read with nothing refused, epoch milliseconds (whole.ts). */
  wholeAt: number | undefined;
  /** For a source that is read by changes: where the next reading continues. Everything that it covers is stored. */
  cursor: Cursor | undefined;
  /** A delta lacked the incident that it started at. Only a full reading tells whether only that incident is gone, or all of them. */
  suspicious: boolean;
  /** The generation of the spec while some of its names match nothing, so that its listings are incomplete; otherwise undefined. */
  partialOf: number | undefined;
  /** Since when the Secret is missing, in epoch milliseconds. Undefined while it exists, or before it was first read. */
  secretMissingSinceMs: number | undefined;
  /** Since everything was last read, new incidents were left out, as there was no room for them. */
  leftOut: boolean;
  /** By incident: how many complete listings in a row lacked it. */
  readonly misses: Map<string, number>;
  /** IDs to look up at the next sync: deleted here by a user, missing from a listing, or left out because they could not be read. */
  readonly wanted: Set<string>;
  /** By incident that was deleted here: since when it was on record, epoch milliseconds. It keeps that time when it is back. */
  readonly recordedAt: Map<string, number>;
}

/** An incident is gone upstream after this many complete listings without it. */
const MISSES_UNTIL_GONE = 2;

export class SourceMemories {
  readonly #byKey = new Map<string, SourceMemory>();

  of(key: string): SourceMemory {
    let memory = this.#byKey.get(key);
    if (memory === undefined) {
      memory = {
        failures: 0,
        lastFullMs: undefined,
        wholeAt: undefined,
        cursor: undefined,
        suspicious: false,
        partialOf: undefined,
        secretMissingSinceMs: undefined,
        leftOut: false,
        misses: new Map(),
        wanted: new Set(),
        recordedAt: new Map(),
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

/** Counts one more complete listing without the incident. Returns true once it is gone upstream. */
export function missed(memory: SourceMemory, externalID: string): boolean {
  const misses = (memory.misses.get(externalID) ?? 0) + 1;
  memory.misses.set(externalID, misses);
  return misses >= MISSES_UNTIL_GONE;
}

/** Listings are incomplete from now on. If this first one fails, the next one must not continue from what it stored. */
export function lackBegins(memory: SourceMemory): void {
  if (memory.partialOf === undefined) memory.lastFullMs = undefined;
}
