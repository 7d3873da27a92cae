// An incident with everything that is judged about it: its review, its state, its clocks. Each part is worked out when it is first
// asked for and kept as long as the object is; nobody keeps the object. Reads no clock.

import type { IncidentState } from '../api/v1alpha1/vocabulary.gen.ts';
import { assessWithinOf, obligationsOf } from './disclosure.ts';
import type { DisclosureRules, Obligation } from './disclosure.ts';
import { wholeSecond } from '../base/instants.ts';
import { effectiveState, isListed, isOpen } from './lifecycle.ts';
import { keptObligations, keptSla } from './pins.ts';
import { ASSESS_WITHIN_MS, type DisclosurePlace } from './disclosure/policy.ts';
import type { SlaChoice, SlaTerms } from './policies.ts';
import { isComplete } from './reviews/review-row.ts';
import type { ReviewRow } from './reviews/review-row.ts';
import { BUILT_IN_SLA, slaDeadlines } from './sla.ts';
import type { IncidentRow } from './verdict.ts';

/** What is joined to rows of incidents. Whoever changes one of these has the incident judged anew. */
export interface Joins {
  readonly reviewOf: (row: IncidentRow) => ReviewRow | undefined;
  readonly slaFor: (row: IncidentRow) => SlaChoice;
  readonly disclosurePolicies: () => readonly DisclosureRules[];
  /** The names of the DisclosurePolicies that would apply and cannot be compiled. */
  readonly invalidDisclosuresFor: (incident: DisclosurePlace) => readonly string[];
  /** The present, epoch milliseconds, where what is seen now is put on record at once. Absent where nobody does that. */
  readonly seenAt?: (() => number) | undefined;
}

/** What is owed over lost data. */
export interface DisclosureTerms {
  /**
   * How long after detection (or after a check's creation) the assessment is owed, by the policies. Undefined: only one that
   * cannot be read would apply.
   */
  readonly assessWithinMs: number | undefined;
  /** By the earliest deadline; those without a date last. */
  readonly obligations: readonly Obligation[];
  /** The name of a policy that would apply and cannot be read. */
  readonly invalidPolicy: string | undefined;
}

/** What a check over incidents judges. */
export class JoinedIncident {
  readonly row: IncidentRow;
  readonly #joins: Joins;
  #review: ReviewRow | null | undefined = undefined;
  #sla: SlaTerms | undefined = undefined;
  #disclosure: DisclosureTerms | undefined = undefined;

  constructor(row: IncidentRow, joins: Joins) {
    this.row = row;
    this.#joins = joins;
  }

  get review(): ReviewRow | undefined {
    if (this.#review === undefined) this.#review = this.#joins.reviewOf(this.row) ?? null;
    return this.#review ?? undefined;
  }

  /** The lifecycle's state, the review's taken in. */
  get state(): IncidentState {
    const { row, review } = this;
    const hasSource = row.source !== undefined && isListed(row);
    if (review?.state === undefined) return effectiveState({ recordState: row.recordState, hasSource });
    const attested = { state: review.state, closureComplete: isComplete(review.closure) };
    return effectiveState({ recordState: row.recordState, hasSource, review: attested });
  }

  /** When somebody first took it on; undefined while nobody has, and where nobody says when. */
  get acknowledgedAt(): number | undefined {
    const byRecord = this.row.acknowledgedAt;
    const byReview = this.review?.acknowledgedAt;
    if (byRecord === undefined || byReview === undefined) return byRecord ?? byReview;
    return Math.min(byRecord, byReview);
  }

  /** When it was resolved; undefined while it is not, and where nobody says when. */
  get resolvedAt(): number | undefined {
    if (isOpen(this.state)) return undefined;
    return this.row.resolvedAt ?? this.row.closedAt ?? this.review?.closure?.closedAt ?? this.#seenAt;
  }

  /** Of a resolution that nobody has dated and that is not on record yet: the timeline is about to say the same. */
  get #seenAt(): number | undefined {
    const { statusDigest, state } = this.row;
    if (statusDigest !== undefined && !isOpen(state)) return undefined;
    const seenAt = this.#joins.seenAt?.();
    return seenAt === undefined ? undefined : wholeSecond(seenAt);
  }

  get sla(): SlaTerms {
    this.#sla ??= slaTerms(this, this.#joins);
    return this.#sla;
  }

  get disclosure(): DisclosureTerms {
    this.#disclosure ??= disclosureTerms(this, this.#joins);
    return this.#disclosure;
  }
}

function slaTerms({ row, state }: JoinedIncident, joins: Joins): SlaTerms {
  const choice = joins.slaFor(row);
  if (!isOpen(state)) {
    const kept = keptSla(row, choice.ok ? choice.policy : undefined);
    if (kept !== undefined) return kept;
  }
  if (!choice.ok) return choice;
  const { name, generation, uid } = choice.policy;
  return { ok: true, policy: name, generation, uid, ...slaDeadlines(choice.policy, row.severity, row.detectedAt) };
}

function disclosureTerms({ row, review, state, resolvedAt }: JoinedIncident, joins: Joins): DisclosureTerms {
  const policies = joins.disclosurePolicies();
  const facts = { ...factsOf(row), resolvedAt, review };
  const kept = isOpen(state) ? [] : keptObligations(row, policies);
  const unreadable = joins.invalidDisclosuresFor(row);
  return {
    assessWithinMs: assessWithinOf(policies, facts) ?? (unreadable.length === 0 ? ASSESS_WITHIN_MS : undefined),
    obligations: obligationsOf(policies, facts, kept),
    // What is kept of a policy needs nothing of what the policy says now.
    invalidPolicy: unreadable.find((name) => !kept.some(({ policy }) => policy === name)),
  };
}

const factsOf = ({ namespace, zone, severity, detectedAt }: IncidentRow) => ({ namespace, zone, severity, detectedAt });

/** Of an incident that stands alone, under the built-in policy. */
export const NOTHING_JOINED: Joins = {
  reviewOf: () => undefined,
  slaFor: () => ({ ok: true, policy: BUILT_IN_SLA }),
  disclosurePolicies: () => [],
  invalidDisclosuresFor: () => [],
};
