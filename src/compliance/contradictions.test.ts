// Times that contradict each other: each pair that a check rests on, the five minutes of clocks that differ, and corrections.

import { describe, it } from 'vitest';
import { at } from '../../test/support/builders/compliance.ts';
import { under } from '../../test/support/builders/disclosure-laws.ts';
import { aClassified, anObligationSpec } from '../../test/support/builders/policies.ts';
import { DAY, expectVerdict, HOUR, type VerdictRow } from '../../test/support/judgement/verdict-tables.ts';
import { CLOCK_SKEW_MS } from './contradictions.ts';

const DETECTED = at('2026-03-02T09:00:00Z');
const NOW = DETECTED + 30 * DAY;
const law = under({ obligations: [anObligationSpec()] });
const material = under({ obligations: [aClassified({ clocks: [{ start: 'Classified', within: '4bd' }] })] });
const staged = under({
  obligations: [
    aClassified({ name: 'first', clocks: [{ start: 'Aware', within: '30d' }] }),
    aClassified({ name: 'second', clocks: [{ start: 'Disclosed', of: 'first', within: '30d' }] }),
  ],
});
const told = (notifiedAt: number, obligation = '') => ({ recipient: 'Authority', obligation, notifiedAt });
const yes = (instant: number) => [{ name: 'Significant', outcome: 'Yes', at: instant }] as const;
const resolved = { recordState: 'Resolved', state: 'Resolved' } as const;

type Row = VerdictRow & { readonly type: Parameters<typeof expectVerdict>[0] };

/** A slip of one digit in the year. */
const SLIP = {
  detectedAt: at('2026-03-01T08:00:00Z'),
  acknowledgedAt: at('2025-03-01T10:30:00Z'),
  resolvedAt: at('2025-03-12T08:00:00Z'),
};

