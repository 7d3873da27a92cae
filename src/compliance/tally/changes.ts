// What one call to the tally changed. It is collected during the call and passed to the listener once at the end, each name once.

import type { Column } from './column.ts';
import type { SubjectRow } from '../verdict.ts';

/** A verdict that somebody has to work out, and then `settle` with the same ticket. */
export interface PendingVerdict {
  /** The kind of the subject. */
  readonly kind: string;
  /** Key of the check, `namespace/name`. */
  readonly check: string;
  /** Key of the subject, `namespace/name`. */
  readonly subject: string;
  readonly ticket: number;
}

/** Keys (`namespace/name`) of everything that may have changed. Nothing else did. */
export interface TallyChanges<Kind extends string = string> {
  /** The kind of the subjects. */
  readonly kind: Kind;
  /** Checks whose counts, lists or deadlines changed. */
  readonly checks: readonly string[];
  /** Subjects that are judged differently by at least one check. Removed ones are not named. */
  readonly subjects: readonly string[];
  /** Verdicts that have to be worked out. */
  readonly pending: readonly PendingVerdict[];
}

export class ChangeCollector {
  #call = 0;
  #checks: string[] = [];
  #subjects = new Set<string>();
  #pending: PendingVerdict[] = [];

  addCheck<Row extends SubjectRow, Subject>(column: Column<Row, Subject>): void {
    if (column.reported === this.#call) return;
    column.reported = this.#call;
    this.#checks.push(column.check.key);
  }

  /** Adds a check that is suspended, and so has no column. */
  addSuspended(checkKey: string): void {
    this.#checks.push(checkKey);
  }

  addSubject(key: string): void {
    this.#subjects.add(key);
  }

  addPending(pending: PendingVerdict): void {
    this.#pending.push(pending);
  }

  /** Begins a call to the tally. */
  begin(): void {
    this.#call++;
  }

  /** What was collected since the last `take`; undefined for nothing. */
  take<Kind extends string>(kind: Kind): TallyChanges<Kind> | undefined {
    if (this.#checks.length + this.#subjects.size + this.#pending.length === 0) return undefined;
    const changes = { kind, checks: this.#checks, subjects: [...this.#subjects], pending: this.#pending };
    this.#checks = [];
    if (this.#subjects.size > 0) this.#subjects = new Set();
    this.#pending = [];
    return changes;
  }
}
