// The partitions of a tally, one per namespace: made for the first subject or check of a namespace, and dropped with the last.

import { parseKey } from '../../api/meta.ts';
import type { SubjectRow } from '../verdict.ts';
import { Partition, type Place } from './partition.ts';

export class Partitions<Row extends SubjectRow, Subject> {
  readonly #partitions = new Map<string, Partition<Row, Subject>>();

  all(): Iterable<Partition<Row, Subject>> {
    return this.#partitions.values();
  }

  /** The partition of a namespace; undefined where that has neither subjects nor checks. */
  get(namespace: string): Partition<Row, Subject> | undefined {
    return this.#partitions.get(namespace);
  }

  /** The partition of a namespace, made where there is none yet. */
  make(namespace: string): Partition<Row, Subject> {
    const known = this.#partitions.get(namespace);
    if (known !== undefined) return known;
    const partition = new Partition<Row, Subject>();
    this.#partitions.set(namespace, partition);
    return partition;
  }

  /** The partition of the namespace of a key (`namespace/name`). */
  ofKey(key: string): Partition<Row, Subject> | undefined {
    return this.#partitions.get(parseKey(key).namespace ?? '');
  }

  /** Where a subject is, by its key; undefined for one that is not here. */
  placeOf(subjectKey: string): Place<Row, Subject> | undefined {
    const partition = this.ofKey(subjectKey);
    const slot = partition?.slotOf(parseKey(subjectKey).name);
    return partition === undefined || slot === undefined ? undefined : { partition, slot };
  }

  discardIfEmpty(namespace: string, partition: Partition<Row, Subject>): void {
    if (partition.isEmpty) this.#partitions.delete(namespace);
  }
}
