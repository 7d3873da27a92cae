// What the status of a review says: whether it counts, how its evidence is, and who must be told. Every status is valid, and deciding
// the same again changes nothing, also from the row alone.

import { describe, expect, it } from 'vitest';
import { anObligation, at } from '../../../test/support/builders/compliance.ts';
import { expectValidConditions, kstatusOf } from '../../../test/support/operator/kstatus.ts';
import type { IncidentReviewStatus } from '../../api/v1alpha1/incidentreview.gen.ts';
import type { EvidenceFinding } from '../../compliance/reviews/evidence.ts';
import { reviewStatusDigest } from '../../compliance/reviews/review-row.ts';
import type { Binding, ReviewObservation } from './observation.ts';
import { plan } from './plan.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const SOON = new Date('2026-03-02T10:00:30Z');
const MINUTE_MS = 60_000;

const BOUND: Binding = { kind: 'Bound', incident: 'leak', obligations: [] };

const finding = (
  state: EvidenceFinding['state'],
  reason: EvidenceFinding['reason'],
  facts: Partial<EvidenceFinding> = {},
): EvidenceFinding => ({
  name: reason.toLowerCase(),
  state,
  reason,
  expiresAt: undefined,
  digest: undefined,
  ...facts,
});

const VERIFIED = finding('Verified', 'HashMatches');
const ATTESTED = finding('Attested', 'KeptElsewhere');
const MISMATCH = finding('Mismatch', 'HashDiffers');
const MISSING = finding('Missing', 'ObjectNotFound');
const FORBIDDEN = finding('Pending', 'Forbidden');

function observed(facts: Partial<ReviewObservation> = {}): ReviewObservation {
  return {
    review: {
      namespace: 'team-a',
      name: 'review',
      generation: 2,
      classifications: [],
      incident: 'leak',
      external: undefined,
    },
    binding: BOUND,
    evidence: [],
    hasReferences: false,
    stored: { status: undefined, resourceVersion: '41' },
    ...facts,
  };
}

function nextOf(observation: ReviewObservation, now = NOW): IncidentReviewStatus {
  return plan(observation, now).status?.next as IncidentReviewStatus;
}

/** The status. Asserts that it is valid, and that deciding the same again changes nothing. */
function statusOf(observation: ReviewObservation, now = NOW): IncidentReviewStatus {
  const status = nextOf(observation, now);
  expectValidConditions(status);
  const again = nextOf({ ...observation, stored: { status, resourceVersion: '42' } }, SOON);
  expect(again).toEqual(status);
  expect(reviewStatusDigest(nextOf(observation, SOON))).toBe(reviewStatusDigest(status));
  return status;
}

function described({ conditions = [] }: IncidentReviewStatus): Record<string, string> {
  return Object.fromEntries(conditions.map(({ type, status, reason }) => [type, `${status} ${reason}`]));
}

const messageOf = ({ conditions = [] }: IncidentReviewStatus, type: string): string =>
  conditions.find((condition) => condition.type === type)?.message ?? '';

interface Row {
  readonly name: string;
  readonly because: string;
  readonly facts: Partial<ReviewObservation>;
  readonly want: Readonly<Record<string, string>>;
}

const READY = { Ready: 'True Recorded', Bound: 'True Bound' };

