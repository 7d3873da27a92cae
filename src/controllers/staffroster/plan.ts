// Decides what one step of a reading of a roster changes in the cluster: its status, and when to read again. Pure.

import { STAFF_ROSTER } from '../../api/kinds.ts';
import { directoryNameOf } from '../../api/providers.ts';
import { setConditions } from '../../api/conditions.ts';
import type { StaffRoster, StaffRosterStatus } from '../../api/v1alpha1/staffroster.gen.ts';
import { listingIntervalMs } from '../../compliance/durations.ts';
import { CONFIRM_SHRINK, usedConfirmation } from '../../compliance/shrink-guard.ts';
import type { Plan, StatusTarget } from '../../runtime/plan.ts';
import { listingStates, nextListing } from '../reading/listing.ts';
import { firstConditions, handledRequest, healthTransitions } from '../reading/object-status.ts';
import { secretGraceLeftMs } from '../reading/obstacle.ts';
import type { RosterObservation } from './observation.ts';

type Finished = Extract<RosterObservation, { kind: 'finished' }>;

export function plan(observation: RosterObservation, now: Date): Plan {
  const { roster } = observation;
  const target = targetOf(roster);
  if (observation.kind === 'first-visit') {
    const generation = roster.metadata.generation ?? 0;
    const conditions = firstConditions(generation, now);
    const next = { ...roster.status, observedGeneration: generation, conditions };
    return { writes: [], transitions: [], requeue: { kind: 'done' }, status: { target, next } };
  }
  const { outcome, timing, resourceVersion } = observation;
  const next = rosterStatus(observation, now);
  const graceLeftMs = secretGraceLeftMs(observation.secretMissingSinceMs, now);
  return {
    writes: [],
    status: { target: { ...target, resourceVersion }, next },
    transitions: healthTransitions('RosterHealth', roster.metadata, roster.status?.conditions, next.conditions),
    requeue: nextListing(outcome, { intervalMs: listingIntervalMs(roster.spec), timing, graceLeftMs, now }),
  };
}

function rosterStatus(observation: Finished, now: Date): StaffRosterStatus {
  const { roster, outcome, people, dataIsFresh, secretMissingSinceMs } = observation;
  const generation = roster.metadata.generation ?? 0;
  const { confirmedShrink: used, ...before } = roster.status ?? {};
  const shrink = outcome.kind === 'read' ? outcome.shrink : undefined;
  const confirmation = roster.metadata.annotations?.[CONFIRM_SHRINK];
  const confirmedShrink = usedConfirmation(shrink, { confirmation, used });
  const graceLeftMs = secretGraceLeftMs(secretMissingSinceMs, now);
  const states = listingStates(outcome, { what: 'people', dataIsFresh, graceLeftMs });
  return {
    ...before,
    observedGeneration: generation,
    source: sourceOf(roster),
    ...(people === undefined ? {} : { people }),
    ...(confirmedShrink === undefined ? {} : { confirmedShrink }),
    ...handledRequest(roster.metadata),
    conditions: setConditions(before.conditions, states, { generation, now }),
  };
}

function sourceOf({ spec }: StaffRoster): NonNullable<StaffRosterStatus['source']> {
  return directoryNameOf(spec) ?? 'secretRef';
}

function targetOf({ metadata, status }: StaffRoster): StatusTarget {
  const { namespace = '', name, resourceVersion = '' } = metadata;
  return { type: STAFF_ROSTER, key: { namespace, name }, resourceVersion, current: status };
}
