// Compares the evidence of a review with its hashes: whether the bytes in the cluster are those that the review states. Pure: callers (a
// controller, `docket test`) pass the objects. Reveals nothing of their content but the result of the comparison.

import { hash } from 'node:crypto';
import type { IncidentReviewSpec } from '../../api/v1alpha1/incidentreview.gen.ts';
import { digestOf } from '../digest.ts';
import { instantOf } from '../../base/instants.ts';

/**
 * The state of one piece of evidence. `Pending`: the controller has not looked at its present version yet. `Sealed`: in files only,
 * where it is encrypted or made in the cluster.
 */
export type EvidenceState = 'Verified' | 'Attested' | 'Mismatch' | 'Missing' | 'Pending' | 'Sealed';
export type EvidenceItem = NonNullable<IncidentReviewSpec['evidence']>[number];

/** The place of an item in the cluster: always in the namespace of its review. */
export interface EvidenceReference {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly key: string;
}

/** On a Secret: it is evidence, which whoever writes reviews may have compared with a hash. Who may write the Secret sets it. */
const EVIDENCE_LABEL = 'docket.dev/evidence';

/** The members of a ConfigMap or Secret that may hold evidence. Only files have `stringData`. */
export interface EvidenceHolder {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> | undefined };
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
}

/**
 * What is where a reference points to. `NotReadable`: a Secret that is not labelled as evidence, or is not there: who writes a review may not
 * be allowed to know which Secrets exist. `Forbidden`: access is denied, so that nothing can be said. `Sealed`: the files hold it in
 * encrypted form, or what makes it in the cluster.
 */
export type EvidenceContent =
  | { readonly kind: 'Found'; readonly sha256: string }
  | { readonly kind: 'ObjectNotFound' | 'KeyNotFound' | 'NotReadable' | 'Forbidden' | 'Sealed' };

/** The reason of an item's state; documented in docs/spec/v1alpha1/incidentreview.md. */
export type EvidenceReason =
  | 'HashMatches'
  | 'HashDiffers'
  | 'HashNotStated'
  | 'KeptElsewhere'
  | 'ObjectNotFound'
  | 'KeyNotFound'
  | 'NotReadable'
  | 'Forbidden'
  | 'Expired'
  | typeof SEALED_REASON;

/** Tells a sealed item apart in a status, where it has no state. */
export const SEALED_REASON = 'ShownOnlyInCluster';

/** The state of one item, independent of time. `Pending`: it could not be read. */
export interface EvidenceFinding {
  readonly name: string;
  readonly state: EvidenceState;
  readonly reason: EvidenceReason;
  /** The last instant at which it is valid, epoch milliseconds. Undefined: it does not expire. */
  readonly expiresAt: number | undefined;
  /** The digest ({@link evidenceDigest}) of what the state was decided for. Undefined for evidence outside of the cluster. */
  readonly digest: number | undefined;
}

/** Undefined for evidence outside of the cluster, which nobody reads. */
export function referenceOf({ configMapRef, secretRef }: EvidenceItem): EvidenceReference | undefined {
  if (configMapRef !== undefined) return { kind: 'ConfigMap', ...configMapRef };
  if (secretRef !== undefined) return { kind: 'Secret', ...secretRef };
  return undefined;
}

/**
 * Equal for items with the same place and the same hash: a state that was found for one holds for the other, whatever else changed in
 * the review. Undefined for evidence outside of the cluster.
 */
export function evidenceDigest(item: EvidenceItem): number | undefined {
  const reference = referenceOf(item);
  return reference && digestOf([reference, item.sha256?.toLowerCase()]);
}

/** The SHA-256 of the value under a reference's key. `holder` undefined: the object does not exist. */
export function contentOf({ kind, key }: EvidenceReference, holder: EvidenceHolder | undefined): EvidenceContent {
  if (kind === 'Secret' && holder?.metadata?.labels?.[EVIDENCE_LABEL] !== 'true') return { kind: 'NotReadable' };
  if (holder === undefined) return { kind: 'ObjectNotFound' };
  const bytes = kind === 'Secret' ? bytesOfSecret(holder, key) : bytesOfConfigMap(holder, key);
  return bytes === undefined ? { kind: 'KeyNotFound' } : { kind: 'Found', sha256: hash('sha256', bytes, 'hex') };
}

/** The state of each item of a review, given the objects that they refer to. */
export function evidenceFindings(
  items: readonly EvidenceItem[],
  contentUnder: (reference: EvidenceReference) => EvidenceContent,
): EvidenceFinding[] {
  return items.map((item) => {
    const { name, expiresAt } = item;
    const reference = referenceOf(item);
    const judged = reference === undefined ? KEPT_ELSEWHERE : judge(contentUnder(reference), item.sha256);
    return { name, ...judged, expiresAt: instantOf(expiresAt), digest: evidenceDigest(item) };
  });
}

/** The finding for an item that is kept outside of the cluster. */
export const KEPT_ELSEWHERE = { state: 'Attested', reason: 'KeptElsewhere' } as const satisfies Judged;

/** The reason at an instant: `Expired` for an item whose bytes are right and that has expired. Its state stays the same. */
export function reasonAt({ state, reason, expiresAt }: Omit<EvidenceFinding, 'digest'>, nowMs: number): EvidenceReason {
  const isGood = state === 'Verified' || state === 'Attested';
  return isGood && expiresAt !== undefined && nowMs > expiresAt ? 'Expired' : reason;
}

type Judged = Pick<EvidenceFinding, 'state' | 'reason'>;

function judge(content: EvidenceContent, stated: string | undefined): Judged {
  switch (content.kind) {
    case 'Forbidden':
      return { state: 'Pending', reason: 'Forbidden' };
    case 'Sealed':
      return { state: 'Sealed', reason: SEALED_REASON };
    case 'ObjectNotFound':
    case 'KeyNotFound':
    case 'NotReadable':
      return { state: 'Missing', reason: content.kind };
    case 'Found':
      if (stated === undefined) return { state: 'Attested', reason: 'HashNotStated' };
      return content.sha256 === stated.toLowerCase()
        ? { state: 'Verified', reason: 'HashMatches' }
        : { state: 'Mismatch', reason: 'HashDiffers' };
  }
}

/** The API server writes `stringData` into `data`, and `stringData` wins. */
function bytesOfSecret({ data, stringData }: EvidenceHolder, key: string): Buffer | undefined {
  return bytesUnder(stringData, key, 'utf8') ?? bytesUnder(data, key, 'base64');
}

/** No key is in both. */
function bytesOfConfigMap({ data, binaryData }: EvidenceHolder, key: string): Buffer | undefined {
  return bytesUnder(data, key, 'utf8') ?? bytesUnder(binaryData, key, 'base64');
}

function bytesUnder(
  members: Readonly<Record<string, string>> | undefined,
  key: string,
  encoding: 'utf8' | 'base64',
): Buffer | undefined {
  if (members === undefined || !Object.hasOwn(members, key)) return undefined;
  return Buffer.from(members[key] ?? '', encoding);
}
