// Whether a source still lists an incident: the one in-memory object that the source controller writes and the incident
// controller reads. It holds exceptions only, so it stays small; after a start the stored conditions stand until the next listing.

import type { Synced } from './verdict.ts';

/** Keys are `namespace/name` of incidents. */
export class Presence {
  readonly #states = new Map<string, Synced>();
  readonly #listeners = new Set<(key: string) => void>();

  /** Undefined: nothing new is known, what is stored stands. */
  get(key: string): Synced | undefined {
    return this.#states.get(key);
  }

  set(key: string, state: Synced): void {
    if (this.#states.get(key) === state) return;
    this.#states.set(key, state);
    for (const listener of this.#listeners) listener(key);
  }

  /** The stored condition says the same now, or the incident is gone. */
  forget(key: string): void {
    this.#states.delete(key);
  }

  onChange(listener: (key: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
