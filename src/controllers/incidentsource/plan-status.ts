// The status of a source after a sync: five conditions computed once, in one place, and the counts. Pure.

import { providerNameOf } from '../../api/providers.ts';
import { type Condition, type ConditionState, findCondition, setConditions } from '../../api/conditions.ts';
import type { IncidentSource, IncidentSourceStatus } from '../../api/v1alpha1/incidentsource.gen.ts';
import { loweredBy } from '../../compliance/severity-map.ts';
import { isSameJson } from '../../base/json.ts';
import type { Transition } from '../../runtime/plan.ts';
import { checkpointAfterSync, readCheckpoint } from './plan-checkpoint.ts';
import { handledRequest, healthTransitions } from '../reading/object-status.ts';
import { obstacleStates, secretGraceLeftMs, state, trouble } from '../reading/obstacle.ts';
import { incompletenessOf, REASONS } from './conditions.ts';
import type { SourceObservation, SyncOutcome } from './observation.ts';

type Finished = Extract<SourceObservation, { kind: 'finished' }>;
type Outcome<K extends SyncOutcome['kind']> = Extract<SyncOutcome, { kind: K }>;

const MAX_UNMATCHED = 50;
const MAX_NAME = 128;
/** How many items a message names; the rest are counted. */
const MAX_NAMED = 3;
/** The condition that is there only while it is true. */
const LOWERED = 'Lowered';

export function sourceStatus(observation: Finished, now: Date): IncidentSourceStatus {
  const { source, outcome } = observation;
  const status = statusAfter(observation, now);
  const stored = readCheckpoint(source.status?.checkpoint)?.wholeAt;
  if (outcome.kind !== 'synced' || outcome.wholeAt === undefined || outcome.wholeAt === stored) return status;
  // A later one alone is no reason for a write.
  const same = statusAfter({ ...observation, outcome: { ...outcome, wholeAt: stored } }, now);
  return isSameJson(same, source.status) ? same : status;
}

function statusAfter(observation: Finished, now: Date): IncidentSourceStatus {
  const { source, outcome, incidents } = observation;
  const generation = source.metadata.generation ?? 0;
  const { checkpoint, scope, ...before } = source.status ?? {};
  return {
    ...before,
    observedGeneration: generation,
    ...providerOf(source),
    // What could not be read cannot be counted.
    ...(outcome.kind === 'hindered' ? {} : { incidents: { open: incidents.open, total: incidents.total } }),
    ...checkpointAfter(outcome, generation, checkpoint),
    ...scopeAfter(outcome, scope),
    ...handledRequest(source.metadata),
    conditions: conditionsAfter(observation, now),
  };
}

export function sourceTransitions({ metadata, status }: IncidentSource, next: IncidentSourceStatus): Transition[] {
  return healthTransitions('SourceHealth', metadata, status?.conditions, next.conditions);
}

function conditionsAfter(observation: Finished, now: Date): Condition[] {
  const { source, outcome } = observation;
  const stamp = { generation: source.metadata.generation ?? 0, now };
  const states = statesOf(observation, now);
  const isRaised = outcome.kind === 'synced' && !states.some(({ type }) => type === LOWERED);
  const before = source.status?.conditions?.filter(({ type }) => !isRaised || type !== LOWERED);
  return setConditions(before, states, stamp);
}

function statesOf(observation: Finished, now: Date): ConditionState[] {
  const { outcome, source, dataIsFresh, secretMissingSinceMs } = observation;
  switch (outcome.kind) {
    case 'synced':
      return syncedStates(source, outcome);
    case 'fixtures-not-allowed':
      return trouble('Stalled', REASONS.fixturesNotAllowed, FIXTURES_MESSAGE);
    default:
      return obstacleStates(outcome, { dataIsFresh, graceLeftMs: secretGraceLeftMs(secretMissingSinceMs, now) });
  }
}

function syncedStates(source: IncidentSource, outcome: Outcome<'synced'>): ConditionState[] {
  return [
    state('Ready', 'True', REASONS.synced, 'The last sync went through.'),
    authenticatedState(source, outcome),
    completeState(outcome),
    ...loweredStates(source, outcome),
  ];
}

/**
 * Shown unless the administrator allowed it. By the usual names in the map, and by what the vendor itself rates higher. What was found first
 * for a spec stays: a reading of changes brings other incidents each time. The values are those of the spec, and no text of a provider.
 */
function loweredStates(source: IncidentSource, { lowered = [] }: Outcome<'synced'>): ConditionState[] {
  if (lowered === 'Allowed') return [];
  const before = findCondition(source.status?.conditions, LOWERED);
  if (before?.status === 'True' && before.observedGeneration === source.metadata.generation) {
    return [state(LOWERED, 'True', before.reason, before.message)];
  }
  const usual = loweredBy(source.spec.severityMap).map(({ from, to }) => `${from} to ${to}`);
  const all = [...usual, ...lowered];
  if (all.length === 0) return [];
  const message = `spec.severityMap lowers severities below what they mean: ${all.slice(0, MAX_NAMED).join(', ')}. Incidents on record keep theirs.`;
  return [state(LOWERED, 'True', REASONS.severityLowered, message)];
}

function authenticatedState({ spec }: IncidentSource, outcome: Outcome<'synced'>): ConditionState {
  const { degraded, podIdentity = false } = outcome;
  if (spec.secretRef === undefined && !podIdentity) {
    return state('Authenticated', 'True', REASONS.notRequired, 'The source needs no credential.');
  }
  if (degraded.length > 0) {
    const message = `The credential was accepted, but it (or the plan) does not give ${degraded.join(', ')}. The source works without.`;
    return state('Authenticated', 'True', REASONS.limited, message);
  }
  const accepted = podIdentity
    ? "The identity of the operator's own pod was accepted."
    : 'The credential was accepted.';
  return state('Authenticated', 'True', REASONS.authenticated, accepted);
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
    nothingHeard: () => NOTHING_HEARD_MESSAGE,
    itemsMissing: missingMessage,
  } as const;
  // Silence is no proof that something is missing.
  const status = lack === 'nothingHeard' ? 'Unknown' : 'False';
  return state('Complete', status, REASONS[lack], messages[lack](outcome));
}

/** A spec with names that the provider does not know has not been read completely. It stays new until it has. */
function checkpointAfter(outcome: SyncOutcome, generation: number, before: string | undefined) {
  if (outcome.kind === 'synced' && outcome.unmatched.length === 0) {
    return checkpointAfterSync(generation, outcome, before);
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

function unmatchedMessage({ unmatched }: Outcome<'synced'>): string {
  const named = unmatched.slice(0, MAX_NAMED).map((name) => JSON.stringify(name.slice(0, MAX_NAME)));
  const rest = unmatched.length > MAX_NAMED ? ` and ${unmatched.length - MAX_NAMED} more` : '';
  return `The provider does not know what the spec selects by: ${named.join(', ')}${rest}. It is not read: correct the spec, or let the credential see it.`;
}

const FIXTURES_MESSAGE =
  'Fixtures are for demonstrations, and are read only by an operator that was started with --allow-fixtures.';

const NOTHING_HEARD_MESSAGE =
  'No sign of life arrived when one was due: see whether the sender runs, and whether it reaches the receiver (docs/webhooks.md).';

function missingMessage({ unreadable }: Outcome<'synced'>): string {
  const missing =
    'In the last day the sender left something out, or something that it sent could not be read or stored: status.received.gaps says when.';
  return unreadable === undefined ? missing : `${missing} The last that could not be read: ${unreadable}.`;
}

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
