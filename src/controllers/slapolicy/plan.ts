// Decides what an SLAPolicy's status becomes. Pure.

import { setConditions } from '../../api/conditions.ts';
import { SLA_POLICY } from '../../api/kinds.ts';
import type { SLAPolicy, SLAPolicyStatus } from '../../api/v1alpha1/slapolicy.gen.ts';
import type { Compiled } from '../../compliance/policies.ts';
import type { SlaClaim, SlaPolicy } from '../../compliance/sla.ts';
import type { Plan } from '../../runtime/plan.ts';
import { readyStates } from './conditions.ts';

export interface SlaPolicyObservation {
  readonly object: SLAPolicy;
  readonly compiled: Compiled<SlaPolicy>;
  /** The policy of incidents that no policy selects; undefined: the built-in one. */
  readonly general: SlaClaim | undefined;
}

export function plan({ object, compiled, general }: SlaPolicyObservation, now: Date): Plan {
  const { name, resourceVersion = '', generation = 0 } = object.metadata;
  const next: SLAPolicyStatus = {
    observedGeneration: generation,
    conditions: setConditions(object.status?.conditions, readyStates(compiled, general), { generation, now }),
  };
  return {
    writes: [],
    status: { target: { type: SLA_POLICY, key: { name }, resourceVersion, current: object.status }, next },
    transitions: [],
    requeue: { kind: 'done' },
  };
}
