// At most one replica leads: it holds a Lease, renews it, and stops its work when it could not renew in time, by a monotonic
// clock, however long a request hangs. A replica that lost the lease stands again. It does not know what leading means.
// The rules are those of client-go's leaderelection, except that no two polls are further apart than the retry period.

import type { KubeClient } from '../kube/client.ts';
import { onAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { createCandidate, type Attempt, type Candidate } from './lease-candidate.ts';
import { Term, type TermEnd } from './leader-term.ts';
import type { Logger } from './log.ts';
import type { RuntimeMetrics } from './metrics.ts';
import { pause, withDeadline } from '../base/timing.ts';

export interface LeaderElectorOptions {
  readonly client: Pick<KubeClient, 'get' | 'create' | 'update'>;
  readonly clock: Clock;
  /** 0 <= x < 1. */
  readonly random: () => number;
  readonly namespace: string;
  readonly name: string;
  /** Unique per process: two processes of one identity would both lead. */
  readonly identity: string;
  /** How long a silent leader is waited for. Default 15 s; written to the Lease rounded up to seconds. */
  readonly leaseDurationMs?: number;
  /** How long the leader works without a renewal. Default 10 s. */
  readonly renewDeadlineMs?: number;
  /** The longest time between two attempts. Default 2 s. */
  readonly retryPeriodMs?: number;
  readonly log: Logger;
  readonly metrics: RuntimeMetrics;
  /** Called when another replica, or this one, is seen to hold the lease. */
  readonly onNewLeader?: (identity: string) => void;
}

/** Works until its signal aborts, and then ends soon: well within the lease duration less the renew deadline. */
export type Lead = (signal: AbortSignal) => Promise<void>;

export interface LeaderElector {
  /**
   * Stands until the signal aborts, and runs `lead` whenever it is the leader. It waits for `lead` to end before it stands again, and
   * at the end before it gives the lease back. Never rejects.
   */
  run(signal: AbortSignal, lead: Lead): Promise<void>;
  /** By the clock, not by what has been noticed: false as soon as the renew deadline has passed. */
  readonly isLeading: boolean;
  /** The identity that was last seen to hold the lease. */
  readonly holder: string | undefined;
}

/** A retry may be delayed by this factor and must still come before the deadline. */
const RETRY_MARGIN = 1.2;
/** Up to this share of the retry period is taken off at random, so that candidates do not ask in step. */
const JITTER = 0.2;
const MAX_RELEASE_MS = 2500;
/** After a lost race the winner is looked at at once, so that a former leader does not go on until its deadline. */
const MAX_RACES = 2;

type Timing = Required<Pick<LeaderElectorOptions, 'leaseDurationMs' | 'renewDeadlineMs' | 'retryPeriodMs'>>;

/** Throws a RangeError when the times do not fit together. */
export function createLeaderElector(options: LeaderElectorOptions): LeaderElector {
  const { leaseDurationMs = 15_000, renewDeadlineMs = 10_000, retryPeriodMs = 2000 } = options;
  const timing = { leaseDurationMs, renewDeadlineMs, retryPeriodMs };
  validate(timing, options.identity);
  return new LeaseElector(options, timing);
}

function validate({ leaseDurationMs, renewDeadlineMs, retryPeriodMs }: Timing, identity: string): void {
  const problem =
    (identity === '' && 'the identity is empty') ||
    (!(retryPeriodMs > 0) && `the retry period (${retryPeriodMs} ms) must be positive`) ||
    (!(renewDeadlineMs > retryPeriodMs * RETRY_MARGIN) &&
      `the renew deadline (${renewDeadlineMs} ms) must be longer than ${RETRY_MARGIN} x the retry period (${retryPeriodMs} ms)`) ||
    (!(leaseDurationMs > renewDeadlineMs) &&
      `the lease duration (${leaseDurationMs} ms) must be longer than the renew deadline (${renewDeadlineMs} ms)`);
  if (problem !== false) throw new RangeError(`leader election: ${problem}`);
}

class LeaseElector implements LeaderElector {
  readonly #options: LeaderElectorOptions;
  readonly #timing: Timing;
  readonly #candidate: Candidate;
  readonly #log: Logger;
  #term: Term | undefined;
  #knownHolder: string | undefined;
  #isFailing = false;

  constructor(options: LeaderElectorOptions, timing: Timing) {
    const { client, clock, namespace, name, identity, log } = options;
    this.#options = options;
    this.#timing = timing;
    this.#log = log.child({ lease: `${namespace}/${name}`, identity });
    const { leaseDurationMs } = timing;
    this.#candidate = createCandidate({ client, clock, key: { namespace, name }, identity, leaseDurationMs });
  }

  get isLeading(): boolean {
    return this.#term?.isRunning ?? false;
  }

  get holder(): string | undefined {
    return this.#candidate.holder;
  }

  async run(signal: AbortSignal, lead: Lead): Promise<void> {
    const { metrics, name, clock } = this.#options;
    metrics.leading(name, false);
    while (!signal.aborted) {
      const sinceMs = await this.#acquire(signal);
      if (sinceMs === undefined) break;
      const end = await this.#leadTerm(sinceMs, signal, lead);
      if (end !== 'finished') continue;
      // Others get their chance before this replica tries again.
      await this.#release();
      await pause(clock, this.#timing.retryPeriodMs, signal);
    }
    await this.#release();
  }

  /** Tries until the lease is ours; returns since when, or undefined when the signal aborted. */
  async #acquire(signal: AbortSignal): Promise<number | undefined> {
    const { clock } = this.#options;
    while (!signal.aborted) {
      const startedMs = clock.monotonicMs();
      const attempt = await this.#attempt(signal, this.#timing.renewDeadlineMs / 2);
      if (attempt?.kind === 'held') return attempt.sinceMs;
      const expiryMs = attempt?.kind === 'taken' ? attempt.untilMs : Infinity;
      const nextMs = Math.min(startedMs + this.#interval(), expiryMs);
      await pause(clock, Math.max(0, nextMs - clock.monotonicMs()), signal);
    }
    return undefined;
  }

  /** Leads from taking the lease until the work has ended. */
  async #leadTerm(sinceMs: number, signal: AbortSignal, lead: Lead): Promise<TermEnd> {
    const { clock, metrics, name } = this.#options;
    const term = new Term(clock, { sinceMs, renewDeadlineMs: this.#timing.renewDeadlineMs });
    const stopListening = onAbort(signal, () => term.end('stopped'));
    if (signal.aborted) term.end('stopped');
    this.#term = term;
    metrics.leading(name, true);
    this.#log.info({}, 'started leading');
    const work = this.#work(lead, term);
    const end = await this.#renewUntilOver(term);
    metrics.leading(name, false);
    this.#log[end === 'lost' ? 'warn' : 'info']({ reason: end }, 'stopped leading');
    await work;
    stopListening();
    return end;
  }

  async #work(lead: Lead, term: Term): Promise<void> {
    try {
      if (term.isRunning) await lead(term.signal);
    } catch (err) {
      if (term.endedBy === undefined) this.#log.error({ err }, 'work of the leader failed');
    }
    term.end('finished');
  }

  async #renewUntilOver(term: Term): Promise<TermEnd> {
    const { clock } = this.#options;
    for (;;) {
      await pause(clock, this.#interval(), term.signal);
      if (!term.isRunning) break;
      const attempt = await this.#attempt(term.signal, Math.min(this.#timing.renewDeadlineMs / 2, term.remainingMs));
      if (attempt?.kind === 'held') term.extend(attempt.sinceMs);
      if (attempt?.kind === 'taken') break;
    }
    term.end('lost');
    return term.endedBy ?? 'lost';
  }

  /** One attempt, and more at once while other writes are faster. Undefined: it failed, and that has been said. */
  async #attempt(signal: AbortSignal, ms: number): Promise<Attempt | undefined> {
    const { clock } = this.#options;
    try {
      const attempt = await withDeadline({ clock, what: 'take or renew the lease', ms, signal }, async (until) => {
        let result = await this.#candidate.attempt(until);
        for (let retry = 0; retry < MAX_RACES && result.kind === 'raced'; retry++) {
          result = await this.#candidate.attempt(until);
        }
        return result;
      });
      this.#isFailing = false;
      this.#tellHolder();
      return attempt;
    } catch (err) {
      if (signal.aborted) return undefined;
      this.#log[this.#isFailing ? 'debug' : 'warn']({ err }, 'lease not reached');
      this.#isFailing = true;
      return undefined;
    }
  }

  async #release(): Promise<void> {
    const { clock } = this.#options;
    const never = new AbortController().signal;
    const ms = Math.min(MAX_RELEASE_MS, this.#timing.renewDeadlineMs / 2);
    try {
      await withDeadline({ clock, what: 'release the lease', ms, signal: never }, (until) =>
        this.#candidate.release(until),
      );
    } catch (err) {
      this.#log.warn({ err }, 'lease not released, others have to wait until it expires');
    }
  }

  #tellHolder(): void {
    const { holder } = this.#candidate;
    if (holder === undefined || holder === '' || holder === this.#knownHolder) return;
    this.#knownHolder = holder;
    this.#log.info({ holder }, 'new leader');
    this.#options.onNewLeader?.(holder);
  }

  #interval(): number {
    return this.#timing.retryPeriodMs * (1 - JITTER * this.#options.random());
  }
}
