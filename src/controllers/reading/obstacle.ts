// Why nothing was read from outside, and what the conditions say of it, in the same way for every kind that reads a vendor or a Secret.
// Pure: the controllers of the kinds find out what is in the way.

import { type Condition, type ConditionState, findCondition } from '../../api/conditions.ts';
import type { Hindrance } from '../../compliance/hindrance.ts';
import type { SyncFailure } from '../../compliance/freshness.ts';
import type { SourceFailure } from '../../integrations/ports/failure.ts';
import { readingOf } from './failures.ts';

/** Reasons of `Ready`, `Stalled`, `Reconciling` and `Authenticated` that all these kinds share. */
export const READING_REASONS = {
  firstSync: 'FirstSync',
  suspended: 'Suspended',
  endpointNotAllowed: 'EndpointNotAllowed',
  ambientCredentialsNotAllowed: 'AmbientCredentialsNotAllowed',
  secretNotFound: 'SecretNotFound',
  secretIncomplete: 'SecretIncomplete',
  secretRefused: 'SecretRefused',
  authenticated: 'Authenticated',
  limited: 'Limited',
  notRequired: 'NotRequired',
} as const;

export type Obstacle =
  | {
      readonly kind: 'failed';
      readonly failure: SourceFailure;
      readonly message: string;
      readonly retryAfterMs: number | undefined;
    }
  | { readonly kind: 'suspended' }
  /** The operator itself lacks a right, or cannot read the cluster. */
  | { readonly kind: 'hindered'; readonly hindrance: Hindrance }
  | { readonly kind: 'endpoint-not-allowed'; readonly host: string }
  /** No Secret is named, and the administrator did not allow the identity of the operator's own pod. */
  | { readonly kind: 'pod-identity-not-allowed' }
  | { readonly kind: 'secret-not-found'; readonly secret: string }
  /** It is of a type that Kubernetes uses for itself: no credential for a vendor is in there. */
  | { readonly kind: 'secret-refused'; readonly secret: string }
  | { readonly kind: 'secret-incomplete'; readonly secret: string; readonly keys: readonly (readonly string[])[] };

export type ObstacleOf<K extends Obstacle['kind']> = Extract<Obstacle, { kind: K }>;

/** GitOps applies in any order, so a missing Secret may still be created. After this time the object is Stalled. */
const SECRET_GRACE_MS = 5 * 60 * 1000;

/** How much of the grace period for a missing Secret remains. */
export function secretGraceLeftMs(missingSinceMs: number | undefined, now: Date): number {
  return (missingSinceMs ?? now.getTime()) + SECRET_GRACE_MS - now.getTime();
}

/** Since when the Secret is missing according to the stored conditions, but not later than now. Epoch milliseconds. */
export function storedMissingSince(conditions: readonly Condition[] | undefined, now: Date): number {
  const ready = findCondition(conditions, 'Ready');
  return ready?.reason === READING_REASONS.secretNotFound ? Date.parse(ready.lastTransitionTime) : now.getTime();
}

interface Standing {
  /** Checks may still use the data from before: it is fresh, and was read for the same spec. */
  readonly dataIsFresh: boolean;
  readonly graceLeftMs: number;
}

/** kstatus: Ready is never True together with Stalled or Reconciling, and is False or Unknown only with one of them. */
export function obstacleStates(obstacle: Obstacle, { dataIsFresh, graceLeftMs }: Standing): ConditionState[] {
  switch (obstacle.kind) {
    case 'suspended':
      return [state('Ready', 'True', READING_REASONS.suspended, SUSPENDED_MESSAGE)];
    case 'failed':
      return dataIsFresh && readingOf(obstacle.failure).transient ? toleratedStates(obstacle) : failedStates(obstacle);
    case 'hindered':
      return trouble('Stalled', obstacle.hindrance.reason, obstacle.hindrance.message);
    case 'endpoint-not-allowed':
      return trouble('Stalled', READING_REASONS.endpointNotAllowed, endpointMessage(obstacle));
    case 'pod-identity-not-allowed':
      return trouble('Stalled', READING_REASONS.ambientCredentialsNotAllowed, AMBIENT_MESSAGE);
    case 'secret-not-found':
      return trouble(
        graceLeftMs > 0 ? 'Reconciling' : 'Stalled',
        READING_REASONS.secretNotFound,
        secretMessage(obstacle),
      );
    case 'secret-refused':
      return trouble('Stalled', READING_REASONS.secretRefused, refusedSecretMessage(obstacle));
    case 'secret-incomplete':
      return trouble('Stalled', READING_REASONS.secretIncomplete, incompleteSecretMessage(obstacle));
  }
}

