// The status of a source after a sync: five conditions computed once, in one place, and the counts. Pure.

import { clip } from '../../api/facts.ts';
import { providerNameOf } from '../../api/providers.ts';
import { type Condition, type ConditionState, findCondition, setConditions } from '../../api/conditions.ts';
import type { IncidentSource, IncidentSourceStatus } from '../../api/v1alpha1/incidentsource.gen.ts';
import { loweredBy } from '../../compliance/severity-map.ts';
import type { Transition } from '../../runtime/plan.ts';
import { checkpointAfterSync } from './plan-checkpoint.ts';
import { incompletenessOf, REASONS, readingOf } from './conditions.ts';
import type { SourceObservation, SyncOutcome } from './observation.ts';

type Finished = Extract<SourceObservation, { kind: 'finished' }>;
type Outcome<K extends SyncOutcome['kind']> = Extract<SyncOutcome, { kind: K }>;

/** A new value of this annotation syncs the source at once. */
export const REQUESTED_AT = 'docket.dev/requestedAt';

/** GitOps applies in any order, so a missing Secret may still be created. After this time the source is Stalled. */
const SECRET_GRACE_MS = 5 * 60 * 1000;
/** The limit of the CRD. An annotation may be longer: a status that is refused would make the source be read again and again. */
const MAX_REQUESTED_AT = 1_024;
const MAX_UNMATCHED = 50;
const MAX_NAME = 128;
/** How many items a message names; the rest are counted. */
const MAX_NAMED = 3;

export function sourceStatus(observation: Finished, now: Date): IncidentSourceStatus {
  const { source, outcome, incidents } = observation;
  const generation = source.metadata.generation ?? 0;
  const requestedAt = source.metadata.annotations?.[REQUESTED_AT];
  const { checkpoint, scope, ...before } = source.status ?? {};
  return {
    ...before,
    observedGeneration: generation,
    ...providerOf(source),
    // What could not be read cannot be counted.
    ...(outcome.kind === 'hindered' ? {} : { incidents: { open: incidents.open, total: incidents.total } }),
    ...checkpointAfter(outcome, generation, checkpoint),
    ...scopeAfter(outcome, scope),
    ...(requestedAt === undefined ? {} : { lastHandledRequestedAt: clip(requestedAt, MAX_REQUESTED_AT) }),
    conditions: conditionsAfter(observation, now),
  };
}

export function sourceTransitions(source: IncidentSource, next: IncidentSourceStatus): Transition[] {
  const before = findCondition(source.status?.conditions, 'Ready');
  const after = findCondition(next.conditions, 'Ready');
  if (after === undefined || (before?.status === after.status && before.reason === after.reason)) return [];
  const { namespace = '', name } = source.metadata;
  const from = before === undefined ? undefined : `${before.status}/${before.reason}`;
  return [{ kind: 'SourceHealth', namespace, name, from, to: `${after.status}/${after.reason}`, reason: after.reason }];
}

/** How much of the grace period for a missing Secret remains. */
export function secretGraceLeftMs({ secretMissingSinceMs }: Pick<Finished, 'secretMissingSinceMs'>, now: Date): number {
  return (secretMissingSinceMs ?? now.getTime()) + SECRET_GRACE_MS - now.getTime();
}

/** Since when the Secret is missing according to the stored condition, but not later than now. Epoch milliseconds. */
export function storedMissingSince({ status }: IncidentSource, now: Date): number {
  const ready = findCondition(status?.conditions, 'Ready');
  return ready?.reason === REASONS.secretNotFound ? Date.parse(ready.lastTransitionTime) : now.getTime();
}

function conditionsAfter(observation: Finished, now: Date): Condition[] {
  const { source } = observation;
  const stamp = { generation: source.metadata.generation ?? 0, now };
  return setConditions(source.status?.conditions, statesOf(observation, now), stamp);
}

