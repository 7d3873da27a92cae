// What was stored lately, by this replica: a sender that repeats itself costs the API server nothing. It is a saving alone; the leader
// knows by the items' keys what it has applied.

/** A repetition later than this is stored again, as the vendor may mean it. */
const KEPT_MS = 60_000;
const MAX_ENTRIES = 20_000;

export class Recent {
  /** When each was noted, the oldest first. */
  readonly #atMs = new Map<string, number>();

  /** Whether all of these were noted within the last minute. */
  hasAll(names: readonly string[], nowMs: number): boolean {
    return names.every((name) => nowMs - (this.#atMs.get(name) ?? -Infinity) < KEPT_MS);
  }

  note(names: readonly string[], nowMs: number): void {
    for (const name of names) {
      this.#atMs.delete(name);
      this.#atMs.set(name, nowMs);
    }
    for (const [name, atMs] of this.#atMs) {
      if (this.#atMs.size <= MAX_ENTRIES && nowMs - atMs < KEPT_MS) break;
      this.#atMs.delete(name);
    }
  }
}
