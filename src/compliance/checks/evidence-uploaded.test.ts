import { describe, expect, it } from 'vitest';

import { at } from '../../../test/support/builders/compliance.ts';
import {
  around,
  DAY,
  expectVerdict,
  HOUR,
  reasonsOf,
  type VerdictRow,
} from '../../../test/support/judgement/verdict-tables.ts';
import type { ComplianceCheckSpec } from '../../api/v1alpha1/compliancecheck.gen.ts';
import type { Evidence } from '../reviews/review-row.ts';

const DETECTED = at('2026-03-02T09:00:00Z');
const AWARE = DETECTED + HOUR;
const NOW = DETECTED + DAY;
const SOON = NOW + DAY;
const LATER = NOW + 5 * DAY;

const UPLOADED = 'Passing EvidenceUploaded';
const MISSING = 'Failing EvidenceMissing';
const EXPIRED = 'Failing EvidenceExpired';

function log(state: Evidence['state'], expiresAt?: number): Evidence {
  return { name: `log-${state}-${expiresAt ?? ''}`, kind: 'Log', state, expiresAt };
}
const mail = (state: Evidence['state'], expiresAt?: number): Evidence => ({ ...log(state, expiresAt), kind: 'Mail' });

/** Of an incident with a confirmed loss. */
function lost(name: string, because: string, evidence: readonly Evidence[], want: string): VerdictRow {
  return { name, because, review: { assessment: 'Confirmed', awareAt: AWARE, evidence }, at: NOW, want };
}

type Parameters = NonNullable<ComplianceCheckSpec['evidenceUploaded']>;
const asking = (parameters: Partial<Parameters>) => {
  return { evidenceUploaded: { required: 'OnDataLoss', verification: 'Attested', ...parameters } as const };
};
const verified = asking({ verification: 'Verified' });
const both = asking({ kinds: ['Log', 'Mail'] });
const always = asking({ required: 'Always' });

