// Decides what a DisclosurePolicy's status becomes: how many of its obligations are open and overdue over all incidents. Pure.

import { setConditions } from '../../api/conditions.ts';
import { DISCLOSURE_POLICY } from '../../api/kinds.ts';
import type { DisclosurePolicy, DisclosurePolicyStatus } from '../../api/v1alpha1/disclosurepolicy.gen.ts';
import type { DisclosureRules } from '../../compliance/disclosure.ts';
import type { DisclosureCounts } from '../../compliance/disclosure/book.ts';
import type { Compiled } from '../../compliance/policies.ts';
import type { Plan } from '../../runtime/plan.ts';
import { readyStates } from './conditions.ts';

export interface DisclosurePolicyObservation {
  readonly object: DisclosurePolicy;
  readonly compiled: Compiled<DisclosureRules>;
  /** Undefined: this operator does not see every incident, so the stored counts are kept. */
  readonly counts: DisclosureCounts | undefined;
}

export function plan(observation: DisclosurePolicyObservation, now: Date): Plan {
  const { metadata, status: current } = observation.object;
  const { name, resourceVersion = '' } = metadata;
  return {
    writes: [],
    status: {
      target: { type: DISCLOSURE_POLICY, key: { name }, resourceVersion, current },
      next: nextStatus(observation, now),
    },
    transitions: [],
    requeue: { kind: 'done' },
  };
}

function nextStatus({ object, compiled, counts }: DisclosurePolicyObservation, now: Date): DisclosurePolicyStatus {
  const { metadata, spec, status } = object;
  const stamp = { generation: metadata.generation ?? 0, now };
  return {
    observedGeneration: stamp.generation,
    ...listed(
      'dataTypes',
      spec.obligations.map(({ dataType }) => dataType),
    ),
    ...listed(
      'classifications',
      spec.obligations.map(({ classification }) => classification),
    ),
    ...owed(status, counts),
    conditions: setConditions(status?.conditions, readyStates(compiled), stamp),
  };
}

/** Each once; no member where there is none. */
function listed<Name extends string>(
  name: Name,
  values: ReadonlyArray<string | undefined>,
): Partial<Record<Name, string>> {
  const known = new Set(values.filter((value) => value !== undefined));
  return known.size === 0 ? {} : ({ [name]: [...known].join(',') } as Record<Name, string>);
}

/** Each unmet obligation counts once: as open while it is in time, as overdue afterwards. */
function owed(
  { open, overdue }: DisclosurePolicyStatus = {},
  counts: DisclosureCounts | undefined,
): Pick<DisclosurePolicyStatus, 'open' | 'overdue'> {
  if (counts !== undefined) return { open: counts.open - counts.overdue, overdue: counts.overdue };
  return { ...(open === undefined ? {} : { open }), ...(overdue === undefined ? {} : { overdue }) };
}
