// An SLAPolicy's `Ready` condition: whether the policy sets deadlines. Reasons are documented in docs/spec/v1alpha1/slapolicy.md.
// Pure.

import { type ConditionState, conditionState, stalledStates } from '../../api/conditions.ts';
import type { Compiled } from '../../compliance/policies.ts';
import type { SlaClaim, SlaPolicy } from '../../compliance/sla.ts';

const REASONS = {
  /** Ready True: it sets deadlines. */
  inUse: 'InUse',
  /** Ready True: another policy applies to incidents that no policy selects. */
  anotherDefault: 'AnotherDefault',
  /** Ready False, Stalled True: the spec cannot be used. */
  invalidSpec: 'InvalidSpec',
} as const;

/** `general`: the policy of incidents that no policy selects. */
export function readyStates(compiled: Compiled<SlaPolicy>, general: SlaClaim | undefined): ConditionState[] {
  if (!compiled.ok) return stalledStates(REASONS.invalidSpec, compiled.message);
  const { reason, message } = use(compiled.policy, general);
  return [conditionState('Ready', 'True', reason, message)];
}

function use(
  { name, isDefault, appliesTo }: SlaPolicy,
  general: SlaClaim | undefined,
): Pick<ConditionState, 'reason' | 'message'> {
  const wantsToBeGeneral = isDefault || appliesTo === undefined;
  if (!wantsToBeGeneral) return inUse('Deadlines of the incidents that it selects are worked out by it.');
  if (general === undefined || general.name === name) {
    return inUse('Deadlines of all incidents that no other policy selects are worked out by it.');
  }
  const rest = appliesTo === undefined ? '' : 'for the incidents that it selects, and ';
  const why = general.isDefault ? 'is the default' : 'is older';
  return {
    reason: REASONS.anotherDefault,
    message: `The policy "${general.name}" ${why} and counts for incidents that none selects. This one counts ${rest}where an IncidentSource names it in slaPolicyRef.`,
  };
}

function inUse(message: string): Pick<ConditionState, 'reason' | 'message'> {
  return { reason: REASONS.inUse, message };
}
