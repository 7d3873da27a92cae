// What one replica does with the Lease: read, take, renew, release. Each call is a single attempt. When to try, and what holding the lease
// means, is decided by leader-election.ts. Writes carry the resourceVersion, so that one of two at the same time is refused.

import { LEASE } from '../api/kinds.ts';
import type { ObjectKey } from '../api/meta.ts';
import type { KubeClient } from '../kube/client.ts';
import { isAlreadyExists, isConflict, isNotFound } from '../kube/errors.ts';
import type { Clock } from '../base/clock.ts';
import {
  heldSpec,
  isSameRecord,
  type Lease,
  type LeaseSpec,
  newLease,
  releasedSpec,
  scopeOf,
  withScope,
} from './lease-record.ts';

/** Other writes of the lease (an annotation, this replica's own late renewal) happen once, so one retry is enough. */
const MAX_RELEASES = 3;

export interface CandidateOptions {
  readonly client: Pick<KubeClient, 'get' | 'create' | 'update'>;
  readonly clock: Clock;
  readonly key: ObjectKey;
  readonly identity: string;
  readonly leaseDurationMs: number;
  /** What this replica works on; noted in the lease. */
  readonly scope: string;
}

/**
 * `held`: this replica has it, counted from `sinceMs` (monotonic), when the request was sent; others count from later. `taken`: another
 * replica has it, and it expires at `untilMs` unless that one renews it. `raced`: somebody else wrote first; read again.
 */
export type Attempt =
  | { readonly kind: 'held'; readonly sinceMs: number }
  | { readonly kind: 'taken'; readonly holder: string; readonly untilMs: number }
  | { readonly kind: 'raced' };

/**
 * A call whose signal has aborted sends nothing more, even if the client ignores the signal and answers later: the next call may be running
 * by then, or this replica may lead again.
 */
export interface Candidate {
  /** Takes the lease if it is free, or renews it. Throws what the client throws. */
  attempt(signal: AbortSignal): Promise<Attempt>;
  /** Gives the lease back if this replica holds it. Leaves another replica's lease alone. */
  release(signal: AbortSignal): Promise<void>;
  /** The holder when the lease was read last; empty or undefined: none. */
  readonly holder: string | undefined;
  /** What the holder works on, where it says so. */
  readonly holderScope: string | undefined;
}

export function createCandidate(options: CandidateOptions): Candidate {
  return new LeaseCandidate(options);
}

class LeaseCandidate implements Candidate {
  readonly #options: CandidateOptions;
  /** The lease when it was read last, and when (monotonic) a change was seen last. The holder's clock is not used. */
  #lease: Lease | undefined;
  #changedMs = -Infinity;
  /** A write of this replica may have been stored although no answer came, so what was read last may be out of date. */
  #isInDoubt = false;

  constructor(options: CandidateOptions) {
    this.#options = options;
  }

  get holder(): string | undefined {
    return this.#lease?.spec?.holderIdentity;
  }

  get holderScope(): string | undefined {
    return scopeOf(this.#lease);
  }

  async attempt(signal: AbortSignal): Promise<Attempt> {
    const { client, clock, key, identity, scope } = this.#options;
    if (this.#isInDoubt || this.holder !== identity) await this.#look(signal);
    const { holder } = this;
    if (holder !== undefined && holder !== '' && holder !== identity) {
      const untilMs = this.#changedMs + durationMsOf(this.#lease?.spec, this.#options.leaseDurationMs);
      if (clock.monotonicMs() < untilMs) return { kind: 'taken', holder, untilMs };
    }
    const sinceMs = clock.monotonicMs();
    const spec = { ...this.#lease?.spec, ...this.#claim() };
    const lease = this.#lease;
    const isStored = await this.#write(signal, () =>
      lease === undefined
        ? client.create<Lease>(LEASE, withScope(newLease(key, spec), scope), { signal })
        : client.update<Lease>(LEASE, withScope({ ...lease, spec }, scope), { signal }),
    );
    return isStored ? { kind: 'held', sinceMs } : { kind: 'raced' };
  }

  async release(signal: AbortSignal): Promise<void> {
    const { client, clock, identity } = this.#options;
    for (let attempt = 1; attempt <= MAX_RELEASES; attempt++) {
      if (this.#isInDoubt) await this.#look(signal);
      const lease = this.#lease;
      if (lease?.spec === undefined || lease.spec.holderIdentity !== identity) return;
      const spec = { ...lease.spec, ...releasedSpec(lease.spec, clock.now()) };
      if (await this.#write(signal, () => client.update<Lease>(LEASE, { ...lease, spec }, { signal }))) return;
    }
    throw new Error('release the lease: somebody else wrote it each time');
  }

  #claim(): LeaseSpec {
    const { identity, leaseDurationMs, clock } = this.#options;
    return heldSpec(this.#lease?.spec, { identity, leaseDurationMs, now: clock.now() });
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { client, key } = this.#options;
    try {
      const lease = await client.get<Lease>(LEASE, key, { signal });
      // Too late: another attempt may be running, so this one must do nothing more.
      signal.throwIfAborted();
      this.#see(lease);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      signal.throwIfAborted();
      this.#see(undefined);
    }
    this.#isInDoubt = false;
  }

  /**
   * False: the lease is no longer as it was read last. Throws if the signal has aborted, before the request and after it, also when the
   * request failed: a caller that tries again would then write with the resourceVersion that a later call has read.
   */
  async #write(signal: AbortSignal, send: () => Promise<Lease>): Promise<boolean> {
    signal.throwIfAborted();
    this.#isInDoubt = true;
    try {
      const lease = await send();
      signal.throwIfAborted();
      this.#see(lease);
      this.#isInDoubt = false;
      return true;
    } catch (error) {
      signal.throwIfAborted();
      if (isConflict(error) || isAlreadyExists(error) || isNotFound(error)) return false;
      throw error;
    }
  }

  #see(lease: Lease | undefined): void {
    if (this.#lease === undefined || !isSameRecord(this.#lease.spec, lease?.spec)) {
      this.#changedMs = this.#options.clock.monotonicMs();
    }
    this.#lease = lease;
  }
}

/** The duration that the holder wrote counts: during a rollout replicas may have different configurations. */
function durationMsOf(spec: LeaseSpec | undefined, fallbackMs: number): number {
  return spec?.leaseDurationSeconds === undefined ? fallbackMs : spec.leaseDurationSeconds * 1000;
}
