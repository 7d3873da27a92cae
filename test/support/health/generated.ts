// Every combination of generation and conditions that the rules of kstatus allow, as objects of any kind: also those that no run comes to.

import type { Condition } from '../../../src/api/conditions.ts';
import { type ConditionedStatus, problemsOf } from '../operator/kstatus.ts';
import type { HealthObject } from './state.ts';

const STATUSES = [undefined, 'True', 'False', 'Unknown'] as const;
type Status = (typeof STATUSES)[number];

/** Of a kind, each with the generation 2. */
export function legalObjects(kind: string): HealthObject[] {
  const statuses = [1, 2].flatMap((observedGeneration) =>
    combinations(['Ready', 'Reconciling', 'Stalled', 'Compliant', 'Complete']).map((states): ConditionedStatus => ({
      observedGeneration,
      conditions: conditionsOf(states, observedGeneration),
    })),
  );
  const legal = statuses.filter((status) => problemsOf(status).length === 0);
  return legal.map((status) => ({
    apiVersion: 'docket.dev/v1alpha1',
    kind,
    metadata: { name: 'x', generation: 2 },
    status,
  }));
}

/** Each type with each status, and without. */
function combinations(types: readonly string[]): Array<Readonly<Record<string, Status>>> {
  return types.reduce<Array<Readonly<Record<string, Status>>>>(
    (all, type) => all.flatMap((states) => STATUSES.map((status) => ({ ...states, [type]: status }))),
    [{}],
  );
}

function conditionsOf(states: Readonly<Record<string, Status>>, observedGeneration: number): Condition[] {
  const rest = {
    reason: 'Test',
    message: 'Set by a test.',
    lastTransitionTime: '2026-03-02T08:00:00Z',
    observedGeneration,
  };
  return Object.entries(states).flatMap(([type, status]) => (status === undefined ? [] : [{ type, status, ...rest }]));
}
