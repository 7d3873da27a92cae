// The Lease object of a leader election, written as client-go writes it, so that other tools understand it. Types and pure functions;
// no requests. https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/lease-v1/

import type { KubeObject, ObjectKey } from '../api/meta.ts';

/** Every field is optional on the wire. Times are RFC 3339 with microseconds. */
export interface LeaseSpec {
  /** Empty: released. */
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
}

export interface Lease extends KubeObject {
  spec?: LeaseSpec;
}

/** For readers that wait for the duration although the holder is empty. */
const RELEASED_SECONDS = 1;

/** Wall time is for people who read the lease. No replica compares it with its own clock. */
function microTime(now: Date): string {
  return now.toISOString().replace('Z', '000Z');
}

export interface Claim {
  readonly identity: string;
  readonly leaseDurationMs: number;
  readonly now: Date;
}

/** The spec with which a candidate takes or renews the lease. */
export function heldSpec(before: LeaseSpec | undefined, { identity, leaseDurationMs, now }: Claim): LeaseSpec {
  const isRenewal = before?.holderIdentity === identity;
  const transitions = before?.leaseTransitions ?? 0;
  return {
    holderIdentity: identity,
    leaseDurationSeconds: Math.ceil(leaseDurationMs / 1000),
    acquireTime: (isRenewal ? before.acquireTime : undefined) ?? microTime(now),
    renewTime: microTime(now),
    leaseTransitions: before === undefined || isRenewal ? transitions : transitions + 1,
  };
}

/** The spec with which a leader releases the lease: anyone may take it at once. */
export function releasedSpec(before: LeaseSpec, now: Date): LeaseSpec {
  return {
    holderIdentity: '',
    leaseDurationSeconds: RELEASED_SECONDS,
    acquireTime: microTime(now),
    renewTime: microTime(now),
    leaseTransitions: before.leaseTransitions ?? 0,
  };
}

/** What the holder works on, in the lease's annotations. Two operators with different scopes must not share a lease. */
const SCOPE = 'docket.dev/scope';

export function newLease(key: ObjectKey, spec: LeaseSpec): Lease {
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { ...key }, spec };
}

/** The lease with what its new holder works on. */
export function withScope(lease: Lease, scope: string): Lease {
  const { metadata } = lease;
  return { ...lease, metadata: { ...metadata, annotations: { ...metadata.annotations, [SCOPE]: scope } } };
}

/** Undefined: the holder does not say. */
export function scopeOf(lease: Lease | undefined): string | undefined {
  return lease?.metadata.annotations?.[SCOPE];
}

/** What a candidate compares to see whether the holder is alive. Any difference shows that it is. */
export function isSameRecord(a: LeaseSpec | undefined, b: LeaseSpec | undefined): boolean {
  return (
    a?.holderIdentity === b?.holderIdentity &&
    a?.renewTime === b?.renewTime &&
    a?.leaseTransitions === b?.leaseTransitions
  );
}
