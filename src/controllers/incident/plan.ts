// Decides what an Incident's status becomes, and which changes of state or compliance are reported. Pure.

import { findCondition } from '../../api/conditions.ts';
import { INCIDENT } from '../../api/kinds.ts';
import type { IncidentStatus } from '../../api/v1alpha1/incident.gen.ts';
import { incidentStatus } from '../../compliance/incident-status.ts';
import type { Plan, Transition } from '../../runtime/plan.ts';
import type { IncidentObservation } from './observation.ts';

export function plan(observation: IncidentObservation, now: Date): Plan {
  const { stored, resourceVersion } = observation;
  const { row } = observation.incident;
  const next = incidentStatus(observation, now);
  const key = { namespace: row.namespace, name: row.name };
  return {
    writes: [],
    status: { target: { type: INCIDENT, key, resourceVersion, current: stored }, next },
    transitions: transitions(observation, next),
    requeue: { kind: 'done' },
  };
}

function transitions({ incident, stored }: IncidentObservation, next: IncidentStatus): Transition[] {
  const { row } = incident;
  const object = { namespace: row.namespace, name: row.name };
  return [
    ...changed({ kind: 'IncidentState', ...object }, [stored?.state, next.state], next.timeline?.at(-1)?.origin),
    ...changed(
      { kind: 'IncidentCompliance', ...object },
      [compliant(stored)?.status, compliant(next)?.status],
      compliant(next)?.reason,
    ),
  ];
}

function changed(
  subject: Pick<Transition, 'kind' | 'namespace' | 'name'>,
  [from, to]: readonly [string | undefined, string | undefined],
  reason = 'Source',
): Transition[] {
  return to === undefined || from === to ? [] : [{ ...subject, from, to, reason }];
}

const compliant = (status: IncidentStatus | undefined) => findCondition(status?.conditions, 'Compliant');