const ROWS: readonly Row[] = [
  {
    name: 'one that counts, without evidence',
    because: 'nothing is verified where there is nothing',
    facts: {},
    want: { ...READY, EvidenceVerified: 'Unknown NoEvidence' },
  },
  {
    name: 'one that came before its incident',
    because: 'that is in order, and nobody knows whether it will ever come',
    facts: { binding: { kind: 'IncidentNotFound', incident: 'leak', source: undefined } },
    want: { Ready: 'True Recorded', Bound: 'False IncidentNotFound', EvidenceVerified: 'Unknown NoEvidence' },
  },
  {
    name: 'the second one of an incident',
    because: 'two are never merged',
    facts: { binding: { kind: 'Duplicate', incident: 'leak', by: 'first' } },
    want: { Ready: 'True Recorded', Bound: 'False Duplicate', EvidenceVerified: 'Unknown NoEvidence' },
  },
  {
    name: 'verified evidence',
    because: 'every item is',
    facts: { evidence: [VERIFIED, { ...VERIFIED, name: 'other' }] },
    want: { ...READY, EvidenceVerified: 'True AllVerified' },
  },
  {
    name: 'attested evidence',
    because: 'nobody can compare it',
    facts: { evidence: [VERIFIED, ATTESTED] },
    want: { ...READY, EvidenceVerified: 'Unknown Attested' },
  },
  {
    name: 'missing evidence',
    because: 'one item is enough',
    facts: { evidence: [VERIFIED, ATTESTED, MISSING] },
    want: { ...READY, EvidenceVerified: 'False EvidenceMissing' },
  },
  {
    name: 'evidence that is something else',
    because: 'it is worse than none',
    facts: { evidence: [MISSING, MISMATCH, VERIFIED] },
    want: { ...READY, EvidenceVerified: 'False EvidenceMismatch' },
  },
  {
    name: 'evidence that nobody may read',
    because: 'somebody has to allow it, and until then nothing is known',
    facts: { evidence: [VERIFIED, FORBIDDEN] },
    want: {
      Ready: 'False EvidenceForbidden',
      Stalled: 'True EvidenceForbidden',
      Bound: 'True Bound',
      EvidenceVerified: 'Unknown EvidenceForbidden',
    },
  },
  {
    name: 'evidence that nobody may read beside some that is wrong',
    because: 'what is known to be wrong stays so',
    facts: { evidence: [MISMATCH, FORBIDDEN] },
    want: {
      Ready: 'False EvidenceForbidden',
      Stalled: 'True EvidenceForbidden',
      Bound: 'True Bound',
      EvidenceVerified: 'False EvidenceMismatch',
    },
  },
];

describe('the conditions of a review', () => {
  it.each(ROWS)('$name: as $because', ({ facts, want }) => {
    const status = statusOf(observed(facts));
    expect(described(status)).toEqual(want);
    const object = { apiVersion: '', kind: 'IncidentReview', metadata: { name: 'review', generation: 2 }, status };
    expect(kstatusOf(object)).toBe('Stalled' in want ? 'Failed' : 'Current');
  });

  it.each(ROWS)('$name: the same from whatever was stored before', ({ facts, want }) => {
    for (const { facts: earlier } of ROWS) {
      const status = nextOf(observed(earlier));
      expect(described(statusOf(observed({ ...facts, stored: { status, resourceVersion: '42' } })))).toEqual(want);
    }
  });

  it('name what is wrong and what to do about it', () => {
    const second = statusOf(observed({ binding: { kind: 'Duplicate', incident: 'leak', by: 'first' } }));
    expect(messageOf(second, 'Bound')).toMatch(/"leak".*"first".*delete/);
    const early = statusOf(observed({ binding: { kind: 'IncidentNotFound', incident: undefined, source: 'pager' } }));
    expect(messageOf(early, 'Bound')).toContain('source "pager"');
    const wrong = statusOf(observed({ evidence: [{ ...MISMATCH, name: 'mail-log' }, VERIFIED] }));
    expect(messageOf(wrong, 'EvidenceVerified')).toMatch(/: mail-log\./);
  });
});

