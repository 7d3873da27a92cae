// The conditions of an IncidentReview. `Bound`: whether it counts for an incident. `EvidenceVerified`: whether its evidence has the
// stated hashes. `Ready`: it was read. Reasons are documented in docs/spec/v1alpha1/incidentreview.md. Pure.

import { type ConditionState, type ConditionStatus, conditionState, stalledStates } from '../../api/conditions.ts';
import { type EvidenceFinding, type EvidenceState, reasonAt } from '../../compliance/reviews/evidence.ts';
import type { Binding } from './observation.ts';

const REASONS = {
  /** Ready True: the review is read and joined to its incident, whatever it says. */
  recorded: 'Recorded',
  /** Ready False, Stalled True, EvidenceVerified Unknown: access to an object that evidence refers to is denied. */
  evidenceForbidden: 'EvidenceForbidden',
  /** Bound True: it counts for its incident. */
  bound: 'Bound',
  /** Bound False: its incident does not exist yet; the review counts once it does. */
  incidentNotFound: 'IncidentNotFound',
  /** Bound False: an older review counts for the incident. */
  duplicate: 'Duplicate',
  /** EvidenceVerified True: every item has the hash that is stated. */
  allVerified: 'AllVerified',
  /** EvidenceVerified Unknown: only the review states some item, and nothing contradicts it. */
  attested: 'Attested',
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
      return conditionState('Bound', 'True', REASONS.bound, `It counts for the incident "${binding.incident}".`);
    case 'IncidentNotFound':
      return conditionState(
        'Bound',
        'False',
        REASONS.incidentNotFound,
        `There is no ${wanted(binding.source, binding.incident)} in this namespace. The review counts as soon as there is; should the reference be wrong, write another review.`,
      );
    case 'Duplicate':
      return conditionState(
        'Bound',
        'False',
        REASONS.duplicate,
        `The incident "${binding.incident}" has an older review, "${binding.by}", and nothing of this one counts. Move what is new in here to that one; whoever may purge records (ClusterRole docket-retention) deletes this one.`,
      );
  }
}

function wanted(source: string | undefined, incident: string | undefined): string {
  return source === undefined
    ? `incident "${incident ?? ''}"`
    : `incident of the source "${source}" with the external ID that the review gives`;
}

/** Ready is False only when the controller could not do its work for this review. */
export function readyStates(evidence: readonly EvidenceFinding[]): ConditionState[] {
  const denied = forbidden(evidence);
  if (denied === undefined) return [conditionState('Ready', 'True', REASONS.recorded, 'The review is read.')];
  return stalledStates(REASONS.evidenceForbidden, denied);
}

export function evidenceVerifiedState(evidence: readonly EvidenceFinding[], nowMs: number): ConditionState {
  const expired = evidence.filter((item) => reasonAt(item, nowMs) === 'Expired');
  const [status, reason, message] = judged(evidence);
  const also = expired.length === 0 ? '' : ` Expired: ${namesOf(expired)}.`;
  return conditionState('EvidenceVerified', status, reason, `${message}${also}`);
}

/** The worst item decides. An item that could not be read is neither verified nor wrong. */
function judged(evidence: readonly EvidenceFinding[]): [ConditionStatus, string, string] {
  const those = (state: EvidenceState): string => namesOf(evidence.filter((item) => item.state === state));
  const [mismatch, missing, attested] = [those('Mismatch'), those('Missing'), those('Attested')];
  const denied = forbidden(evidence);
  if (mismatch !== '') {
    const message = `Not what its sha256 says: ${mismatch}. Restore what was there, or state the hash of what is.`;
    return ['False', REASONS.evidenceMismatch, message];
  }
  if (missing !== '') {
    const message = `Not where the review says: ${missing}. Create it, or correct the reference; a Secret needs the label docket.dev/evidence: "true".`;
    return ['False', REASONS.evidenceMissing, message];
  }
  if (denied !== undefined) return ['Unknown', REASONS.evidenceForbidden, denied];
  if (attested !== '') {
    const message = `Attested, with nothing to compare: ${attested}. Keep it in a ConfigMap or Secret and state its sha256 to have it verified.`;
    return ['Unknown', REASONS.attested, message];
  }
  return evidence.length === 0
    ? ['Unknown', REASONS.noEvidence, 'The review has no evidence.']
    : ['True', REASONS.allVerified, 'Every item has the sha256 that the review states.'];
}

function forbidden(evidence: readonly EvidenceFinding[]): string | undefined {
  const items = evidence.filter(({ state }) => state === 'Pending');
  if (items.length === 0) return undefined;
  return `Docket may not read what holds ${namesOf(items)}. Allow its ServiceAccount to get Secrets and ConfigMaps in this namespace.`;
}

const namesOf = (items: readonly EvidenceFinding[]): string => items.map(({ name }) => name).join(', ');
