// One term of a leader: a signal that aborts at the renew deadline at the latest. A timer on the monotonic clock does that, whatever
// requests are doing. Renews nothing itself.

import type { Clock } from '../base/clock.ts';

/** `lost`: not renewed in time, or another replica has the lease. `stopped`: asked to stop. `finished`: the work ended by itself. */
export type TermEnd = 'lost' | 'stopped' | 'finished';

export class Term {
  readonly #clock: Clock;
  readonly #renewDeadlineMs: number;
  readonly #over = new AbortController();
  #deadlineMs: number;
  #cancelTimer: () => void;
  #endedBy: TermEnd | undefined;

  /** `sinceMs`: when the request that took the lease was sent. The term counts from there. */
  constructor(
    clock: Clock,
    { sinceMs, renewDeadlineMs }: { readonly sinceMs: number; readonly renewDeadlineMs: number },
  ) {
    this.#clock = clock;
    this.#renewDeadlineMs = renewDeadlineMs;
    this.#deadlineMs = sinceMs + renewDeadlineMs;
    this.#cancelTimer = this.#arm();
  }

  /** The signal of the work. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  get endedBy(): TermEnd | undefined {
    return this.#endedBy;
  }

  /** Read from the clock: a process that was suspended may be past the deadline before its timer fires. */
  get isRunning(): boolean {
    return this.#endedBy === undefined && this.remainingMs > 0;
  }

  get remainingMs(): number {
    return this.#deadlineMs - this.#clock.monotonicMs();
  }

  /** The lease was renewed by a request sent at `sinceMs`. If the answer came after the deadline, the term ends. */
  extend(sinceMs: number): void {
    if (this.#endedBy !== undefined) return;
    this.#cancelTimer();
    this.#deadlineMs = sinceMs + this.#renewDeadlineMs;
    this.#cancelTimer = this.#arm();
  }

  /** Ends the work. Only the first reason counts. */
  end(by: TermEnd): void {
    if (this.#endedBy !== undefined) return;
    this.#endedBy = by;
    this.#cancelTimer();
    this.#over.abort(new Error(`leader election: leading ended: ${by}`));
  }

  #arm(): () => void {
    return this.#clock.setTimer(() => this.end('lost'), Math.max(0, this.remainingMs));
  }
}