describe('the status of a review', () => {
  it('has the incident and what is owed for it only where the review counts', () => {
    expect(statusOf(observed()).bound).toEqual({ name: 'leak' });
    const other = statusOf(observed({ binding: { kind: 'Duplicate', incident: 'leak', by: 'first' } }));
    expect([other.bound, other.obligations, other.nextDue]).toEqual([undefined, undefined, undefined]);
  });

  it('has who must be told, and the first of what is owed as the next, late or not', () => {
    const told = anObligation({ name: 'early', dueAt: at('2026-03-02T09:30:00Z'), metAt: at('2026-03-02T09:15:00Z') });
    const late = anObligation({ name: 'late', dueAt: at('2026-03-02T09:45:00Z') });
    const open = anObligation({ name: 'open', dueAt: undefined });
    const obligations = [told, late, anObligation(), open];
    const status = statusOf(observed({ binding: { ...BOUND, obligations } }));
    expect(status.nextDue).toBe('2026-03-02T09:45:00Z');
    const common = { policy: 'gdpr', recipient: 'SupervisoryAuthority' };
    expect(status.obligations).toEqual([
      { ...common, obligation: 'early', dueAt: '2026-03-02T09:30:00Z', metAt: '2026-03-02T09:15:00Z' },
      { ...common, obligation: 'late', dueAt: '2026-03-02T09:45:00Z' },
      { ...common, obligation: 'authority', dueAt: '2026-03-05T09:00:00Z' },
      { ...common, obligation: 'open' },
    ]);
    const toldAt = (metAt: number) => ({ ...BOUND, obligations: obligations.map((one) => ({ ...one, metAt })) });
    expect(statusOf(observed({ binding: toldAt(NOW.getTime()) })).nextDue).toBeUndefined();
    expect(nextOf(observed({ binding: toldAt(NOW.getTime() + 1) }), NOW).nextDue).toBe('2026-03-02T09:30:00Z');
  });

  it('has as many obligations as the kind allows, the soonest', () => {
    const obligations = Array.from({ length: 60 }, (_, index) => anObligation({ name: `n${index}` }));
    const stored = statusOf(observed({ binding: { ...BOUND, obligations } })).obligations ?? [];
    expect([stored.length, stored[0]?.obligation, stored.at(-1)?.obligation]).toEqual([50, 'n0', 'n49']);
  });

  it('says nothing of an item that could not be looked at, so that nobody counts on what was there before', () => {
    const status = statusOf(observed({ evidence: [VERIFIED, FORBIDDEN] }));
    expect(status.evidence).toEqual([{ name: 'hashmatches', state: 'Verified', reason: 'HashMatches' }]);
  });

  it('says what was looked at, so that it holds while the review changes elsewhere', () => {
    const status = statusOf(observed({ evidence: [finding('Verified', 'HashMatches', { digest: 7 })] }));
    expect(status.evidence).toEqual([{ name: 'hashmatches', state: 'Verified', reason: 'HashMatches', digest: 7 }]);
  });

  it('says that an item has expired, and keeps how it was found', () => {
    const evidence = [finding('Verified', 'HashMatches', { name: 'report', expiresAt: NOW.getTime() - 1 })];
    const status = statusOf(observed({ evidence }));
    expect(status.evidence).toEqual([{ name: 'report', state: 'Verified', reason: 'Expired' }]);
    expect(messageOf(status, 'EvidenceVerified')).toMatch(/Expired: report\.$/);
  });
});

describe('when a review is looked at again', () => {
  const expiring = (ms: number): EvidenceFinding => ({ ...ATTESTED, expiresAt: NOW.getTime() + ms });

  it.each([
    { name: 'never', because: 'nothing changes by itself', facts: {}, want: { kind: 'done' } },
    {
      name: 'every ten minutes',
      because: 'nobody tells of a change of what evidence lies in',
      facts: { hasReferences: true, evidence: [VERIFIED] },
      want: { kind: 'after', ms: 10 * MINUTE_MS },
    },
    {
      name: 'in a minute',
      because: 'access may be given by then',
      facts: { hasReferences: true, evidence: [FORBIDDEN] },
      want: { kind: 'after', ms: MINUTE_MS },
    },
    {
      name: 'when evidence expires',
      because: 'the last instant is on time',
      facts: { evidence: [expiring(5_000), expiring(9_000)] },
      want: { kind: 'after', ms: 5_001 },
    },
    {
      name: 'right after the last instant',
      because: 'it is this one',
      facts: { evidence: [expiring(0)] },
      want: { kind: 'after', ms: 1 },
    },
    {
      name: 'before evidence expires',
      because: 'the clock may be set in the meantime',
      facts: { evidence: [expiring(30 * 24 * 60 * MINUTE_MS)] },
      want: { kind: 'after', ms: 10 * MINUTE_MS },
    },
    {
      name: 'when somebody will have been told',
      because: 'what is dated in the future counts from then on',
      facts: {
        binding: { ...BOUND, obligations: [anObligation({ metAt: NOW.getTime() + 7_000 })] },
        evidence: [expiring(9_000)],
      },
      want: { kind: 'after', ms: 7_000 },
    },
    {
      name: 'never, once all has expired',
      because: 'it does not unexpire',
      facts: { evidence: [expiring(-1)] },
      want: { kind: 'done' },
    },
  ] as const)('$name, as $because', ({ facts, want }) => {
    expect(plan(observed(facts), NOW).requeue).toEqual(want);
  });

  it('nothing is written for what is settled', () => {
    const decided = plan(observed({ stored: undefined, hasReferences: true }), NOW);
    expect([decided.status, decided.requeue.kind]).toEqual([undefined, 'after']);
  });
});