/** kstatus: Ready is never True together with Stalled or Reconciling, and is False or Unknown only with one of them. */
function statesOf(observation: Finished, now: Date): ConditionState[] {
  const { outcome, source } = observation;
  switch (outcome.kind) {
    case 'synced':
      return syncedStates(source, outcome);
    case 'suspended':
      return [state('Ready', 'True', REASONS.suspended, 'Suspended: nothing is read until spec.suspend is taken off.')];
    case 'failed':
      return observation.dataIsFresh && readingOf(outcome.failure).transient
        ? toleratedStates(outcome)
        : failedStates(outcome);
    case 'hindered':
      return trouble('Stalled', outcome.hindrance.reason, outcome.hindrance.message);
    case 'fixtures-not-allowed':
      return trouble('Stalled', REASONS.fixturesNotAllowed, FIXTURES_MESSAGE);
    case 'endpoint-not-allowed':
      return trouble('Stalled', REASONS.endpointNotAllowed, endpointMessage(outcome));
    case 'secret-not-found': {
      const waiting = secretGraceLeftMs(observation, now) > 0;
      return trouble(waiting ? 'Reconciling' : 'Stalled', REASONS.secretNotFound, secretMessage(outcome));
    }
    case 'secret-refused':
      return trouble('Stalled', REASONS.secretRefused, refusedSecretMessage(outcome));
    case 'secret-incomplete':
      return trouble('Stalled', REASONS.secretIncomplete, incompleteSecretMessage(outcome));
  }
}

function syncedStates(source: IncidentSource, outcome: Outcome<'synced'>): ConditionState[] {
  return [
    state('Ready', 'True', REASONS.synced, 'The last sync went through.'),
    authenticatedState(source, outcome),
    completeState(outcome),
    ...loweredStates(source),
  ];
}

/** Allowed, and shown. The values are the spec's own, so no text of a provider is in the message. */
function loweredStates({ spec }: IncidentSource): ConditionState[] {
  const lowered = loweredBy(spec.severityMap);
  if (lowered.length === 0) return [];
  const named = lowered.slice(0, MAX_NAMED).map(({ from, to }) => `${from} to ${to}`);
  const message = `spec.severityMap lowers ${lowered.length} severities below their usual meaning: ${named.join(', ')}.`;
  return [state('Lowered', 'True', REASONS.severityLowered, message)];
}

function authenticatedState({ spec }: IncidentSource, { degraded }: Outcome<'synced'>): ConditionState {
  if (spec.secretRef === undefined) {
    return state('Authenticated', 'True', REASONS.notRequired, 'The source needs no credential.');
  }
  if (degraded.length > 0) {
    const message = `The credential was accepted, but it (or the plan) does not give ${degraded.join(', ')}. The source works without.`;
    return state('Authenticated', 'True', REASONS.limited, message);
  }
  return state('Authenticated', 'True', REASONS.authenticated, 'The credential was accepted.');
}

function completeState(outcome: Outcome<'synced'>): ConditionState {
  const lack = incompletenessOf(outcome);
  if (lack === undefined) {
    return state('Complete', 'True', REASONS.complete, 'Everything that the source selects was read.');
  }
  const messages = {
    filterUnmatched: unmatchedMessage,
    tooManyIncidents: () => LEFT_OUT_MESSAGE,
    nameCollision: collisionMessage,
    itemsQuarantined: quarantineMessage,
  } as const;
  return state('Complete', 'False', REASONS[lack], messages[lack](outcome));
}

/** A failure that may end by itself while the data is fresh: checks may still pass, so only the reason shows it. */
function toleratedStates({ failure, message }: Outcome<'failed'>): ConditionState[] {
  const text = `${message}. The last complete sync still counts until it is three intervals old.`;
  return [state('Ready', 'True', readingOf(failure).reason, text)];
}

function failedStates({ failure, message }: Outcome<'failed'>): ConditionState[] {
  const reading = readingOf(failure);
  const states = trouble(reading.stalled ? 'Stalled' : 'Reconciling', reading.reason, message);
  return [
    ...states,
    ...(reading.refused ? [state('Authenticated', 'False', reading.reason, message)] : []),
    ...(reading.transient ? [] : [state('Complete', 'False', reading.reason, message)]),
  ];
}

