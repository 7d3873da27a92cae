// Projects an IncidentReview to the row that the store holds: the facts that verdicts and deadlines depend on, and no text that people
// wrote. Never fails: a value that cannot be read counts as absent, as the CRD has refused it already.

import type {
  IncidentReview,
  IncidentReviewSpec,
  IncidentReviewStatus,
} from '../../api/v1alpha1/incidentreview.gen.ts';
import { isVisible } from '../../api/facts.ts';
import type { IncidentState } from '../../api/v1alpha1/vocabulary.gen.ts';
import { digestOf } from '../digest.ts';
import type { Classification } from '../disclosure/classification.ts';
import { type EvidenceItem, type EvidenceState, evidenceDigest, SEALED_REASON } from './evidence.ts';
import { instantOf } from '../../base/instants.ts';
import { interned } from '../intern.ts';
import { compactVersion, shortUid } from '../rows.ts';
import type { StoredRow } from '../verdict.ts';

export type Assessment = 'None' | 'Suspected' | 'Confirmed';

/** A disclosure that was made. `obligation` is empty where the review does not say which one it meets. */
export interface Disclosure {
  readonly recipient: string;
  readonly obligation: string;
  readonly notifiedAt: number;
}

export interface Evidence {
  readonly name: string;
  readonly kind: string;
  readonly state: EvidenceState;
  /** The last instant at which it is valid. Undefined: it does not expire. */
  readonly expiresAt: number | undefined;
}

/** Which parts a closure has, and its date. */
export interface Closure {
  readonly summary: boolean;
  readonly rootCause: boolean;
  readonly prevention: boolean;
  readonly reviewer: boolean;
  readonly closedAt: number | undefined;
}

/** The right time in place of one of the record. */
export interface Correction {
  readonly field: RecordTime;
  readonly at: number;
}

/** A time of the record that a review may correct. */
export type RecordTime = 'detectedAt' | 'acknowledgedAt' | 'resolvedAt' | 'closedAt';

/** What people attest about one incident. Instants are epoch milliseconds; a fact that nobody states is undefined. */
export interface ReviewRow extends StoredRow {
  readonly generation: number;
  readonly createdAt: number;
  /** The name of the incident, where the review refers to it by name. */
  readonly incident: string | undefined;
  /** The source and the id of the incident there, where the review refers to it by these. */
  readonly external: { readonly source: string; readonly externalID: string } | undefined;
  readonly state: IncidentState | undefined;
  readonly acknowledgedAt: number | undefined;
  readonly awareAt: number | undefined;
  readonly classifiedAt: number | undefined;
  /** Times of the record that are wrong, with the right ones. */
  readonly corrections: readonly Correction[];
  /** What the incident is, or is not, by the questions of policies. */
  readonly classifications: readonly Classification[];
  readonly assessment: Assessment | undefined;
  readonly dataTypes: readonly string[];
  readonly hasNoDisclosureReason: boolean;
  readonly disclosures: readonly Disclosure[];
  readonly evidence: readonly Evidence[];
  readonly closure: Closure | undefined;
  /** Some evidence is in the cluster, where the controller reads it. */
  readonly hasReferences: boolean;
  /** Digest of what the stored status says ({@link reviewStatusDigest}); undefined before the first one. */
  readonly statusDigest: number | undefined;
}

export function reviewRow({ metadata, spec, status }: IncidentReview): ReviewRow {
  return {
    namespace: interned(metadata.namespace ?? ''),
    name: metadata.name,
    uid: shortUid(metadata.uid),
    resourceVersion: compactVersion(metadata.resourceVersion),
    generation: metadata.generation ?? 0,
    createdAt: instantOf(metadata.creationTimestamp) ?? 0,
    incident: spec.incidentRef?.name,
    external: spec.external && { source: spec.external.sourceName, externalID: spec.external.externalID },
    state: spec.state,
    acknowledgedAt: instantOf(spec.acknowledgedAt),
    awareAt: instantOf(spec.awareAt),
    classifiedAt: instantOf(spec.classifiedAt),
    corrections: corrections(spec),
    classifications: classifications(spec),
    ...loss(spec.dataLoss),
    disclosures: disclosures(spec),
    ...evidence(metadata.generation, spec, status),
    closure: spec.closure && closureParts(spec.closure),
    statusDigest: status && reviewStatusDigest(status),
  };
}

