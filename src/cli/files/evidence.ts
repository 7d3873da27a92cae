// Compares the evidence of reviews with the ConfigMaps and Secrets that stand in the same files, as the controller does with those of
// its cluster. Keeps nothing of their content.

import { apiVersionOf } from '../../api/meta.ts';
import { CONFIG_MAP, SECRET } from '../../api/kinds.ts';
import type { IncidentReview, IncidentReviewStatus } from '../../api/v1alpha1/incidentreview.gen.ts';
import {
  contentOf,
  type EvidenceContent,
  type EvidenceHolder,
  evidenceFindings,
  type EvidenceReference,
} from '../../compliance/reviews/evidence.ts';
import type { LoadedObject } from './load-yaml.ts';

const HOLDERS = { ConfigMap: CONFIG_MAP, Secret: SECRET } as const;

/** The objects that evidence may lie in. */
export function evidenceHolders(files: readonly LoadedObject[]): LoadedObject[] {
  return files.filter(({ object }) => object.kind in HOLDERS);
}

/** The status of a review with what its evidence comes to. `files`: the ConfigMaps and Secrets there are, as they are written. */
export function evidenceStatus(
  { metadata, spec, status }: IncidentReview,
  files: readonly LoadedObject[],
): IncidentReviewStatus {
  const findings = evidenceFindings(spec.evidence ?? [], (reference) => lookUp(reference, metadata.namespace, files));
  const evidence = findings.flatMap(({ name, state, reason }) =>
    state === 'Pending' ? [] : [{ name, state, reason }],
  );
  return { ...status, observedGeneration: metadata.generation ?? 1, evidence };
}

function lookUp(
  reference: EvidenceReference,
  namespace: string | undefined,
  files: readonly LoadedObject[],
): EvidenceContent {
  const type = HOLDERS[reference.kind];
  const holder = files.find(({ object: { apiVersion, kind, metadata } }) => {
    if (kind !== type.kind || apiVersion !== apiVersionOf(type) || metadata['name'] !== reference.name) return false;
    return (metadata['namespace'] ?? 'default') === namespace;
  });
  return contentOf(reference, holder && textsOf(holder.object));
}

/** The members that a cluster would take: texts. */
function textsOf(object: LoadedObject['object']): EvidenceHolder {
  const texts = (member: unknown): Record<string, string> =>
    Object.fromEntries(
      Object.entries(member ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  return {
    data: texts(object['data']),
    binaryData: texts(object['binaryData']),
    stringData: texts(object['stringData']),
  };
}
