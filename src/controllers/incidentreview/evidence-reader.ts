// Reads what a review's evidence refers to: each ConfigMap and Secret by its name, in the review's own namespace (principle P7), once for
// all its items. Keeps no content: it returns hashes only.

import { CONFIG_MAP, SECRET } from '../../api/kinds.ts';
import type { KubeObject } from '../../api/meta.ts';
import type { IncidentReview } from '../../api/v1alpha1/incidentreview.gen.ts';
import {
  contentOf,
  type EvidenceContent,
  type EvidenceFinding,
  evidenceFindings,
  type EvidenceHolder,
  type EvidenceReference,
  referenceOf,
} from '../../compliance/reviews/evidence.ts';
import type { KubeClient } from '../../kube/client.ts';
import { isForbidden, isNotFound } from '../../kube/errors.ts';

const TYPES = { ConfigMap: CONFIG_MAP, Secret: SECRET } as const;
const FORBIDDEN: EvidenceContent = { kind: 'Forbidden' };

/** Throws when the server fails to answer. That access is denied is an answer. */
export async function readEvidence(
  client: KubeClient,
  { metadata: { namespace = '' }, spec: { evidence = [] } }: IncidentReview,
  signal: AbortSignal,
): Promise<EvidenceFinding[]> {
  const references = evidence.map(referenceOf).filter((reference) => reference !== undefined);
  const contents = new Map<string, EvidenceContent>();
  for (const [first, ...others] of Map.groupBy(references, holderOf).values()) {
    if (first === undefined) continue;
    const held = await readHolder(client, { ...first, namespace }, signal);
    for (const reference of [first, ...others]) {
      contents.set(placeOf(reference), held === 'Forbidden' ? FORBIDDEN : contentOf(reference, held));
    }
  }
  return evidenceFindings(evidence, (reference) => contents.get(placeOf(reference)) ?? FORBIDDEN);
}

async function readHolder(
  client: KubeClient,
  { kind, name, namespace }: EvidenceReference & { readonly namespace: string },
  signal: AbortSignal,
): Promise<EvidenceHolder | 'Forbidden' | undefined> {
  try {
    return await client.get<KubeObject & EvidenceHolder>(TYPES[kind], { namespace, name }, { signal });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    if (isForbidden(error)) return 'Forbidden';
    throw error;
  }
}

const holderOf = ({ kind, name }: EvidenceReference): string => `${kind}/${name}`;
const placeOf = (reference: EvidenceReference): string => `${holderOf(reference)}/${reference.key}`;
