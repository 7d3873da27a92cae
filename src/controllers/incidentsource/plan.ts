// Decides what one step of a sync changes in the cluster. Pure: no clock, no I/O; the controller applies it.

import { INCIDENT_SOURCE, COMPLIANCE_CHECK } from '../../api/kinds.ts';
import type { IncidentSource, IncidentSourceStatus } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { Plan, StatusTarget, Write } from '../../runtime/plan.ts';
import { firstConditions } from '../reading/object-status.ts';
import { defaultCheck } from './plan-default-checks.ts';
import type { DefaultType } from './plan-default-table.ts';
import type { SourceObservation } from './observation.ts';
import { nextSync } from './plan-schedule.ts';
import { recordWrite } from './plan-record.ts';
import { sourceStatus, sourceTransitions } from './plan-status.ts';

export function plan(observation: SourceObservation, now: Date): Plan {
  switch (observation.kind) {
    case 'first-visit':
      return {
        ...nothing,
        status: { target: targetOf(observation.source), next: firstStatus(observation.source, now) },
      };
    case 'missing-checks':
      return { ...nothing, writes: observation.types.map((type) => createCheck(observation.source, type)) };
    case 'page':
      return { ...nothing, writes: observation.desired.flatMap((desired) => recordWrite(desired, now) ?? []) };
    case 'finished': {
      const next = sourceStatus(observation, now);
      return {
        writes: [],
        status: { target: { ...targetOf(observation.source), resourceVersion: observation.resourceVersion }, next },
        transitions: sourceTransitions(observation.source, next),
        requeue: nextSync(observation, now),
      };
    }
  }
}

const nothing: Plan = { writes: [], transitions: [], requeue: { kind: 'done' } };

function targetOf({ metadata, status }: IncidentSource): StatusTarget {
  const { namespace = '', name, resourceVersion = '' } = metadata;
  return { type: INCIDENT_SOURCE, key: { namespace, name }, resourceVersion, current: status };
}

function createCheck(source: IncidentSource, type: DefaultType): Write {
  return { kind: 'create', type: COMPLIANCE_CHECK, object: defaultCheck(source, type) };
}

function firstStatus({ metadata, status }: IncidentSource, now: Date): IncidentSourceStatus {
  const generation = metadata.generation ?? 0;
  return { ...status, observedGeneration: generation, conditions: firstConditions(generation, now) };
}
