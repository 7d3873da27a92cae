// What becomes of the evidence of a review: whether the bytes that lie in the cluster are those that the review states. Pure: whoever
// has the objects (a controller, `docket test`) hands them in. Keeps and tells nothing of their content but the comparison.

import { hash } from 'node:crypto';
import type { IncidentReviewSpec } from '../../api/v1alpha1/incidentreview.gen.ts';
import { digestOf } from '../digest.ts';
import { instantOf } from '../../base/instants.ts';

/**
 * What became of one piece of evidence; `Pending` while the controller has not looked at it as it stands; `Sealed` in files only, where
 * it is encrypted or made in the cluster.
 */
export type EvidenceState = 'Verified' | 'Attested' | 'Mismatch' | 'Missing' | 'Pending' | 'Sealed';
export type EvidenceItem = NonNullable<IncidentReviewSpec['evidence']>[number];

/** Where an item lies in the cluster: always in the namespace of its review. */
export interface EvidenceReference {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly key: string;
}

/** The part of a ConfigMap or Secret that evidence may lie in. `stringData` is there in files only. */
export interface EvidenceHolder {
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
}

/**
 * What is where a reference points to. `Forbidden`: access is denied, so that nothing can be said. `Sealed`: the files hold it in
 * encrypted form, or what makes it in the cluster.
 */
export type EvidenceContent =
  | { readonly kind: 'Found'; readonly sha256: string }
  | { readonly kind: 'ObjectNotFound' | 'KeyNotFound' | 'Forbidden' | 'Sealed' };

/** Why an item's state is what it is; documented in docs/spec/v1alpha1/incidentreview.md. */
export type EvidenceReason =
  | 'HashMatches'
  | 'HashDiffers'
  | 'HashNotStated'
  | 'KeptElsewhere'
  | 'ObjectNotFound'
  | 'KeyNotFound'
  | 'Forbidden'
  | 'Expired'
  | typeof SEALED_REASON;

/** Tells a sealed item apart in a status, where it has no state. */
export const SEALED_REASON = 'ShownOnlyInCluster';

/** How one item stands, whatever the time. `Pending`: it could not be looked at. */
export interface EvidenceFinding {
  readonly name: string;
  readonly state: EvidenceState;
  readonly reason: EvidenceReason;
  /** Epoch milliseconds; it is good up to and including this instant. Undefined: for good. */
  readonly expiresAt: number | undefined;
  /** What the state rests on ({@link evidenceDigest}); undefined for what is kept elsewhere. */
  readonly digest: number | undefined;
}

/** Undefined for what is kept outside of the cluster, where nobody looks. */
export function referenceOf({ configMapRef, secretRef }: EvidenceItem): EvidenceReference | undefined {
  if (configMapRef !== undefined) return { kind: 'ConfigMap', ...configMapRef };
  if (secretRef !== undefined) return { kind: 'Secret', ...secretRef };
  return undefined;
}

/**
 * Equal for items that state the same place and the same hash: what was found for one holds for the other, whatever else of the
 * review changed. Undefined for what is kept elsewhere.
 */
export function evidenceDigest(item: EvidenceItem): number | undefined {
  const reference = referenceOf(item);
  return reference && digestOf([reference, item.sha256?.toLowerCase()]);
}

/** The SHA-256 of what lies under a reference's key; `holder` undefined: there is no such object. */
export function contentOf({ kind, key }: EvidenceReference, holder: EvidenceHolder | undefined): EvidenceContent {
  if (holder === undefined) return { kind: 'ObjectNotFound' };
  const bytes = kind === 'Secret' ? bytesOfSecret(holder, key) : bytesOfConfigMap(holder, key);
  return bytes === undefined ? { kind: 'KeyNotFound' } : { kind: 'Found', sha256: hash('sha256', bytes, 'hex') };
}

/** How each item of a review stands, given what lies where they refer to. */
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

/** The reason at an instant: an item that is what it should be and has expired says so. Its state stays. */
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
      return { state: 'Missing', reason: content.kind };
    case 'Found':
      if (stated === undefined) return { state: 'Attested', reason: 'HashNotStated' };
      return content.sha256 === stated.toLowerCase()
        ? { state: 'Verified', reason: 'HashMatches' }
        : { state: 'Mismatch', reason: 'HashDiffers' };
  }
}

/** The API server turns `stringData` into `data`, of which it takes precedence. */
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
