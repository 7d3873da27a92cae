// Compares the evidence of reviews with the ConfigMaps and Secrets in the same files, as the controller does with those of its
// cluster. Keeps nothing of their content.

import type { IncidentReview, IncidentReviewStatus } from '../../api/v1alpha1/incidentreview.gen.ts';
import {
  contentOf,
  type EvidenceContent,
  type EvidenceHolder,
  evidenceFindings,
  type EvidenceReference,
  SEALED_REASON,
} from '../../compliance/reviews/evidence.ts';
import type { LoadedObject } from './read-objects.ts';
import { isMadeInCluster, sealedKeys } from './sealed.ts';
import type { Accepted } from './judge-object.ts';

/** What evidence may be in. */
export interface EvidenceFiles {
  /** The ConfigMaps and Secrets, as a cluster would store them. */
  readonly holders: readonly Accepted[];
  /** Everything in the files: what makes Secrets in the cluster is told by it. */
  readonly objects: readonly LoadedObject[];
}

/** The status of a review with what its evidence comes to. */
export function evidenceStatus({ metadata, spec, status }: IncidentReview, files: EvidenceFiles): IncidentReviewStatus {
  const { namespace = '' } = metadata;
  const findings = evidenceFindings(spec.evidence ?? [], (reference) => lookUp(reference, namespace, files));
  const evidence = findings.flatMap(({ name, state, reason }) => {
    // What a cluster would have found is unknown, so that a rule that reads it finds no state.
    if (state === 'Sealed') return [{ name, reason: SEALED_REASON }];
    return state === 'Pending' ? [] : [{ name, state, reason }];
  });
  return { ...status, observedGeneration: metadata.generation ?? 1, evidence } as IncidentReviewStatus;
}

function lookUp(reference: EvidenceReference, namespace: string, { holders, objects }: EvidenceFiles): EvidenceContent {
  const { kind, name, key } = reference;
  const holder = holders.find(({ type, object: { metadata } }) => {
    return type.kind === kind && metadata.name === name && metadata.namespace === namespace;
  });
  if (holder !== undefined && sealedKeys(holder.loaded.object).has(key)) return { kind: 'Sealed' };
  const content = contentOf(reference, holder?.object as EvidenceHolder | undefined);
  if (content.kind === 'Found') return content;
  return isMadeInCluster({ kind, name, namespace }, objects) ? { kind: 'Sealed' } : content;
}
