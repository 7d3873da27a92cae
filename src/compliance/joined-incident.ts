// An incident with everything that checks judge: its review, its state, its deadlines. Each part is computed when it is first asked
// for. The object lives for one judgement only; nobody stores it. Reads no clock.

import type { IncidentState } from '../api/v1alpha1/vocabulary.gen.ts';
import { assessWithinOf, obligationsOf } from './disclosure.ts';
import { type ClassificationAsked, classificationsAsked } from './disclosure/classification.ts';
import type { DisclosureRules, Obligation } from './disclosure.ts';
import { wholeSecond } from '../base/instants.ts';
import { effectiveState, isListed, isOpen, isReviewsState, type Standing } from './lifecycle.ts';
import { isSameVersion, keptObligations, keptSla, storedSla, versionOf } from './pins.ts';
import { ASSESS_WITHIN_MS, compileDisclosureScope, type DisclosurePlace } from './disclosure/policy.ts';
import type { GivenSla, SlaChoice, SlaTerms } from './policies.ts';
import { isComplete } from './reviews/review-row.ts';
import type { RecordTime, ReviewRow } from './reviews/review-row.ts';
import { BUILT_IN_SLA, slaDeadlines, type SlaPolicy } from './sla.ts';
import type { IncidentRow } from './verdict.ts';

/** What is joined to rows of incidents. Whoever changes one of these has the incident judged again. */
export interface Joins {
  readonly reviewOf: (row: IncidentRow) => ReviewRow | undefined;
  /** Another review contradicts the one that counts. Absent: there never is one. */
  readonly isContested?: ((row: IncidentRow) => boolean) | undefined;
  readonly slaFor: (row: IncidentRow) => SlaChoice;
  /** An SLAPolicy by its name, as it is now. Absent: only the built-in one is known. */
  readonly slaNamed?: ((name: string) => SlaPolicy | undefined) | undefined;
  /** The incident's source names its SLAPolicy. Absent: none does. */
  readonly namesSla?: ((row: IncidentRow) => boolean) | undefined;
  /** The vendor does not say when somebody took the incident on. Absent: it does. */
  readonly lacksAcknowledgement?: ((row: IncidentRow) => boolean) | undefined;
  readonly disclosurePolicies: () => readonly DisclosureRules[];
  /** The names of the DisclosurePolicies that would apply and cannot be compiled. */
  readonly invalidDisclosuresFor: (incident: DisclosurePlace) => readonly string[];
  /** The present time, epoch milliseconds, where a resolution that is seen now is recorded at once. Absent where nobody records it. */
  readonly seenAt?: (() => number) | undefined;
}

/** What is owed over an incident. */
export interface DisclosureTerms {
  /**
   * How long after detection (or after it came on record) the assessment is due, by the policies. Undefined: the only policy that
   * would apply cannot be read.
   */
  readonly assessWithinMs: number | undefined;
  /** Some policy that applies has an obligation that hangs on a loss of data. */
  readonly asksForDataLoss: boolean;
  /** What the policies that apply ask the incident to be classified as. */
  readonly classifications: readonly ClassificationAsked[];
  /** The earliest deadline first, those without a date last. */
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

  /** The state by the lifecycle: the record's and the review's together. */
  get state(): IncidentState {
    const { row, review } = this;
    const { recordState } = row;
    const standing = standingOf(row);
    if (review?.state === undefined) return recordState;
    const attested = { state: review.state, closureComplete: isComplete(review.closure) };
    return effectiveState({ recordState, standing, review: attested });
  }

  /** Two reviews contradict each other. */
  get isContested(): boolean {
    return this.review !== undefined && this.#joins.isContested?.(this.row) === true;
  }

  /** A time of the record, as the review corrects it. */
  recordedAt(field: RecordTime): number | undefined {
    const corrections = this.review?.corrections ?? [];
    if (corrections.length === 0) return this.row[field];
    return corrections.find((one) => one.field === field)?.at ?? this.row[field];
  }

  /** When it was detected. */
  get detectedAt(): number {
    return this.recordedAt('detectedAt') ?? this.row.detectedAt;
  }

  /**
   * From when it can be expected that somebody assesses it: its detection, or the time when it came on record here where that is later,
   * as after an install.
   */
  get assessableFrom(): number {
    return Math.max(this.detectedAt, this.row.recordedAt ?? Number.NEGATIVE_INFINITY);
  }

  /** When somebody first acknowledged it. Undefined while nobody has, and where the time is not known. */
  get acknowledgedAt(): number | undefined {
    const byRecord = this.recordedAt('acknowledgedAt');
    const byReview = this.review?.acknowledgedAt;
    if (byRecord === undefined || byReview === undefined) return byRecord ?? byReview;
    return Math.min(byRecord, byReview);
  }

