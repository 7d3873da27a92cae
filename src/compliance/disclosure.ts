// What is owed for one incident: whom the disclosure policies oblige to tell, because data was lost or because of what the incident
// is classified as, by when, and which disclosure of the review met which obligation. Pure; judges no lateness, which the checks do.

import { classifiedAs } from './disclosure/classification.ts';
import { type Clocked, deadlineOf, runsOf } from './disclosure/clocks.ts';
import {
  type DisclosurePlace,
  type DisclosureRules,
  isInDisclosureScope,
  type ObligationRule,
} from './disclosure/policy.ts';
import { earliest } from '../base/instants.ts';
import type { Obligation, ObligationBasis } from './disclosure/obligation.ts';
import type { Disclosure, ReviewRow } from './reviews/review-row.ts';

export type { DisclosureRules } from './disclosure/policy.ts';
export type { Obligation } from './disclosure/obligation.ts';

/** What a review says that obligations depend on. */
export type DisclosureReview = Pick<
  ReviewRow,
  'assessment' | 'dataTypes' | 'awareAt' | 'classifiedAt' | 'classifications' | 'disclosures'
>;

/** What is known of an incident and its review. Instants are epoch milliseconds. */
export interface DisclosureFacts extends DisclosurePlace {
  readonly detectedAt: number;
  readonly resolvedAt: number | undefined;
  readonly review: DisclosureReview | undefined;
}

/** An obligation while it is being settled. */
interface Owed extends Writable<Obligation> {
  /** What dates it; undefined where no policy has it any more. */
  readonly clocked: Clocked | undefined;
  /** The date that stands, whatever the clocks say. */
  readonly standing: number | undefined;
  /** Its place among the rules of its policy. */
  readonly place: number;
  /** All that is owed by the same policy. */
  readonly stages: Stages;
}

type Writable<T> = { -readonly [Member in keyof T]: T[Member] };
type Stages = Map<string, Owed>;

/**
 * Every obligation of an incident, the soonest first: by due, undated last, then by policy and place in it. Those that hang on data
 * are there once the review confirms the loss, those that hang on a classification once the review says Yes to it.
 *
 * A disclosure that names an obligation meets those of that name and its recipient. One that names none meets the soonest
 * obligation to its recipient that is not met yet, taken in the order in which people were told; a stage gets its date
 * when the stage before it is met, and is in the running for the next disclosure with that date.
 *
 * What is `kept` is owed as it stands there, recipient and date, in place of what a policy says of it now; only whether it was
 * met is found out anew.
 */
export function obligationsOf(
  policies: readonly DisclosureRules[],
  facts: DisclosureFacts,
  kept: readonly Obligation[] = [],
): readonly Obligation[] {
  const { review } = facts;
  if (review === undefined || !obliges(review)) return [];
  const owed = allOwed(
    policies.filter(({ appliesTo }) => isInDisclosureScope(appliesTo, facts)),
    review,
    kept.filter(({ basis }) => holds(basis, review)),
  );
  for (const one of owed) one.metAt = toldByName(one, review.disclosures);
  for (const one of owed) one.dueAt = dueAt(one, facts, review);
  for (const { recipient, notifiedAt } of unnamed(review.disclosures)) {
    const met = soonest(owed.filter((one) => one.metAt === undefined && one.recipient === recipient));
    if (met === undefined) continue;
    met.metAt = notifiedAt;
    for (const stage of met.stages.values()) stage.dueAt = dueAt(stage, facts, review);
  }
  return owed.toSorted(bySoonest).map((one) => asObligation(one, facts, review));
}

/** Whether a review says anything by which something can be owed. */
export function obliges({ assessment, classifications }: Pick<ReviewRow, 'assessment' | 'classifications'>): boolean {
  return assessment === 'Confirmed' || classifications.some(({ outcome }) => outcome === 'Yes');
}

function holds(basis: ObligationBasis, { assessment, dataTypes, classifications }: DisclosureReview): boolean {
  switch (basis.when) {
    case 'DataLoss':
      return assessment === 'Confirmed' && (basis.dataType === '*' || dataTypes.includes(basis.dataType));
    case 'Classified':
      return classifiedAs(basis.classification, classifications) !== undefined;
  }
}

/**
 * How soon after detection it must be known whether data was lost: the shortest time of the policies that match and have an
 * obligation that hangs on it; undefined where none does.
 */
export function assessWithinOf(policies: readonly DisclosureRules[], facts: DisclosurePlace): number | undefined {
  return earliest(
    policies
      .filter((policy) => policy.asksForDataLoss && isInDisclosureScope(policy.appliesTo, facts))
      .map(({ assessWithinMs }) => assessWithinMs),
  );
}

function allOwed(
  policies: readonly DisclosureRules[],
  review: DisclosureReview,
  kept: readonly Obligation[],
): readonly Owed[] {
  const stagesOf = new Map<string, Stages>(policies.map(({ name }) => [name, new Map()]));
  const standing = new Map(kept.map((one) => [keyOf(one), one]));
  for (const policy of policies) {
    const stages = stagesOf.get(policy.name) ?? new Map();
    for (const [place, rule] of policy.obligations.entries()) {
      const stands = standing.get(keyOf({ policy: policy.name, name: rule.name }));
      if (holds(rule.basis, review)) stages.set(rule.name, underRule({ policy, rule, place, stages }, stands));
    }
  }
  for (const one of kept) {
    const stages = stagesOf.get(one.policy) ?? new Map();
    if (!stages.has(one.name)) stages.set(one.name, withoutRule(one, stages));
    stagesOf.set(one.policy, stages);
  }
  return [...stagesOf.values()].flatMap((stages) => [...stages.values()]);
}