function trouble(kind: 'Stalled' | 'Reconciling', reason: string, message: string): ConditionState[] {
  return [state('Ready', 'False', reason, message), state(kind, 'True', reason, message)];
}

/** A spec with names that the provider does not know has not been read completely. It stays new until it has. */
function checkpointAfter(outcome: SyncOutcome, generation: number, before: string | undefined) {
  if (outcome.kind === 'synced' && outcome.unmatched.length === 0) {
    return checkpointAfterSync(generation, outcome.reached, before);
  }
  return before === undefined ? {} : { checkpoint: before };
}

function scopeAfter(outcome: SyncOutcome, before: IncidentSourceStatus['scope']): Pick<IncidentSourceStatus, 'scope'> {
  if (outcome.kind !== 'synced') return before === undefined ? {} : { scope: before };
  const names = [...outcome.unmatched, ...outcome.unmapped].map((name) => name.slice(0, MAX_NAME));
  const unmatched = [...new Set(names)].sort().slice(0, MAX_UNMATCHED);
  return unmatched.length === 0 ? {} : { scope: { unmatched } };
}

/** Empty for a provider that this version does not know. */
function providerOf({ spec }: IncidentSource): Pick<IncidentSourceStatus, 'provider'> {
  const name = providerNameOf(spec);
  return name === undefined ? {} : { provider: name };
}

const endpointMessage = ({ host }: Outcome<'endpoint-not-allowed'>): string =>
  `The endpoint's host ${host} is not allowed: start the operator with --allow-endpoints ${host}, or remove the endpoint. Nothing was sent.`;

const refusedSecretMessage = ({ secret }: Outcome<'secret-refused'>): string =>
  `The Secret "${secret}" is of a type that Kubernetes uses for itself (kubernetes.io/...), and is sent nowhere: put the credential into one of type Opaque.`;

const secretMessage = ({ secret }: Outcome<'secret-not-found'>): string =>
  `The Secret "${secret}" does not exist in this namespace: create it, or correct spec.secretRef.name.`;

function incompleteSecretMessage({ secret, keys }: Outcome<'secret-incomplete'>): string {
  const wanted = keys.map((set) => set.join(' + ')).join(', or ');
  return `The Secret "${secret}" lacks its keys: it needs ${wanted}.`;
}

function unmatchedMessage({ unmatched }: Outcome<'synced'>): string {
  const named = unmatched.slice(0, MAX_NAMED).map((name) => JSON.stringify(name.slice(0, MAX_NAME)));
  const rest = unmatched.length > MAX_NAMED ? ` and ${unmatched.length - MAX_NAMED} more` : '';
  return `The provider does not know what the spec selects by: ${named.join(', ')}${rest}. It is not read: correct the spec, or let the credential see it.`;
}

const FIXTURES_MESSAGE =
  'Fixtures are for demonstrations, and are read only by an operator that was started with --allow-fixtures.';

const LEFT_OUT_MESSAGE =
  'New incidents are not stored, as the source or its namespace has as many as the operator allows: narrow the source, delete what is not needed any more, or have --max-incidents-per-source and --max-incidents-per-namespace raised.';

const collisionMessage = ({ collisions }: Outcome<'synced'>): string =>
  `${collisions.length} incidents could not be stored, as their names belong to other objects: ${collisions.slice(0, MAX_NAMED).join(', ')}. Rename or delete those.`;

function quarantineMessage({ rejected }: Outcome<'synced'>): string {
  const counts = new Map<string, number>();
  for (const { reason } of rejected) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const list = [...counts]
    .map(([reason, count]) => `${reason} ${count}`)
    .sort()
    .join(', ');
  return `${rejected.length} items could not be read and are left out (${list}); the log at level debug names them.`;
}

function state(type: string, status: ConditionState['status'], reason: string, message: string): ConditionState {
  return { type, status, reason, message };
}
