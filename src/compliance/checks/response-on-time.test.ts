import { describe, expect, it } from 'vitest';

import { anIncidentCheck, anIncidentRow, at } from '../../../test/support/builders/compliance.ts';
import { slaRules } from '../../../test/support/builders/policies.ts';
import {
  around,
  DAY,
  expectVerdict,
  HOUR,
  reasonsOf,
  SECOND,
  type VerdictRow,
} from '../../../test/support/judgement/verdict-tables.ts';

/** An incident with severity High is to be taken on within an hour, by the built-in policy. */
const DETECTED = at('2026-03-02T09:00:00Z');
const BY = DETECTED + HOUR;
const LONG_AFTER = DETECTED + 60 * DAY;
const twoHours = slaRules({ targets: [{ severity: 'High', acknowledgeWithin: '2h' }] });

const DUE = 'Due AcknowledgementDue';
const OVERDUE = 'Failing AcknowledgementOverdue';
const IN_TIME = 'Passing AcknowledgedInTime';
const LATE = 'Failing AcknowledgedLate';
const SILENT_VENDOR = { lacksAcknowledgement: () => true };
const UNTIL_DUE = { since: DETECTED, dueAt: BY };

const rows: readonly VerdictRow[] = [
  ...around(BY, { name: 'nobody took it on by the target' }, [DUE, OVERDUE]),
  { name: 'new', because: 'what is owed says since when and by when', at: DETECTED, want: DUE, ...UNTIL_DUE },
  { name: 'overdue', because: 'it fails since the target', at: LONG_AFTER, want: OVERDUE, since: BY, dueAt: BY },
  {
    name: 'taken on at the target',
    because: 'on time includes the last instant, whenever it is asked',
    incident: { acknowledgedAt: BY, recordState: 'Triaging' },
    at: LONG_AFTER,
    want: IN_TIME,
  },
  {
    name: 'taken on a millisecond after the target',
    because: 'late stays late',
    incident: { acknowledgedAt: BY + 1, recordState: 'Triaging' },
    at: LONG_AFTER,
    want: LATE,
    since: BY,
    dueAt: BY,
  },
  {
    name: 'taken on in the review, in time',
    because: 'people attest it where the source does not say',
    review: { acknowledgedAt: BY },
    at: LONG_AFTER,
    want: IN_TIME,
  },
  {
    name: 'taken on in the review before the source says so',
    because: 'the earlier of both counts',
    incident: { acknowledgedAt: BY + HOUR },
    review: { acknowledgedAt: BY - HOUR / 2 },
    at: LONG_AFTER,
    want: IN_TIME,
  },
  {
    name: 'taken on in the source before the review says so',
    because: 'the earlier of both counts',
    incident: { acknowledgedAt: BY },
    review: { acknowledgedAt: BY + HOUR },
    at: LONG_AFTER,
    want: IN_TIME,
  },
  {
    name: 'resolved in time, never acknowledged',
    because: 'resolving counts as acknowledging where nothing says when it was acknowledged',
    incident: { recordState: 'Resolved', resolvedAt: BY },
    at: LONG_AFTER,
    want: IN_TIME,
  },
  {
    name: 'resolved late, never acknowledged',
    because: 'the resolution is when it was taken on',
    incident: { recordState: 'Resolved', resolvedAt: BY + SECOND },
    at: LONG_AFTER,
    want: LATE,
  },
  {
    name: 'resolved late, acknowledged in time',
    because: 'the acknowledgement counts where there is one',
    incident: { recordState: 'Resolved', acknowledgedAt: BY, resolvedAt: BY + DAY },
    at: LONG_AFTER,
    want: IN_TIME,
  },
  {
    name: 'resolved by its review alone, reported',
    because: 'where there is no source the review decides, and its closure dates it',
    incident: { source: undefined, externalID: undefined },
    review: { state: 'Resolved', closure: closedAt(BY) },
    at: LONG_AFTER,
    want: IN_TIME,
  },
  ...[DETECTED, BY, LONG_AFTER].map((moment) => ({
    name: `open, of a vendor that says nothing of acknowledgements (${moment === DETECTED ? 'new' : 'later'})`,
    because: 'somebody may have taken it on, or not: nobody will say',
    joins: SILENT_VENDOR,
    at: moment,
    want: 'Unknown AcknowledgementNotStated',
    since: DETECTED,
  })),
  {
    name: 'resolved in time, of such a vendor',
    because: 'no data is never green: its resolution may be dated by another change',
    joins: SILENT_VENDOR,
    incident: { recordState: 'Resolved', resolvedAt: BY },
    at: LONG_AFTER,
    want: 'Unknown AcknowledgementNotStated',
  },
  {
    name: 'resolved late, of such a vendor',
    because: 'it may have been taken on in time',
    joins: SILENT_VENDOR,
    incident: { recordState: 'Resolved', resolvedAt: BY + DAY },
    at: LONG_AFTER,
    want: 'Unknown AcknowledgementNotStated',
  },
  {
    name: 'of such a vendor, taken on in time by the word of a review',
    because: 'people attest it where the source does not say',
    joins: SILENT_VENDOR,
    review: { acknowledgedAt: BY },
    at: LONG_AFTER,
    want: IN_TIME,
  },
  {
    name: 'of such a vendor, taken on late by the word of a review',
    because: 'what is stated is judged as ever',
    joins: SILENT_VENDOR,
    review: { acknowledgedAt: BY + SECOND },
    at: LONG_AFTER,
    want: LATE,
  },
  {
    name: 'of such a vendor, with a severity without a target',
    because: 'nothing is owed, so nothing has to be known',
    joins: { ...SILENT_VENDOR, slaFor: () => ({ ok: true, policy: twoHours }) },
    incident: { severity: 'Low' },
    at: LONG_AFTER,
    want: 'Passing NoTarget',
  },
  {
    name: 'resolved, and nothing says when',
    because: 'no data is never green',
    incident: { recordState: 'Resolved' },
    at: DETECTED,
    want: 'Unknown AcknowledgementTimeUnknown',
    since: DETECTED,
  },
  {
    name: 'reopened and not taken on',
    because: 'a resolution that was taken back counts for nothing',
    incident: { recordState: 'Detected', resolvedAt: BY - SECOND },
    at: BY + SECOND,
    want: OVERDUE,
  },
  {
    name: 'dated in the future',
    because: 'it is owed until then: nobody did it yet',
    review: { acknowledgedAt: BY - HOUR / 2 },
    at: DETECTED,
    want: DUE,
    ...UNTIL_DUE,
  },
  {
    name: 'dated in the future, when that has come',
    because: 'time alone brings it about',
    review: { acknowledgedAt: BY - HOUR / 2 },
    at: BY - HOUR / 2,
    want: IN_TIME,
  },
  {
    name: 'dated in the future, after the target',
    because: 'who is late is not late only when it is done',
    review: { acknowledgedAt: BY + HOUR },
    at: BY + HOUR - 1,
    want: OVERDUE,
    since: BY,
    dueAt: BY,
  },
  {
    name: 'without a target for its severity',
    because: 'the built-in policy has none for Info',
    incident: { severity: 'Info' },
    at: LONG_AFTER,
    want: 'Passing NoTarget',
  },
  {
    name: 'without a target, resolved at an unknown time',
    because: 'nothing depends on that time',
    incident: { severity: 'Info', recordState: 'Resolved' },
    at: LONG_AFTER,
    want: 'Passing NoTarget',
  },
  {
    name: 'a policy that is named and missing',
    because: 'nothing is judged by another policy in its place',
    incident: { acknowledgedAt: DETECTED },
    joins: { slaFor: () => ({ ok: false, reason: 'PolicyMissing', name: 'gone' }) },
    at: DETECTED,
    want: 'Unknown PolicyMissing',
  },
  {
    name: 'a policy that cannot be read',
    because: 'nothing is judged by another policy in its place',
    incident: { acknowledgedAt: DETECTED },
    joins: { slaFor: () => ({ ok: false, reason: 'PolicyInvalid', name: 'bad' }) },
    at: DETECTED,
    want: 'Unknown PolicyInvalid',
  },
  {
    name: 'a policy of its own',
    because: 'its target counts, not the built-in one',
    joins: { slaFor: () => ({ ok: true, policy: twoHours }) },
    at: DETECTED + 2 * HOUR,
    want: DUE,
    dueAt: DETECTED + 2 * HOUR,
  },
  ...around(BY + HOUR, { name: 'within a grace of an hour', check: { gracePeriod: '1h' } }, [
    'Due AcknowledgementOverdue',
    OVERDUE,
  ]),
  {
    name: 'at the target, with grace to come',
    because: 'grace counts from the target and changes nothing before it',
    check: { gracePeriod: '1h' },
    at: BY,
    want: DUE,
    ...UNTIL_DUE,
  },
  {
    name: 'after the grace',
    because: 'it fails since the grace ended',
    check: { gracePeriod: '1h' },
    at: BY + 2 * HOUR,
    want: OVERDUE,
    since: BY + HOUR,
    dueAt: BY + HOUR,
  },
  {
    name: 'taken on at the last instant of the grace',
    because: 'what is done within the grace period is done in time',
    check: { gracePeriod: '1h' },
    incident: { acknowledgedAt: BY + HOUR },
    at: LONG_AFTER,
    want: IN_TIME,
  },
  {
    name: 'taken on a millisecond after the grace',
    because: 'late stays late',
    check: { gracePeriod: '1h' },
    incident: { acknowledgedAt: BY + HOUR + 1 },
    at: LONG_AFTER,
    want: LATE,
  },
];

