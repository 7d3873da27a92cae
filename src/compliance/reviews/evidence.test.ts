// How evidence is judged: by the hash of its bytes, whatever object holds them, and never better than what could be read.

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  contentOf,
  type EvidenceContent,
  evidenceDigest,
  evidenceFindings,
  type EvidenceHolder,
  type EvidenceItem,
  type EvidenceReference,
  reasonAt,
} from './evidence.ts';

const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const base64 = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString('base64');

const TEXT = 'who was told, and when\n';
const BYTES = Uint8Array.of(0, 255, 254, 10, 0);

const inConfigMap: EvidenceReference = { kind: 'ConfigMap', name: 'report', key: 'report.txt' };
const inSecret: EvidenceReference = { kind: 'Secret', name: 'report', key: 'report.txt' };

const LABELLED = { labels: { 'docket.dev/evidence': 'true' } };

interface ContentRow {
  readonly because: string;
  readonly reference: EvidenceReference;
  readonly holder: EvidenceHolder | undefined;
  readonly want: EvidenceContent;
}

const found = (bytes: string | Uint8Array): EvidenceContent => ({ kind: 'Found', sha256: sha256(bytes) });

const CONTENTS: readonly ContentRow[] = [
  {
    because: 'text of a ConfigMap is UTF-8',
    reference: inConfigMap,
    holder: { data: { 'report.txt': 'größer' } },
    want: found('größer'),
  },
  {
    because: 'binary data of a ConfigMap is base64',
    reference: inConfigMap,
    holder: { data: {}, binaryData: { 'report.txt': base64(BYTES) } },
    want: found(BYTES),
  },
  {
    because: 'data of a Secret is base64, and a line break at the end belongs to it',
    reference: inSecret,
    holder: { metadata: LABELLED, data: { 'report.txt': base64(TEXT) } },
    want: found(TEXT),
  },
  {
    because: 'a Secret has no binaryData',
    reference: inSecret,
    holder: { metadata: LABELLED, binaryData: { 'report.txt': base64(TEXT) } },
    want: { kind: 'KeyNotFound' },
  },
  {
    because: 'a ConfigMap has no stringData',
    reference: inConfigMap,
    holder: { stringData: { 'report.txt': TEXT } },
    want: { kind: 'KeyNotFound' },
  },
  {
    because: 'in a file a Secret may have text, which the API server prefers',
    reference: inSecret,
    holder: { metadata: LABELLED, data: { 'report.txt': base64('old') }, stringData: { 'report.txt': TEXT } },
    want: found(TEXT),
  },
  {
    because: 'nothing is something',
    reference: inConfigMap,
    holder: { data: { 'report.txt': '' } },
    want: found(''),
  },
  {
    because: 'there is another key',
    reference: inConfigMap,
    holder: { data: { x: TEXT } },
    want: { kind: 'KeyNotFound' },
  },
  {
    because: 'a key is a key of the data, not of every object',
    reference: { ...inConfigMap, key: 'constructor' },
    holder: { data: {} },
    want: { kind: 'KeyNotFound' },
  },
  {
    because: 'there is no data',
    reference: inSecret,
    holder: { metadata: LABELLED },
    want: { kind: 'KeyNotFound' },
  },
  { because: 'there is no object', reference: inConfigMap, holder: undefined, want: { kind: 'ObjectNotFound' } },
  ...[
    undefined,
    { data: { 'report.txt': base64(TEXT) } },
    { metadata: {}, data: {} },
    { metadata: { labels: { 'docket.dev/evidence': 'false' } }, data: { 'report.txt': base64(TEXT) } },
  ].map((holder) => ({
    because: 'a Secret that is not labelled as evidence tells nothing, not even whether it exists',
    reference: inSecret,
    holder,
    want: { kind: 'NotReadable' } as const,
  })),
];

describe('what lies under a reference', () => {
  it.each(CONTENTS)('$reference.kind $reference.key: $because', ({ reference, holder, want }) => {
    expect(contentOf(reference, holder)).toEqual(want);
  });
});

const anItem = (facts: Partial<EvidenceItem>): EvidenceItem => ({ name: 'report', kind: 'Report', ...facts });
const ref = { name: 'report', key: 'report.txt' };

interface FindingRow {
  readonly because: string;
  readonly item: Partial<EvidenceItem>;
  readonly content: EvidenceContent;
  readonly want: string;
}