const ROWS: readonly Row[] = [
  {
    type: 'ResponseOnTime',
    name: 'taken on a year before',
    because: 'it is a slip in the year',
    incident: { ...SLIP, ...resolved },
    at: NOW,
    want: 'Unknown AcknowledgedBeforeDetected',
    since: SLIP.detectedAt,
  },
  {
    type: 'ResolutionOnTime',
    name: 'resolved a year before',
    because: 'it is a slip in the year',
    incident: { ...SLIP, ...resolved },
    at: NOW,
    want: 'Unknown ResolvedBeforeDetected',
  },
  {
    type: 'ResponseOnTime',
    name: 'taken on before, by the review',
    because: 'the review can slip as well',
    incident: { acknowledgedAt: DETECTED + 60_000 },
    review: { acknowledgedAt: DETECTED - DAY },
    at: NOW,
    want: 'Unknown AcknowledgedBeforeDetected',
  },
  {
    type: 'ResponseOnTime',
    name: 'never taken on, and resolved before',
    because: 'the resolution counts in its place',
    incident: { resolvedAt: DETECTED - DAY, ...resolved },
    at: NOW,
    want: 'Unknown ResolvedBeforeDetected',
  },
  {
    type: 'ResponseOnTime',
    name: 'taken on five minutes before',
    because: 'clocks differ by so much',
    incident: { acknowledgedAt: DETECTED - CLOCK_SKEW_MS },
    at: NOW,
    want: 'Passing AcknowledgedInTime',
  },
  {
    type: 'ResponseOnTime',
    name: 'taken on a millisecond more before',
    because: 'clocks do not differ by more',
    incident: { acknowledgedAt: DETECTED - CLOCK_SKEW_MS - 1 },
    at: NOW,
    want: 'Unknown AcknowledgedBeforeDetected',
  },
  {
    type: 'ResponseOnTime',
    name: 'a slip that the review corrects',
    because: 'the correction counts',
    incident: { acknowledgedAt: DETECTED - 365 * DAY },
    review: { corrections: [{ field: 'acknowledgedAt', at: DETECTED + 60_000 }] },
    at: NOW,
    want: 'Passing AcknowledgedInTime',
  },
  {
    type: 'ResponseOnTime',
    name: 'a slip that is late once it is corrected',
    because: 'a correction is no excuse',
    incident: { acknowledgedAt: DETECTED - 365 * DAY },
    review: { corrections: [{ field: 'acknowledgedAt', at: DETECTED + DAY }] },
    at: NOW,
    want: 'Failing AcknowledgedLate',
  },
  {
    type: 'ResolutionOnTime',
    name: 'a detection that the review corrects',
    because: 'the deadline counts from it',
    incident: { resolvedAt: DETECTED - DAY, ...resolved },
    review: { corrections: [{ field: 'detectedAt', at: DETECTED - 2 * DAY }] },
    at: NOW,
    want: 'Passing ResolvedInTime',
  },
  {
    type: 'ResolutionOnTime',
    name: 'resolved before it was taken on',
    because: 'one of the two is wrong',
    incident: { acknowledgedAt: DETECTED + 2 * HOUR, resolvedAt: DETECTED + HOUR, ...resolved },
    at: NOW,
    want: 'Unknown ResolvedBeforeAcknowledged',
  },
  {
    type: 'ResolutionOnTime',
    name: 'closed before it was resolved',
    because: 'one of the two is wrong',
    incident: { resolvedAt: DETECTED + 2 * HOUR, closedAt: DETECTED + HOUR, ...resolved },
    at: NOW,
    want: 'Unknown ClosedBeforeResolved',
  },
  {
    type: 'ReviewComplete',
    name: 'a closure from before the resolution',
    because: 'one of the two is wrong',
    incident: { resolvedAt: DETECTED + 2 * HOUR, ...resolved },
    review: {
      closure: { summary: true, rootCause: true, prevention: true, reviewer: true, closedAt: DETECTED + HOUR },
    },
    at: NOW,
    want: 'Unknown ClosedBeforeResolved',
  },
  {
    type: 'DataLossReported',
    name: 'told before anybody was aware',
    because: 'nobody could',
    joins: law,
    review: { assessment: 'Confirmed', awareAt: DETECTED + DAY, disclosures: [told(DETECTED + HOUR)] },
    at: NOW,
    want: 'Unknown DisclosedBeforeAware',
  },
  {
    type: 'DataLossReported',
    name: 'told before the detection',
    because: 'nobody could',
    joins: law,
    review: { assessment: 'Confirmed', disclosures: [told(DETECTED - DAY)] },
    at: NOW,
    want: 'Unknown DisclosedBeforeDetected',
  },
  {
    type: 'DataLossReported',
    name: 'aware before the detection',
    because: 'the record has the detection wrong',
    joins: law,
    review: { assessment: 'Confirmed', awareAt: DETECTED - DAY, disclosures: [told(DETECTED)] },
    at: NOW,
    want: 'Unknown AwareBeforeDetected',
  },
  {
    type: 'DataLossReported',
    name: 'no obligation, and somebody told before the detection',
    because: 'the letter is what it rests on',
    review: { assessment: 'Confirmed', disclosures: [told(DETECTED - DAY)] },
    at: NOW,
    want: 'Unknown DisclosedBeforeDetected',
  },
  {
    type: 'DataLossReported',
    name: 'owed, whatever the times',
    because: 'what is known to fail fails',
    joins: law,
    review: { assessment: 'Confirmed', awareAt: DETECTED - DAY },
    at: NOW,
    want: 'Failing DisclosureOverdue',
  },
  {
    type: 'DisclosuresMade',
    name: 'classified before the detection',
    because: 'nobody could',
    joins: material,
    review: { classifications: yes(DETECTED - DAY), disclosures: [told(DETECTED)] },
    at: NOW,
    want: 'Unknown ClassifiedBeforeDetected',
  },
  {
    type: 'DisclosuresMade',
    name: 'told before it was classified',
    because: 'its only clock starts there',
    joins: material,
    review: { classifications: yes(DETECTED + DAY), disclosures: [told(DETECTED + HOUR)] },
    at: NOW,
    want: 'Unknown DisclosedBeforeClassified',
  },
  {
    type: 'DisclosuresMade',
    name: 'a stage before the one that it follows',
    because: 'it could not report on it',
    joins: staged,
    review: {
      classifications: yes(DETECTED),
      disclosures: [told(DETECTED + DAY, 'first'), told(DETECTED + HOUR, 'second')],
    },
    at: NOW,
    want: 'Unknown DisclosedBeforeStage',
  },
  {
    type: 'EvidenceUploaded',
    name: 'evidence that had expired before the detection',
    because: 'it shows nothing of the incident',
    check: { evidenceUploaded: { required: 'Always', verification: 'Attested' } },
    review: { evidence: [{ name: 'log', kind: 'Log', state: 'Attested', expiresAt: DETECTED - DAY }] },
    at: DETECTED - 2 * DAY,
    want: 'Unknown EvidenceExpiredBeforeDetected',
  },
];

describe('times that contradict each other', () => {
  it.each(ROWS)('$type, $name: $want, as $because', ({ type, ...row }) => expectVerdict(type, row));
});