describe('ResponseOnTime', () => {
  it.each(rows)('$name is $want: $because', (row) => expectVerdict('ResponseOnTime', row));

  it('documents the reasons that it gives, and no others', () => {
    const { given, documented } = reasonsOf('ResponseOnTime', rows);
    expect(given).toEqual(documented);
  });
});

describe.each(['ResponseOnTime', 'ResolutionOnTime'] as const)('the window of %s', (type) => {
  it.each([
    { within: undefined, ms: 90 * DAY, because: 'late ends to count after 90 days' },
    { within: '7d', ms: 7 * DAY, because: 'the selector says otherwise' },
    { within: '365d', ms: 365 * DAY, because: 'the selector says otherwise' },
  ])('detectedWithin $within is $ms ms: $because', ({ within, ms }) => {
    const selector = within === undefined ? undefined : { detectedWithin: within };
    const check = anIncidentCheck({ type, ...(selector && { selector }) });
    expect(check.windowMs).toBe(ms);
    expect(check.selects(anIncidentRow())).toBe(true);
  });

  it('keeps what else the selector says', () => {
    const check = anIncidentCheck({ type, selector: { severities: ['Low'] } });
    expect(check.windowMs).toBe(90 * DAY);
    expect(check.selects(anIncidentRow())).toBe(false);
  });
});

function closedAt(ms: number) {
  return { summary: false, rootCause: false, prevention: false, reviewer: false, closedAt: ms };
}