const FINDINGS: readonly FindingRow[] = [
  {
    because: 'the bytes have the hash that is stated',
    item: { configMapRef: ref, sha256: sha256(TEXT) },
    content: found(TEXT),
    want: 'Verified HashMatches',
  },
  {
    because: 'a Secret is no different',
    item: { secretRef: ref, sha256: sha256(TEXT) },
    content: found(TEXT),
    want: 'Verified HashMatches',
  },
  {
    because: 'hexadecimal digits have no case',
    item: { configMapRef: ref, sha256: sha256(TEXT).toUpperCase() },
    content: found(TEXT),
    want: 'Verified HashMatches',
  },
  {
    because: 'one byte is another',
    item: { configMapRef: ref, sha256: sha256(TEXT) },
    content: found(TEXT.trim()),
    want: 'Mismatch HashDiffers',
  },
  {
    because: 'there is nothing to compare with',
    item: { configMapRef: ref },
    content: found(TEXT),
    want: 'Attested HashNotStated',
  },
  {
    because: 'a missing object is missing, hash or not',
    item: { configMapRef: ref },
    content: { kind: 'ObjectNotFound' },
    want: 'Missing ObjectNotFound',
  },
  {
    because: 'a missing key is missing',
    item: { secretRef: ref, sha256: sha256(TEXT) },
    content: { kind: 'KeyNotFound' },
    want: 'Missing KeyNotFound',
  },
  {
    because: 'what nobody may read is neither right nor wrong',
    item: { secretRef: ref, sha256: sha256(TEXT) },
    content: { kind: 'Forbidden' },
    want: 'Pending Forbidden',
  },
  {
    because: 'what files hold in encrypted form is neither right nor wrong',
    item: { secretRef: ref, sha256: sha256(TEXT) },
    content: { kind: 'Sealed' },
    want: 'Sealed ShownOnlyInCluster',
  },
  {
    because: 'nobody fetches a URI, whatever hash it has',
    item: { uri: 'https://files.example.com/report.pdf', sha256: sha256(TEXT) },
    content: found(TEXT),
    want: 'Attested KeptElsewhere',
  },
];

describe('what a finding rests on', () => {
  const item = { configMapRef: ref, sha256: sha256(TEXT) };
  const digestWith = (facts: Partial<EvidenceItem>): number | undefined => evidenceDigest(anItem(facts));

  it.each([
    { because: 'what it is called and is good for decides nothing', other: { ...item, name: 'x', kind: 'Log' } },
    { because: 'how long it is good is asked at every look', other: { ...item, expiresAt: '2026-03-02T10:00:00Z' } },
    { because: 'hexadecimal digits have no case', other: { ...item, sha256: sha256(TEXT).toUpperCase() } },
  ])('is the same: $because', ({ other }) => {
    expect(digestWith(other)).toBe(digestWith(item));
  });

  it.each([
    { because: 'another hash', other: { ...item, sha256: sha256('x') } },
    { because: 'no hash', other: { configMapRef: ref } },
    { because: 'another key', other: { ...item, configMapRef: { ...ref, key: 'x' } } },
    { because: 'another object', other: { ...item, configMapRef: { ...ref, name: 'x' } } },
    { because: 'another kind of object', other: { secretRef: ref, sha256: item.sha256 } },
    { because: 'nobody looks there', other: { uri: 'https://files.example.com/report.pdf' } },
  ])('is not the same: $because', ({ other }) => {
    expect(digestWith(other)).not.toBe(digestWith(item));
  });
});

describe('the finding for an item', () => {
  it.each(FINDINGS)('is $want, as $because', ({ item, content, want }) => {
    const [{ name, state, reason } = {}] = evidenceFindings([anItem(item)], () => content);
    expect([name, `${state} ${reason}`]).toEqual(['report', want]);
  });

  it.each([
    { name: 'up to the instant itself', state: 'Verified', atMs: 1_000, want: 'HashMatches' },
    { name: 'after it', state: 'Verified', atMs: 1_001, want: 'Expired' },
    { name: 'after it, attested', state: 'Attested', atMs: 1_001, want: 'Expired' },
    { name: 'after it, when it is not even right', state: 'Mismatch', atMs: 1_001, want: 'HashMatches' },
  ] as const)('$name: $want', ({ state, atMs, want }) => {
    expect(reasonAt({ name: 'report', state, reason: 'HashMatches', expiresAt: 1_000 }, atMs)).toBe(want);
  });

  it('never expires where nothing is said of it', () => {
    const finding = { name: 'report', state: 'Verified', reason: 'HashMatches', expiresAt: undefined } as const;
    expect(reasonAt(finding, Number.MAX_SAFE_INTEGER)).toBe('HashMatches');
  });
});
