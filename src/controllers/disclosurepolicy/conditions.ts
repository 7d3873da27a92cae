// What a DisclosurePolicy's `Ready` says: whether its obligations are owed. Reasons are documented in
// docs/spec/v1alpha1/disclosurepolicy.md. Pure.

import { type ConditionState, conditionState, stalledStates } from '../../api/conditions.ts';
import type { DisclosureRules } from '../../compliance/disclosure.ts';
import type { Compiled } from '../../compliance/policies.ts';

const REASONS = {
  /** Ready True: its obligations are owed for every confirmed loss that it is for. */
  inUse: 'InUse',
  /** Ready False, Stalled True: the spec cannot be used. */
  invalidSpec: 'InvalidSpec',
} as const;

export function readyStates(compiled: Compiled<DisclosureRules>): ConditionState[] {
  if (!compiled.ok) return stalledStates(REASONS.invalidSpec, compiled.message);
  const message = 'Its obligations are owed for each confirmed loss of data that it is for.';
  return [conditionState('Ready', 'True', REASONS.inUse, message)];
}
