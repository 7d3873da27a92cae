// Who has to be told about an incident, by when and why: each obligation with the clocks of its policy.

import type { DisclosurePolicySpec } from '../../api/v1alpha1/disclosurepolicy.gen.ts';
import { classificationOf } from '../../compliance/disclosure.ts';
import { runsOf } from '../../compliance/disclosure/clocks.ts';
import type { JoinedIncident } from '../../compliance/joined-incident.ts';
import { isMet, type Obligation } from '../../compliance/disclosure/obligation.ts';
import { isSameVersion, versionOf } from '../../compliance/pins.ts';
import { instantMember } from './instant-text.ts';
import type { Judgement } from '../offline/judge-objects.ts';

export interface ClockExplanation {
  readonly start: string;
  /** For `Disclosed`: the obligation that has to be met first. */
  readonly of?: string;
  readonly within: string;
  /** Absent while the clock does not run. */
  readonly from?: string;
  readonly until?: string;
  /** It is the earliest of the running clocks. */
  readonly decides: boolean;
}

export interface ObligationExplanation {
  readonly policy: string;
  readonly policyGeneration: number;
  readonly name: string;
  readonly recipient: string;
  /** What makes it owed: the loss of data of this type, */
  readonly dataType?: string;
  /** or what the incident is classified as. */
  readonly classification?: string;
  readonly state: 'Met' | 'MetLate' | 'Owed' | 'Overdue';
  readonly dueAt?: string;
  readonly metAt?: string;
  /** Empty where the deadline was computed by an earlier generation of the policy. */
  readonly clocks: readonly ClockExplanation[];
}

/** The obligations for one incident, the earliest deadline first. */
export function explainObligations(joined: JoinedIncident, judgement: Judgement): ObligationExplanation[] {
  return joined.disclosure.obligations.map((obligation) => {
    const { policy, policyGeneration, name, recipient, basis, dueAt, metAt } = obligation;
    return {
      ...{ policy, policyGeneration, name, recipient },
      ...(basis.when === 'DataLoss' ? { dataType: basis.dataType } : { classification: basis.classification }),
      state: stateOf(obligation, judgement.now.getTime()),
      ...instantMember('dueAt', dueAt),
      ...instantMember('metAt', metAt),
      clocks: clocksOf(obligation, joined, judgement),
    };
  });
}

function stateOf(obligation: Obligation, nowMs: number): ObligationExplanation['state'] {
  const { dueAt = Number.POSITIVE_INFINITY, metAt = 0 } = obligation;
  if (isMet(obligation, nowMs)) return metAt > dueAt ? 'MetLate' : 'Met';
  return nowMs > dueAt ? 'Overdue' : 'Owed';
}

function clocksOf(obligation: Obligation, joined: JoinedIncident, { judge, stores }: Judgement): ClockExplanation[] {
  const { policy: name } = obligation;
  const policy = judge.joins.disclosurePolicies().find((one) => one.name === name);
  const rule = policy?.obligations.find((one) => one.name === obligation.name);
  if (policy === undefined || rule === undefined || !isSameVersion(versionOf(obligation), policy)) return [];
  const stages = new Map(
    joined.disclosure.obligations.filter((one) => one.policy === name).map((one) => [one.name, one]),
  );
  const { detectedAt, review, resolvedAt } = joined;
  const facts = {
    detectedAt,
    awareAt: review?.awareAt,
    classifiedAt: review && classificationOf(obligation.basis, review),
    resolvedAt,
  };
  const written = asWritten(stores.disclosurePolicies.get(name)?.object.spec, obligation.name);
  return runsOf({ clocks: rule.clocks, calendar: policy.calendar, counting: policy.counting }, stages, facts).map(
    ({ clock, from, until }, index) => ({
      start: clock.start,
      ...(clock.start === 'Disclosed' && { of: clock.of }),
      within: written[index]?.within ?? '',
      ...instantMember('from', from),
      ...instantMember('until', until),
      decides: until !== undefined && until === obligation.dueAt,
    }),
  );
}

/** The clocks as the policy states them: people look for what they wrote. */
function asWritten(
  spec: DisclosurePolicySpec | undefined,
  obligation: string,
): DisclosurePolicySpec['obligations'][number]['clocks'] {
  return spec?.obligations.find(({ name }) => name === obligation)?.clocks ?? [];
}
