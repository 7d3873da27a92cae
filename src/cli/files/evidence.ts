// Compares the evidence of reviews with the ConfigMaps and Secrets in the same files, as the controller does in a cluster. Keeps none of
// their content.

import type { IncidentReview, IncidentReviewStatus } from '../../api/v1alpha1/incidentreview.gen.ts';
import {
  contentOf,
  type EvidenceContent,
  evidenceFindings,
  type EvidenceReference,
  SEALED_REASON,
} from '../../compliance/reviews/evidence.ts';
import type { LoadedObject } from './read-objects.ts';
import { isMadeInCluster, sealedKeys } from './sealed.ts';
import type { Accepted } from './judge-object.ts';

/** Where evidence is looked up. */
export interface EvidenceFiles {
  /** The ConfigMaps and Secrets, as a cluster would store them. */
  readonly holders: readonly Accepted[];
  /** All objects in the files. Some of them (ExternalSecret, SealedSecret) make Secrets in the cluster. */
  readonly objects: readonly LoadedObject[];
}

/** The status of a review with the state of each item of its evidence. */
export function evidenceStatus({ metadata, spec, status }: IncidentReview, files: EvidenceFiles): IncidentReviewStatus {
  const { namespace = '' } = metadata;
  const findings = evidenceFindings(spec.evidence ?? [], (reference) => lookUp(reference, namespace, files));
  const evidence = findings.flatMap(({ name, state, reason }) => {
    // Without a state: an expression that reads it fails, and its check is Unknown.
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
  const content = contentOf(reference, holder?.object);
  if (content.kind === 'NotReadable' && holder !== undefined) return content;
  if (holder !== undefined && sealedKeys(holder.loaded.object).has(key)) return { kind: 'Sealed' };
  if (content.kind === 'Found') return content;
  return isMadeInCluster({ kind, name, namespace }, objects) ? { kind: 'Sealed' } : content;
}
