// What an SLAPolicy's `Ready` says: whether deadlines are worked out by it. Reasons are documented in docs/spec/v1alpha1/slapolicy.md.
// Pure.

import type { ConditionState } from '../../api/conditions.ts';
import type { Compiled } from '../../compliance/policies.ts';
import type { SlaPolicy } from '../../compliance/sla.ts';

export const REASONS = {
  /** Ready True: deadlines are worked out by it. */
  applied: 'Applied',
  /** Ready True: another policy counts for incidents that none selects. */
  notTheDefault: 'NotTheDefault',
  /** Ready False, Stalled True: the spec cannot be used. */
  invalidSpec: 'InvalidSpec',
} as const;

/** `general`: the policy of incidents that none selects. */
export function readyStates(compiled: Compiled<SlaPolicy>, general: SlaPolicy | undefined): ConditionState[] {
  if (!compiled.ok) {
    const { message } = compiled;
    return [
      { type: 'Ready', status: 'False', reason: REASONS.invalidSpec, message },
      { type: 'Stalled', status: 'True', reason: REASONS.invalidSpec, message },
    ];
  }
  return [{ type: 'Ready', status: 'True', ...use(compiled.policy, general) }];
}

function use(
  { name, isDefault, appliesTo }: SlaPolicy,
  general: SlaPolicy | undefined,
): Pick<ConditionState, 'reason' | 'message'> {
  const wantsToBeGeneral = isDefault || appliesTo === undefined;
  if (!wantsToBeGeneral) return applied('Deadlines of the incidents that it selects are worked out by it.');
  if (general === undefined || general.name === name) {
    return applied('Deadlines of all incidents that no other policy selects are worked out by it.');
  }
  const rest = appliesTo === undefined ? '' : 'for the incidents that it selects, and ';
  const why = general.isDefault ? 'is the default' : 'is older';
  return {
    reason: REASONS.notTheDefault,
    message: `The policy "${general.name}" ${why} and counts for incidents that none selects. This one counts ${rest}where an IncidentSource names it in slaPolicyRef.`,
  };
}

function applied(message: string): Pick<ConditionState, 'reason' | 'message'> {
  return { reason: REASONS.applied, message };
}
