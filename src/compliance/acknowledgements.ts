// The acknowledgements that sources stated in this process, until a status holds them: the source controller writes it and the incident
// controller reads it. What is in a spec does not count here, as it may be from a time when people could write it. After a start the statuses count.

/** Keys are `namespace/name` of incidents; instants are epoch milliseconds. */
export class Acknowledgements {
  readonly #stated = new Map<string, number>();
  readonly #listeners = new Set<(key: string) => void>();

  /** The earliest that was stated and is in no status yet. */
  get(key: string): number | undefined {
    return this.#stated.get(key);
  }

  /** A source states an acknowledgement. `storedMs`: the one in the status, which stays where it is earlier. */
  note(key: string, statedMs: number, storedMs: number | undefined): void {
    if (statedMs >= (storedMs ?? Infinity) || statedMs >= (this.#stated.get(key) ?? Infinity)) return;
    this.#stated.set(key, statedMs);
    for (const listener of this.#listeners) listener(key);
  }

  /** The status holds it now, or the incident is gone. */
  forget(key: string): void {
    this.#stated.delete(key);
  }

  onChange(listener: (key: string) => void): void {
    this.#listeners.add(listener);
  }
}