interface Applying {
  readonly policy: DisclosureRules;
  readonly rule: ObligationRule;
  readonly place: number;
  readonly stages: Stages;
}

function underRule({ policy, rule, place, stages }: Applying, stands: Obligation | undefined): Owed {
  return {
    policy: policy.name,
    policyGeneration: stands?.policyGeneration ?? policy.generation,
    policyUid: stands === undefined ? policy.uid : stands.policyUid,
    name: rule.name,
    recipient: stands?.recipient ?? rule.recipient,
    basis: stands !== undefined && stands.basis.when !== rule.basis.when ? stands.basis : rule.basis,
    owedFrom: undefined,
    follows: undefined,
    clocked: { clocks: rule.clocks, calendar: policy.calendar, counting: policy.counting },
    standing: stands?.dueAt,
    place,
    stages,
    dueAt: undefined,
    metAt: undefined,
  };
}

function withoutRule(one: Obligation, stages: Stages): Owed {
  return { ...one, clocked: undefined, standing: one.dueAt, place: Number.MAX_SAFE_INTEGER, stages, metAt: undefined };
}

/** In the order in which people were told; of what was told at the same instant by recipient, not as it happens to be listed. */
function unnamed(disclosures: readonly Disclosure[]): readonly Disclosure[] {
  return disclosures
    .filter(({ obligation }) => obligation === '')
    .toSorted((a, b) => a.notifiedAt - b.notifiedAt || (a.recipient < b.recipient ? -1 : 1));
}

function toldByName({ name, recipient }: Owed, disclosures: readonly Disclosure[]): number | undefined {
  const told = disclosures.filter((one) => one.obligation === name && one.recipient === recipient);
  return earliest(told.map(({ notifiedAt }) => notifiedAt));
}

/** By its clocks, as far as it is known by now which stages are met. */
function dueAt(
  { standing, clocked, stages, basis }: Owed,
  { detectedAt, resolvedAt }: DisclosureFacts,
  review: DisclosureReview,
): number | undefined {
  if (standing !== undefined || clocked === undefined) return standing;
  const { awareAt } = review;
  const classifiedAt = classificationOf(basis, review);
  const runs = runsOf(clocked, stages, { detectedAt, resolvedAt, awareAt, classifiedAt });
  return deadlineOf(runs, basis.when === 'Classified' ? classifiedAt : undefined);
}

/** When the clock Classified of an obligation starts. */
export function classificationOf(
  basis: ObligationBasis,
  { classifications, classifiedAt }: Pick<DisclosureReview, 'classifications' | 'classifiedAt'>,
): number | undefined {
  return basis.when === 'Classified' ? classifiedAs(basis.classification, classifications) : classifiedAt;
}

function soonest(owed: readonly Owed[]): Owed | undefined {
  return owed.toSorted(bySoonest)[0];
}

/** Undated last; then by policy, by place in it, and by name. */
function bySoonest(a: Owed, b: Owed): number {
  const [dueA, dueB] = [a.dueAt ?? Number.MAX_VALUE, b.dueAt ?? Number.MAX_VALUE];
  if (dueA !== dueB) return dueA - dueB;
  if (a.policy !== b.policy) return a.policy < b.policy ? -1 : 1;
  if (a.place !== b.place) return a.place - b.place;
  return a.name < b.name ? -1 : 1;
}

function asObligation(owed: Owed, facts: DisclosureFacts, review: DisclosureReview): Obligation {
  const { policy, policyGeneration, policyUid, name, recipient, basis, dueAt: by, metAt } = owed;
  const owedFrom = basis.when === 'Classified' ? classificationOf(basis, review) : undefined;
  const follows = metAt === undefined ? undefined : followed(owed, facts, review);
  return { policy, policyGeneration, policyUid, name, recipient, basis, owedFrom, follows, dueAt: by, metAt };
}

/** The first start of its clocks. A clock from the detection or the resolution puts nothing before it. */
function followed(
  { clocked, stages, basis }: Owed,
  facts: DisclosureFacts,
  review: DisclosureReview,
): Obligation['follows'] {
  if (clocked === undefined) return undefined;
  const { detectedAt, resolvedAt } = facts;
  const classifiedAt = classificationOf(basis, review);
  let first: Obligation['follows'];
  for (const { clock, from } of runsOf(clocked, stages, {
    detectedAt,
    resolvedAt,
    awareAt: review.awareAt,
    classifiedAt,
  })) {
    const { start } = clock;
    if (start === 'Detected' || start === 'Resolved') return undefined;
    if (from !== undefined && (first === undefined || from < first.at)) first = { start, at: from };
  }
  return first;
}

const keyOf = ({ policy, name }: Pick<Obligation, 'policy' | 'name'>): string => `${policy}/${name}`;
