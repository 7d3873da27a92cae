// What one call to the tally changed: collected while it runs, handed to the listener once at its end, each name once.

import type { Column } from './column.ts';
import type { SubjectRow } from '../verdict.ts';

/** A verdict that somebody has to work out; to be settled with the ticket it came with. */
export interface PendingVerdict {
  /** The kind of the subject. */
  readonly kind: string;
  /** Key of the check, `namespace/name`. */
  readonly check: string;
  /** Key of the subject, `namespace/name`. */
  readonly subject: string;
  readonly ticket: number;
}

/** Keys (`namespace/name`) of what may show something else than before; nothing else does. */
export interface TallyChanges<Kind extends string = string> {
  /** The kind of the subjects. */
  readonly kind: Kind;
  /** Checks whose counts, lists or deadlines changed. */
  readonly checks: readonly string[];
  /** Subjects that are judged differently by at least one check. Removed ones are not named. */
  readonly subjects: readonly string[];
  /** Verdicts that are asked for. */
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

  /** A check without a column: it is suspended. */
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
