// Whether a source still lists an incident: the one in-memory object that the source controller writes and the incident
// controller reads. It holds only what differs from the stored conditions, so it stays small. After a start those conditions count.

import type { Synced } from './verdict.ts';

/** Keys are `namespace/name` of incidents. */
export class Presence {
  readonly #states = new Map<string, Synced>();
  readonly #listeners = new Set<(key: string) => void>();

  /** Undefined: nothing new is known, and the stored condition counts. */
  get(key: string): Synced | undefined {
    return this.#states.get(key);
  }

  set(key: string, state: Synced): void {
    if (this.#states.get(key) === state) return;
    this.#states.set(key, state);
    for (const listener of this.#listeners) listener(key);
  }

  /** Forgets an incident whose stored condition says the same now, or that is gone. */
  forget(key: string): void {
    this.#states.delete(key);
  }

  onChange(listener: (key: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