const rows: readonly VerdictRow[] = [
  { name: 'no review', because: 'no loss is confirmed', at: NOW, want: 'Passing EvidenceNotRequired' },
  ...(['None', 'Suspected'] as const).map((assessment) => ({
    name: `assessed as ${assessment}`,
    because: 'evidence is asked for on a confirmed loss only',
    review: { assessment },
    at: NOW,
    want: 'Passing EvidenceNotRequired',
  })),
  {
    name: 'no review, always required',
    because: 'there is none',
    check: always,
    at: NOW,
    want: MISSING,
    since: DETECTED,
  },
  {
    name: 'no loss, always required and there',
    because: 'it stands',
    check: always,
    review: { assessment: 'None', evidence: [log('Verified')] },
    at: NOW,
    want: UPLOADED,
  },
  { ...lost('nothing attached', 'at least one item is asked for', [], MISSING), since: AWARE },
  lost('attested', 'that is what is asked for by default', [log('Attested')], UPLOADED),
  lost('verified', 'that is more than is asked for', [log('Verified')], UPLOADED),
  lost('attached, and what it refers to is missing', 'there is nothing', [log('Missing')], MISSING),
  lost('another than its hash says', 'it proves nothing', [log('Mismatch')], 'Failing EvidenceMismatch'),
  {
    ...lost('not looked at yet', 'no data is never green', [log('Pending')], 'Unknown EvidencePending'),
    since: DETECTED,
  },
  {
    ...lost('encrypted in the files', 'only the cluster can compare it', [log('Sealed')], 'Unknown EvidenceSealed'),
    since: DETECTED,
  },
  {
    ...lost('encrypted in the files, and its hash is asked for', 'the same', [log('Sealed')], 'Unknown EvidenceSealed'),
    check: verified,
    since: DETECTED,
  },
  lost('one mismatches, one is encrypted', 'it may pass yet', mixed('Mismatch', 'Sealed'), 'Unknown EvidenceSealed'),
  lost('one stands, one is encrypted', 'the best of a kind counts', mixed('Attested', 'Sealed'), UPLOADED),
  { ...lost('one kind is encrypted, one missing', 'what fails fails', [log('Sealed')], MISSING), check: both },
  ...around(SOON, { ...lost('expires encrypted', '', [log('Sealed', SOON)], '') }, ['Unknown EvidenceSealed', EXPIRED]),
  {
    ...lost('attested only', 'its hash is asked for', [log('Attested')], 'Failing EvidenceUnverified'),
    check: verified,
  },
  { ...lost('verified', 'its hash is asked for', [log('Verified')], UPLOADED), check: verified },
  lost('one of two is missing', 'the best of a kind counts', [log('Missing'), log('Attested')], UPLOADED),
  lost(
    'one mismatches, one is not looked at',
    'the best may pass yet',
    mixed('Mismatch', 'Pending'),
    'Unknown EvidencePending',
  ),
  lost(
    'one mismatches, one is missing',
    'the best of a kind counts',
    mixed('Missing', 'Mismatch'),
    'Failing EvidenceMismatch',
  ),
  { ...lost('both kinds', 'each is there', [log('Attested'), mail('Attested')], UPLOADED), check: both },
  { ...lost('one of two kinds', 'the worst of the kinds counts', [log('Attested')], MISSING), check: both },
  {
    ...lost('one kind missing, one not looked at', 'what is known to fail fails', [log('Pending')], MISSING),
    check: both,
  },
  {
    ...lost('a kind that nobody asked for', 'it does not make up for another', [mail('Verified')], MISSING),
    check: asking({ kinds: ['Log'] }),
  },
  ...around(SOON, { ...lost('expires', '', [log('Attested', SOON)], '') }, [UPLOADED, EXPIRED]),
  {
    ...lost('expired', 'it fails since it expired', [log('Attested', AWARE)], EXPIRED),
    since: AWARE,
    dueAt: AWARE,
  },
  {
    ...lost('two that expired', 'it fails since the last of a kind expired', expired(AWARE, AWARE + HOUR), EXPIRED),
    since: AWARE + HOUR,
  },
  {
    ...lost('two kinds expired', 'it fails since the first of the kinds expired', [], EXPIRED),
    review: { assessment: 'Confirmed', evidence: [log('Attested', AWARE + HOUR), mail('Attested', AWARE)] },
    check: both,
    since: AWARE,
  },
  {
    ...lost('one expires, another stands longer', 'the best of a kind counts', expired(SOON, LATER), UPLOADED),
    at: SOON + 1,
  },
  {
    ...lost('both have expired', 'none of the kind stands', expired(SOON, LATER), EXPIRED),
    at: LATER + 1,
    since: LATER,
  },
  ...around(SOON, { ...lost('expires unseen', '', [log('Pending', SOON)], '') }, ['Unknown EvidencePending', EXPIRED]),
  ...around(SOON, { ...lost('expires unverified', '', [log('Attested', SOON)], ''), check: verified }, [
    'Failing EvidenceUnverified',
    EXPIRED,
  ]),
  ...around(
    SOON,
    { ...lost('one kind expires, one is unseen', '', [log('Verified', SOON), mail('Pending')], ''), check: both },
    ['Unknown EvidencePending', EXPIRED],
  ),
  lost('expired, and missing', 'what is not there cannot expire', [log('Missing', AWARE)], MISSING),
  lost(
    'expired, and another than its hash says',
    'it never proved anything',
    [log('Mismatch', AWARE)],
    'Failing EvidenceMismatch',
  ),
  ...around(AWARE + 2 * DAY, { ...lost('a grace of two days', '', [], ''), check: { gracePeriod: '2d' } }, [
    'Due EvidenceMissing',
    MISSING,
  ]),
  ...around(
    SOON + 2 * DAY,
    { ...lost('a grace of two days after it expired', '', [log('Attested', SOON)], ''), check: { gracePeriod: '2d' } },
    ['Due EvidenceExpired', EXPIRED],
  ),
];

describe('EvidenceUploaded', () => {
  it.each(rows)('$name is $want: $because', (row) => expectVerdict('EvidenceUploaded', row));

  it('documents the reasons that it gives, and no others', () => {
    const { given, documented } = reasonsOf('EvidenceUploaded', rows);
    expect(given).toEqual(documented);
  });
});

function mixed(...states: ReadonlyArray<Evidence['state']>): Evidence[] {
  return states.map((state) => log(state));
}

function expired(...instants: readonly number[]): Evidence[] {
  return instants.map((instant) => log('Attested', instant));
}