  /** Nobody says when somebody took it on, and its vendor never will. */
  get lacksAcknowledgement(): boolean {
    return this.acknowledgedAt === undefined && this.#joins.lacksAcknowledgement?.(this.row) === true;
  }

  /** When it was resolved. Undefined while it is not, and where the time is not known. */
  get resolvedAt(): number | undefined {
    if (isOpen(this.state)) return undefined;
    const byRecord = this.recordedAt('resolvedAt') ?? this.recordedAt('closedAt');
    return byRecord ?? this.review?.closure?.closedAt ?? this.#seenAt;
  }

  /** The present time for a resolution that has no date and is not recorded yet. The timeline will record the same time. */
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

/** Who decides the state: only a source that lists the incident can tell when it is resolved. */
function standingOf(row: IncidentRow): Standing {
  if (isReviewsState(row)) return 'Reported';
  return isListed(row) ? 'Listed' : 'Left';
}

function slaTerms({ row, state, detectedAt }: JoinedIncident, joins: Joins): SlaTerms {
  const choice = joins.slaFor(row);
  if (!isOpen(state)) {
    const kept = keptSla(row, choice.ok ? choice.policy : undefined);
    if (kept !== undefined) return kept;
  }
  if (!choice.ok) return { ...choice, onRecord: storedSla(row.pins, detectedAt) };
  const terms = termsBy(choice.policy, row, detectedAt);
  const standing = isOpen(state) ? standingPolicy(row, joins) : undefined;
  if (standing === undefined || standing.name === choice.policy.name) return terms;
  const stood = termsBy(standing, row, detectedAt);
  return isLooser(terms, stood) ? stood : terms;
}

function termsBy(policy: SlaPolicy, { severity }: IncidentRow, detectedAt: number): GivenSla {
  const { name, generation, uid } = policy;
  return { ok: true, policy: name, generation, uid, severity, ...slaDeadlines(policy, severity, detectedAt) };
}

/**
 * The policy of the stored deadlines, where it stands as it was: whoever may edit a source chooses another one by naming it, or by a zone.
 * The built-in one gives way to what an administrator makes, and not to what a source names.
 */
function standingPolicy(row: IncidentRow, joins: Joins): SlaPolicy | undefined {
  if (row.pins?.sla === undefined) return undefined;
  const { policy: name, generation, uid } = row.pins.sla;
  if (name === BUILT_IN_SLA.name) return joins.namesSla?.(row) === true ? BUILT_IN_SLA : undefined;
  const policy = joins.slaNamed?.(name);
  return policy !== undefined && isSameVersion({ name, generation, uid }, policy) ? policy : undefined;
}

function isLooser(one: GivenSla, other: GivenSla): boolean {
  const isLater = (by: number | undefined, than: number | undefined): boolean =>
    than !== undefined && (by ?? Number.POSITIVE_INFINITY) > than;
  return isLater(one.acknowledgeBy, other.acknowledgeBy) || isLater(one.resolveBy, other.resolveBy);
}

function disclosureTerms(
  { row, review, state, detectedAt, resolvedAt }: JoinedIncident,
  joins: Joins,
): DisclosureTerms {
  const policies = joins.disclosurePolicies().map((policy) => (isOwedBy(policy, row) ? everywhere(policy) : policy));
  const facts = { ...placeOf(row), detectedAt, resolvedAt, review };
  const kept = isOpen(state) ? [] : keptObligations(row, policies);
  const unreadable = joins.invalidDisclosuresFor(row);
  const assessWithinMs = assessWithinOf(policies, facts);
  return {
    assessWithinMs: assessWithinMs ?? (unreadable.length === 0 ? ASSESS_WITHIN_MS : undefined),
    asksForDataLoss: assessWithinMs !== undefined,
    classifications: classificationsAsked(policies, facts),
    obligations: obligationsOf(policies, facts, kept),
    // Kept deadlines do not depend on what the policy says now.
    invalidPolicy: unreadable.find((name) => !kept.some(({ policy }) => policy === name)),
  };
}

/** Something is owed by this very version, so that it applies whatever zone the source is moved to. */
function isOwedBy(policy: DisclosureRules, { pins }: IncidentRow): boolean {
  return pins?.obligations.some((one) => isSameVersion(versionOf(one), policy)) === true;
}

const everywhere = (policy: DisclosureRules): DisclosureRules => ({ ...policy, appliesTo: compileDisclosureScope() });

const placeOf = ({ namespace, zone, severity }: IncidentRow) => ({ namespace, zone, severity });

/** For an incident without a review and without policies of its own: the built-in policy applies. */
export const NOTHING_JOINED: Joins = {
  reviewOf: () => undefined,
  slaFor: () => ({ ok: true, policy: BUILT_IN_SLA }),
  disclosurePolicies: () => [],
  invalidDisclosuresFor: () => [],
};