/** Equal for statuses that say the same, whatever their times. The row keeps it in place of the stored status. */
export function reviewStatusDigest({ conditions = [], ...rest }: IncidentReviewStatus): number {
  const said = conditions.map(({ lastTransitionTime: _when, ...condition }) => condition);
  return digestOf({ ...rest, conditions: said.toSorted((a, b) => (a.type < b.type ? -1 : 1)) });
}

/** Everything that an incident needs to count as closed. */
export function isComplete(closure: Closure | undefined): boolean {
  return closure !== undefined && closure.summary && closure.rootCause && closure.prevention && closure.reviewer;
}

function loss({
  assessment,
  dataTypes = [],
  noDisclosureReason,
}: Partial<NonNullable<IncidentReviewSpec['dataLoss']>> = {}): Pick<
  ReviewRow,
  'assessment' | 'dataTypes' | 'hasNoDisclosureReason'
> {
  return { assessment, dataTypes: dataTypes.map(interned), hasNoDisclosureReason: isGiven(noDisclosureReason) };
}

const RECORD_TIMES = {
  Detected: 'detectedAt',
  Acknowledged: 'acknowledgedAt',
  Resolved: 'resolvedAt',
  Closed: 'closedAt',
} as const satisfies Record<NonNullable<IncidentReviewSpec['corrections']>[number]['time'], RecordTime>;

/** One without a reason corrects nothing. */
function corrections({ corrections: given = [] }: IncidentReviewSpec): Correction[] {
  return given.flatMap(({ time, at, reason }) => {
    const right = instantOf(at);
    return right === undefined || !isGiven(reason) ? [] : [{ field: RECORD_TIMES[time], at: right }];
  });
}

/** A No without a reason is no answer. */
function classifications({ classifications: given = [] }: IncidentReviewSpec): Classification[] {
  return given.flatMap(({ name, outcome, at, reason }) => {
    const answeredAt = instantOf(at);
    if (answeredAt === undefined || (outcome === 'No' && !isGiven(reason))) return [];
    return [{ name: interned(name), outcome, at: answeredAt }];
  });
}

/** What the review says Yes to, as statuses show it; no member where that is nothing. */
export function classifiedMember({ classifications: given }: Pick<ReviewRow, 'classifications'>): {
  readonly classified?: string;
} {
  const names = given.flatMap(({ name, outcome }) => (outcome === 'Yes' ? [name] : []));
  return names.length === 0 ? {} : { classified: names.join(',') };
}

function disclosures({ disclosures: told = [] }: IncidentReviewSpec): Disclosure[] {
  return told.flatMap((one) => {
    const notifiedAt = instantOf(one.notifiedAt);
    if (notifiedAt === undefined) return [];
    return [{ recipient: interned(one.recipient), obligation: namedObligation(one), notifiedAt }];
  });
}

/** A review that did not go through the API server's defaults may lack the member. */
function namedObligation({ obligation = '' }: { readonly obligation?: string }): string {
  return interned(obligation);
}

/** A stored state counts for the generation that it was decided for, and for an item with the same place and hash. */
function evidence(
  generation: number | undefined,
  spec: IncidentReviewSpec,
  status: IncidentReviewStatus | undefined,
): Pick<ReviewRow, 'evidence' | 'hasReferences'> {
  const isCurrent = status?.observedGeneration === generation;
  const found = new Map(status?.evidence?.map((each) => [each.name, each]));
  const stateOf = (item: EvidenceItem): EvidenceState => {
    // Evidence outside of the cluster is attested at once: nobody reads it.
    if (item.uri !== undefined) return 'Attested';
    const { state, reason, digest } = found.get(item.name) ?? {};
    if (!isCurrent && digest !== evidenceDigest(item)) return 'Pending';
    return state ?? (reason === SEALED_REASON ? 'Sealed' : 'Pending');
  };
  const items = spec.evidence ?? [];
  return {
    evidence: items.map((item) => ({
      name: item.name,
      kind: interned(item.kind),
      state: stateOf(item),
      expiresAt: instantOf(item.expiresAt),
    })),
    hasReferences: items.some(({ configMapRef, secretRef }) => configMapRef ?? secretRef),
  };
}

function closureParts({
  summary,
  rootCause,
  preventionMeasures = [],
  reviewer,
  closedAt,
}: NonNullable<IncidentReviewSpec['closure']>): Closure {
  return {
    summary: isGiven(summary),
    rootCause: isGiven(rootCause),
    prevention: preventionMeasures.some(isGiven),
    reviewer: isGiven(reviewer),
    closedAt: instantOf(closedAt),
  };
}

/** A text of blanks or invisible characters says nothing. */
function isGiven(text: string | undefined): boolean {
  return text !== undefined && isVisible(text);
}
