// At most one replica leads. It holds a Lease, renews it, and stops its work when it cannot renew in time: by a monotonic clock, however
// long a request hangs. A replica that lost the lease tries again. What the leader does is not known here.
// The rules are those of client-go's leaderelection, except that two polls are never further apart than the retry period.

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
  /** Unique per process: two processes with one identity would both lead. */
  readonly identity: string;
  /** What the candidates work on, noted in the lease: one that waits for a holder with another scope would wait for ever. Default: empty. */
  readonly scope?: string;
  /** How long others wait for a silent leader. Default 15 s; written to the Lease rounded up to seconds. */
  readonly leaseDurationMs?: number;
  /** How long the leader goes on working without a renewal. Default 10 s. */
  readonly renewDeadlineMs?: number;
  /** The longest time between two attempts. Default 2 s. */
  readonly retryPeriodMs?: number;
  readonly log: Logger;
  readonly metrics: RuntimeMetrics;
  /** Called when a replica, this one included, is newly seen to hold the lease. */
  readonly onNewLeader?: (identity: string) => void;
}

/** Works until its signal aborts, then ends soon: well within the lease duration minus the renew deadline. */
export type Lead = (signal: AbortSignal) => Promise<void>;

export interface LeaderElector {
  /**
   * Competes for the lease until the signal aborts, and runs `lead` whenever it holds it. Waits for `lead` to end before it competes
   * again, and before it gives the lease back at the end. Never rejects.
   */
  run(signal: AbortSignal, lead: Lead): Promise<void>;
  /** Read from the clock: false as soon as the renew deadline has passed, even if nothing has noticed that yet. */
  readonly isLeading: boolean;
  /** The identity that held the lease when it was read last. */
  readonly holder: string | undefined;
  /** What the holder works on, where that is something else than this replica does: it has to have another lease. */
  readonly foreignScope: string | undefined;
}

/** A retry that is late by this factor must still come before the deadline. */
const RETRY_MARGIN = 1.2;
/** Up to this fraction of the retry period is taken off at random, so that candidates do not poll in step. */
const JITTER = 0.2;
const MAX_RELEASE_MS = 2500;
/** After a lost race the lease is read again at once, so that a former leader does not go on until its deadline. */
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
    const { scope = '' } = options;
    this.#candidate = createCandidate({ client, clock, key: { namespace, name }, identity, leaseDurationMs, scope });
  }

  get isLeading(): boolean {
    return this.#term?.isRunning ?? false;
  }

  get holder(): string | undefined {
    return this.#candidate.holder;
  }

  get foreignScope(): string | undefined {
    const { holder, holderScope } = this.#candidate;
    const { identity, scope = '' } = this.#options;
    const isAnothers = holder !== undefined && holder !== '' && holder !== identity;
    return isAnothers && holderScope !== scope ? holderScope : undefined;
  }

  async run(signal: AbortSignal, lead: Lead): Promise<void> {
    const { metrics, name, clock } = this.#options;
    metrics.leading(name, false);
    while (!signal.aborted) {
      const sinceMs = await this.#acquire(signal);
      if (sinceMs === undefined) break;
      const end = await this.#leadTerm(sinceMs, signal, lead);
      if (end !== 'finished') continue;
      // Give other replicas a chance before this one tries again.
      await this.#release();
      await pause(clock, this.#timing.retryPeriodMs, signal);
    }
    await this.#release();
  }

  /** Tries until this replica holds the lease. Returns since when, or undefined when the signal aborted. */
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

  /** Leads from the moment the lease was taken until the work has ended. */
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

  /** One attempt, repeated at once while another write came first. Undefined: it failed, and the failure was logged. */
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
    const { foreignScope } = this;
    if (foreignScope !== undefined) {
      this.#log.warn(
        { holder, scope: foreignScope },
        'the lease is held for another scope, so this replica never leads',
      );
    }
    this.#options.onNewLeader?.(holder);
  }

  #interval(): number {
    return this.#timing.retryPeriodMs * (1 - JITTER * this.#options.random());
  }
}
