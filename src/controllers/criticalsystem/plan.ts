// Decides what one look at a critical system changes in the cluster: its default checks, its status, and when to look again. Pure.

import { COMPLIANCE_CHECK, CRITICAL_SYSTEM } from '../../api/kinds.ts';
import type { CriticalSystem } from '../../api/v1alpha1/criticalsystem.gen.ts';
import type { Plan, Requeue, StatusTarget } from '../../runtime/plan.ts';
import { firstConditions, healthTransitions } from '../reading/object-status.ts';
import type { SystemObservation } from './observation.ts';
import { defaultCheck } from './plan-default-checks.ts';
import { systemStatus } from './plan-status.ts';

export function plan(observation: SystemObservation, now: Date): Plan {
  const { system } = observation;
  const target = targetOf(system);
  switch (observation.kind) {
    case 'first-visit': {
      const generation = system.metadata.generation ?? 0;
      const conditions = firstConditions(generation, now);
      const next = { ...system.status, observedGeneration: generation, conditions };
      return { ...nothing, status: { target, next } };
    }
    case 'missing-checks': {
      const { types } = observation;
      const objects = types.map((type) => defaultCheck(system, type));
      return { ...nothing, writes: objects.map((object) => ({ kind: 'create', type: COMPLIANCE_CHECK, object })) };
    }
    case 'finished': {
      const { resourceVersion, nextReading, findings } = observation;
      const next = systemStatus(observation, now);
      return {
        writes: [],
        status: { target: { ...target, resourceVersion }, next },
        transitions: healthTransitions('SystemHealth', system.metadata, system.status?.conditions, next.conditions),
        requeue: soonest(nextReading, findings?.holdsUntil, now),
      };
    }
  }
}

const nothing: Plan = { writes: [], transitions: [], requeue: { kind: 'done' } };

/** At the next reading, or when time alone changes what is found. */
function soonest(nextReading: Requeue, holdsUntil: number | undefined, now: Date): Requeue {
  if (holdsUntil === undefined) return nextReading;
  const ms = Math.max(holdsUntil + 1 - now.getTime(), 1);
  if (nextReading.kind === 'done') return { kind: 'after', ms };
  return nextReading.kind === 'after' ? { kind: 'after', ms: Math.min(nextReading.ms, ms) } : nextReading;
}

function targetOf({ metadata, status }: CriticalSystem): StatusTarget {
  const { namespace = '', name, resourceVersion = '' } = metadata;
  return { type: CRITICAL_SYSTEM, key: { namespace, name }, resourceVersion, current: status };
}
