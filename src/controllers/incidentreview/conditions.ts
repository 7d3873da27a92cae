// The conditions of an IncidentReview: `Bound` says whether it counts for an incident, `EvidenceVerified` whether its evidence is what
// it states, `Ready` that it was read. Reasons are documented in docs/spec/v1alpha1/incidentreview.md. Pure.

import type { ConditionState, ConditionStatus } from '../../api/conditions.ts';
import { type EvidenceFinding, reasonAt } from '../../compliance/evidence.ts';
import type { EvidenceState } from '../../compliance/review-row.ts';
import type { Binding } from './observation.ts';

export const REASONS = {
  /** Ready True: the review is read and joined to what it is about, whatever comes out of it. */
  reviewed: 'Reviewed',
  /** Ready False, Stalled True, EvidenceVerified Unknown: access to an object that evidence refers to is denied. */
  evidenceForbidden: 'EvidenceForbidden',
  /** Bound True: it counts for its incident. */
  bound: 'Bound',
  /** Bound False: its incident is not here; it counts as soon as that is. */
  incidentNotFound: 'IncidentNotFound',
  /** Bound False: an older review counts for the incident. */
  alreadyReviewed: 'AlreadyReviewed',
  /** EvidenceVerified True: every item has the hash that is stated. */
  evidenceVerified: 'EvidenceVerified',
  /** EvidenceVerified Unknown: the review vouches for some item, and nothing contradicts it. */
  evidenceAttested: 'EvidenceAttested',
  /** EvidenceVerified Unknown: there is none. */
  noEvidence: 'NoEvidence',
  /** EvidenceVerified False: an item has another hash than is stated. */
  evidenceMismatch: 'EvidenceMismatch',
  /** EvidenceVerified False: an item is not where the review says. */
  evidenceMissing: 'EvidenceMissing',
} as const;

export function boundState(binding: Binding): ConditionState {
  switch (binding.kind) {
    case 'Bound':
      return condition('Bound', 'True', REASONS.bound, `It counts for the incident "${binding.incident}".`);
    case 'IncidentNotFound':
      return condition(
        'Bound',
        'False',
        REASONS.incidentNotFound,
        `There is no ${wanted(binding.source, binding.incident)} in this namespace. The review counts as soon as there is; should the reference be wrong, write another review.`,
      );
    case 'AlreadyReviewed':
      return condition(
        'Bound',
        'False',
        REASONS.alreadyReviewed,
        `The incident "${binding.incident}" has an older review, "${binding.by}", and nothing of this one counts. Move what is new in here to that one, and delete this one.`,
      );
  }
}

function wanted(source: string | undefined, incident: string | undefined): string {
  return source === undefined
    ? `incident "${incident ?? ''}"`
    : `incident of the source "${source}" with the external ID that the review gives`;
}

/** Ready is not compliant: only what the controller could not do for this review makes it false. */
export function readyStates(evidence: readonly EvidenceFinding[]): ConditionState[] {
  const denied = forbidden(evidence);
  if (denied === undefined) return [condition('Ready', 'True', REASONS.reviewed, 'The review is read.')];
  return [
    condition('Ready', 'False', REASONS.evidenceForbidden, denied),
    condition('Stalled', 'True', REASONS.evidenceForbidden, denied),
  ];
}

export function evidenceVerifiedState(evidence: readonly EvidenceFinding[], nowMs: number): ConditionState {
  const expired = evidence.filter((item) => reasonAt(item, nowMs) === 'Expired');
  const [status, reason, message] = judged(evidence);
  const also = expired.length === 0 ? '' : ` Expired: ${namesOf(expired)}.`;
  return condition('EvidenceVerified', status, reason, `${message}${also}`);
}

/** The worst decides. What nobody could look at is neither right nor wrong. */
function judged(evidence: readonly EvidenceFinding[]): [ConditionStatus, string, string] {
  const those = (state: EvidenceState): string => namesOf(evidence.filter((item) => item.state === state));
  const [mismatch, missing, attested] = [those('Mismatch'), those('Missing'), those('Attested')];
  const denied = forbidden(evidence);
  if (mismatch !== '') {
    const message = `Not what its sha256 says: ${mismatch}. Restore what was there, or state the hash of what is.`;
    return ['False', REASONS.evidenceMismatch, message];
  }
  if (missing !== '') {
    const message = `Not where the review says: ${missing}. Create it, or correct the reference.`;
    return ['False', REASONS.evidenceMissing, message];
  }
  if (denied !== undefined) return ['Unknown', REASONS.evidenceForbidden, denied];
  if (attested !== '') {
    const message = `Attested, with nothing to compare: ${attested}. Keep it in a ConfigMap or Secret and state its sha256 to have it verified.`;
    return ['Unknown', REASONS.evidenceAttested, message];
  }
  return evidence.length === 0
    ? ['Unknown', REASONS.noEvidence, 'The review has no evidence.']
    : ['True', REASONS.evidenceVerified, 'Every item has the sha256 that the review states.'];
}

function forbidden(evidence: readonly EvidenceFinding[]): string | undefined {
  const items = evidence.filter(({ state }) => state === 'Pending');
  if (items.length === 0) return undefined;
  return `Docket may not read what holds ${namesOf(items)}. Allow its ServiceAccount to get Secrets and ConfigMaps in this namespace.`;
}

const namesOf = (items: readonly EvidenceFinding[]): string => items.map(({ name }) => name).join(', ');

function condition(type: string, status: ConditionStatus, reason: string, message: string): ConditionState {
  return { type, status, reason, message };
}