/**
 * What an obstacle means for checks. `definite`: what is known may no longer be complete, so checks on it are Unknown at once. Nobody
 * reads what is suspended. The same applies after any failure for a new spec: what was read for the old spec may be something else.
 */
export function failureOf(
  obstacle: Obstacle,
  { specIsNew, suspended }: { readonly specIsNew: boolean; readonly suspended: string },
): SyncFailure {
  switch (obstacle.kind) {
    case 'failed': {
      const { transient, reason } = readingOf(obstacle.failure);
      return { definite: specIsNew || !transient, reason };
    }
    case 'suspended':
      return { definite: true, reason: suspended };
    case 'hindered':
      return { definite: true, reason: obstacle.hindrance.reason };
    case 'endpoint-not-allowed':
      return { definite: true, reason: READING_REASONS.endpointNotAllowed };
    case 'pod-identity-not-allowed':
      return { definite: true, reason: READING_REASONS.ambientCredentialsNotAllowed };
    case 'secret-not-found':
      return { definite: true, reason: READING_REASONS.secretNotFound };
    case 'secret-refused':
      return { definite: true, reason: READING_REASONS.secretRefused };
    case 'secret-incomplete':
      return { definite: true, reason: READING_REASONS.secretIncomplete };
  }
}

/** Not ready, and why: until a person acts (`Stalled`), or for now (`Reconciling`). */
export function trouble(kind: 'Stalled' | 'Reconciling', reason: string, message: string): ConditionState[] {
  return [state('Ready', 'False', reason, message), state(kind, 'True', reason, message)];
}

/** A failure that may end by itself while the data is fresh: checks may still pass, so only the reason shows it. */
function toleratedStates({ failure, message }: ObstacleOf<'failed'>): ConditionState[] {
  const text = `${message}. The last complete sync still counts until it is three intervals old.`;
  return [state('Ready', 'True', readingOf(failure).reason, text)];
}

function failedStates({ failure, message }: ObstacleOf<'failed'>): ConditionState[] {
  const reading = readingOf(failure);
  const states = trouble(reading.stalled ? 'Stalled' : 'Reconciling', reading.reason, message);
  return [
    ...states,
    ...(reading.refused ? [state('Authenticated', 'False', reading.reason, message)] : []),
    ...(reading.transient ? [] : [state('Complete', 'False', reading.reason, message)]),
  ];
}

const SUSPENDED_MESSAGE = 'Suspended: nothing is read until spec.suspend is taken off.';

const AMBIENT_MESSAGE =
  "spec.secretRef is missing, and the identity of the operator's own pod is used only by an operator that was started with --allow-ambient-credentials: name a Secret, or have the flag set. Nothing was sent.";

const endpointMessage = ({ host }: ObstacleOf<'endpoint-not-allowed'>): string =>
  `The endpoint's host ${host} is not allowed: start the operator with --allow-endpoints ${host}, or remove the endpoint. Nothing was sent.`;

const refusedSecretMessage = ({ secret }: ObstacleOf<'secret-refused'>): string =>
  `The Secret "${secret}" is of a type that Kubernetes uses for itself (kubernetes.io/...), and is sent nowhere: put the credential into one of type Opaque.`;

const secretMessage = ({ secret }: ObstacleOf<'secret-not-found'>): string =>
  `The Secret "${secret}" does not exist in this namespace: create it, or correct spec.secretRef.name.`;

function incompleteSecretMessage({ secret, keys }: ObstacleOf<'secret-incomplete'>): string {
  const wanted = keys.map((set) => set.join(' + ')).join(', or ');
  return `The Secret "${secret}" lacks its keys: it needs ${wanted}.`;
}

export function state(type: string, status: ConditionState['status'], reason: string, message: string): ConditionState {
  return { type, status, reason, message };
}
