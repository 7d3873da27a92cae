// Why an incident has its SLA deadlines: which policy, which rule chose it, and whether they are kept from an earlier policy.

import { isInScope } from '../../compliance/applies-to.ts';
import type { JoinedIncident } from '../../compliance/joined-incident.ts';
import { isSameVersion } from '../../compliance/pins.ts';
import type { SlaChoice } from '../../compliance/policies.ts';
import { BUILT_IN_SLA, type SlaPolicy } from '../../compliance/sla.ts';
import type { IncidentRow } from '../../compliance/verdict.ts';
import { instantMember } from './instant-text.ts';

/** The rules that choose a policy, the first that matches decides. */
export type SlaRule = 'NamedBySource' | 'AppliesTo' | 'Default' | 'Unconditional' | 'BuiltIn';

export type SlaExplanation =
  | {
      readonly policy: string;
      readonly generation: number;
      /** How the present policy was chosen. Absent where the deadlines are kept from another one. */
      readonly rule?: SlaRule;
      /** By the policy on record: the incident is resolved, or the present choice would loosen its deadlines. */
      readonly kept: boolean;
      readonly acknowledgeBy?: string;
      readonly resolveBy?: string;
    }
  | { readonly policy: string; readonly reason: 'PolicyMissing' | 'PolicyInvalid' };

/** `named`: the policy that the incident's source names. */
export function explainSla(
  { row, sla }: JoinedIncident,
  present: SlaChoice,
  named: string | undefined,
): SlaExplanation {
  if (!sla.ok) return { policy: sla.name, reason: sla.reason };
  const { policy, generation, uid, acknowledgeBy, resolveBy } = sla;
  const isPresent = present.ok && isSameVersion({ name: policy, generation, uid }, present.policy);
  return {
    policy,
    generation,
    ...(isPresent && { rule: named === undefined ? ruleOf(present.policy, row) : 'NamedBySource' }),
    kept: !isPresent,
    ...instantMember('acknowledgeBy', acknowledgeBy),
    ...instantMember('resolveBy', resolveBy),
  };
}

/** The rule that chose a policy is the first one that the policy meets, as an earlier rule goes before a later one. */
function ruleOf(policy: SlaPolicy, row: IncidentRow): SlaRule {
  if (policy === BUILT_IN_SLA) return 'BuiltIn';
  if (policy.appliesTo !== undefined && isInScope(policy.appliesTo, row)) return 'AppliesTo';
  return policy.isDefault ? 'Default' : 'Unconditional';
}
