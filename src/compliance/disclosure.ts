// What is owed for one incident: whom the disclosure policies oblige to tell of a confirmed loss, by when, and which disclosure of
// the review met which obligation. Pure; says nothing of lateness, which is the checks' to judge.

import type { Severity } from '../integrations/provider.ts';
import { allows, isInScope, type Place } from './applies-to.ts';
import { addMonths, endOfBusinessDay, LAST_INSTANT } from './calendar.ts';
import { ASSESS_WITHIN_MS, type Clock, type DisclosureRules, type ObligationRule } from './disclosure-policy.ts';

export { compileDisclosurePolicy, type DisclosureRules } from './disclosure-policy.ts';

/** Somebody was told. `obligation` is empty where the review does not say which one that meets. */
interface Disclosure {
  readonly recipient: string;
  readonly obligation: string;
  readonly notifiedAt: number;
}

/** What obligations depend on of a ReviewRow, which fits this shape; naming it here would import in a circle. Epoch milliseconds. */
export interface DisclosureReview {
  readonly assessment: 'None' | 'Suspected' | 'Confirmed' | undefined;
  readonly dataTypes: readonly string[];
  readonly awareAt: number | undefined;
  readonly classifiedAt: number | undefined;
  readonly disclosures: readonly Disclosure[];
}

/** What is known of an incident and its review. Instants are epoch milliseconds. */
export interface DisclosureFacts extends Place {
  readonly severity: Severity;
  readonly detectedAt: number;
  readonly resolvedAt: number | undefined;
  readonly review: DisclosureReview | undefined;
}

/** One obligation of one incident. Instants are epoch milliseconds. */
export interface Obligation {
  readonly policy: string;
  readonly policyGeneration: number;
  readonly name: string;
  readonly recipient: string;
  readonly dataType: string;
  /** The last instant that is on time; undefined while none of its clocks runs: owed without a date. */
  readonly dueAt: number | undefined;
  /** When the recipient was told; undefined while it is owed. */
  readonly metAt: number | undefined;
}

/** An obligation while it is being settled. */
interface Owed {
  readonly policy: DisclosureRules;
  readonly rule: ObligationRule;
  /** All that is owed by the same policy. */
  readonly stages: Map<string, Owed>;
  dueAt: number | undefined;
  metAt: number | undefined;
}

/**
 * Every obligation of an incident whose loss is confirmed, the soonest first: by due, undated last, then by policy and place in it.
 *
 * A disclosure that names an obligation meets those of that name and its recipient. One that names none meets the soonest
 * obligation to its recipient that is not met yet, taken in the order in which people were told; a stage gets its date
 * when the stage before it is met, and is in the running for the next disclosure with that date.
 */
export function obligationsOf(policies: readonly DisclosureRules[], facts: DisclosureFacts): readonly Obligation[] {
  const { review } = facts;
  if (review?.assessment !== 'Confirmed') return [];
  const owed = policies
    .filter((policy) => isMeant(policy, facts))
    .flatMap((policy) => owedUnder(policy, review.dataTypes));
  for (const one of owed) one.metAt = toldByName(one.rule, review.disclosures);
  for (const one of owed) one.dueAt = dueAt(one, facts, review);
  for (const { recipient, notifiedAt } of unnamed(review.disclosures)) {
    const met = soonest(owed.filter(({ rule, metAt }) => metAt === undefined && rule.recipient === recipient));
    if (met === undefined) continue;
    met.metAt = notifiedAt;
    for (const stage of met.stages.values()) stage.dueAt = dueAt(stage, facts, review);
  }
  return owed.toSorted(bySoonest).map(asObligation);
}

/** How soon after detection it must be known whether data was lost: the shortest time of the policies that match, else 72 hours. */
export function assessWithinOf(
  policies: readonly DisclosureRules[],
  facts: Pick<DisclosureFacts, 'namespace' | 'zone' | 'severity'>,
): number {
  const times = policies.filter((policy) => isMeant(policy, facts)).map(({ assessWithinMs }) => assessWithinMs);
  return times.length === 0 ? ASSESS_WITHIN_MS : Math.min(...times);
}

function isMeant({ appliesTo }: DisclosureRules, facts: Place & { readonly severity: Severity }): boolean {
  return isInScope(appliesTo, facts) && allows(appliesTo.severities, facts.severity);
}

function owedUnder(policy: DisclosureRules, dataTypes: readonly string[]): readonly Owed[] {
  const stages = new Map<string, Owed>();
  for (const rule of policy.obligations) {
    if (rule.dataType !== '*' && !dataTypes.includes(rule.dataType)) continue;
    stages.set(rule.name, { policy, rule, stages, dueAt: undefined, metAt: undefined });
  }
  return [...stages.values()];
}

/** In the order in which people were told; of what was told at the same instant by recipient, not as it happens to be listed. */
function unnamed(disclosures: readonly Disclosure[]): readonly Disclosure[] {
  return disclosures
    .filter(({ obligation }) => obligation === '')
    .toSorted((a, b) => a.notifiedAt - b.notifiedAt || (a.recipient < b.recipient ? -1 : 1));
}

function toldByName({ name, recipient }: ObligationRule, disclosures: readonly Disclosure[]): number | undefined {
  const told = disclosures.filter((one) => one.obligation === name && one.recipient === recipient);
  return earliest(told.map(({ notifiedAt }) => notifiedAt));
}

/** By the earliest clock that runs, as far as it is known by now which stages are met. */
function dueAt({ policy, rule, stages }: Owed, facts: DisclosureFacts, review: DisclosureReview): number | undefined {
  return earliest(
    rule.clocks.map((clock) => {
      const from = startOf(clock, stages, facts, review);
      return from === undefined ? undefined : Math.min(endOf(clock, from, policy), LAST_INSTANT);
    }),
  );
}

function startOf(
  clock: Clock,
  stages: ReadonlyMap<string, Owed>,
  { detectedAt, resolvedAt }: DisclosureFacts,
  review: DisclosureReview,
): number | undefined {
  switch (clock.start) {
    case 'Detected':
      return detectedAt;
    case 'Aware':
      return review.awareAt ?? detectedAt;
    case 'Classified':
      return review.classifiedAt;
    case 'Resolved':
      return resolvedAt;
    case 'Disclosed':
      return stages.get(clock.of)?.metAt;
  }
}

function endOf({ within }: Clock, from: number, { calendar }: DisclosureRules): number {
  switch (within.kind) {
    case 'Exact':
      return from + within.ms;
    case 'Months':
      return addMonths(from, within.count);
    case 'BusinessDays':
      return endOfBusinessDay(calendar, from, within.count);
  }
}

function earliest(instants: readonly (number | undefined)[]): number | undefined {
  const known = instants.filter((instant) => instant !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function soonest(owed: readonly Owed[]): Owed | undefined {
  return owed.toSorted(bySoonest)[0];
}

/** Undated last, then by policy; sorting is stable, so that obligations of one policy stay in its order. */
function bySoonest(a: Owed, b: Owed): number {
  const [dueA, dueB] = [a.dueAt ?? Number.MAX_VALUE, b.dueAt ?? Number.MAX_VALUE];
  if (dueA !== dueB) return dueA - dueB;
  if (a.policy.name === b.policy.name) return 0;
  return a.policy.name < b.policy.name ? -1 : 1;
}

function asObligation({ policy, rule, dueAt: due, metAt }: Owed): Obligation {
  return {
    policy: policy.name,
    policyGeneration: policy.generation,
    name: rule.name,
    recipient: rule.recipient,
    dataType: rule.dataType,
    dueAt: due,
    metAt,
  };
}
