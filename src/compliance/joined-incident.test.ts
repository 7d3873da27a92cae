import { describe, expect, it } from 'vitest';

import { aReviewRow, aSubject, at } from '../../test/support/builders/compliance.ts';
import { disclosureRules, slaRules } from '../../test/support/builders/policies.ts';
import type { IncidentState } from '../api/v1alpha1/vocabulary.gen.ts';
import { type JoinedIncident, NOTHING_JOINED } from './joined-incident.ts';
import { pinsOf } from './pins.ts';
import type { Closure, ReviewRow } from './reviews/review-row.ts';
import type { IncidentRow } from './verdict.ts';

const DETECTED = at('2026-03-02T09:00:00Z');
const HOUR = 3_600_000;
const whole: Closure = {
  summary: true,
  rootCause: true,
  prevention: true,
  reviewer: true,
  closedAt: DETECTED + 9 * HOUR,
};

const reported = { source: undefined, externalID: undefined };

const joined = (row: Partial<IncidentRow>, review?: Partial<ReviewRow>): JoinedIncident =>
  aSubject(row, { reviewOf: () => review && aReviewRow(review) });

describe('the state of an incident', () => {
  it.each<{
    name: string;
    because: string;
    row: Partial<IncidentRow>;
    review?: Partial<ReviewRow>;
    want: IncidentState;
  }>([
    { name: 'no review', because: 'the record says so', row: { recordState: 'Triaging' }, want: 'Triaging' },
    {
      name: 'a review that says no state',
      because: 'the record says so',
      row: { recordState: 'Triaging' },
      review: {},
      want: 'Triaging',
    },
    {
      name: 'a review that is further on',
      because: 'the later of both',
      row: {},
      review: { state: 'Containing' },
      want: 'Containing',
    },
    {
      name: 'a review that lags behind',
      because: 'the later of both',
      row: { recordState: 'Containing' },
      review: { state: 'Triaging' },
      want: 'Containing',
    },
    {
      name: 'resolved by the review only',
      because: 'the source decides on open versus resolved',
      row: { recordState: 'Triaging' },
      review: { state: 'Resolved' },
      want: 'Triaging',
    },
    {
      name: 'reopened in the source',
      because: 'the source decides on open versus resolved',
      row: { recordState: 'Detected' },
      review: { state: 'Closed', closure: whole },
      want: 'Detected',
    },
    {
      name: 'resolved in the source, closed by the review',
      because: 'with a complete closure that closes it',
      row: { recordState: 'Resolved' },
      review: { state: 'Closed', closure: whole },
      want: 'Closed',
    },
    {
      name: 'closed by the review with a closure that lacks a part',
      because: 'it needs a complete closure',
      row: { recordState: 'Resolved' },
      review: { state: 'Closed', closure: { ...whole, reviewer: false } },
      want: 'Resolved',
    },
    {
      name: 'a complete closure, and the review does not say closed',
      because: 'somebody has to say so',
      row: { recordState: 'Resolved' },
      review: { closure: whole },
      want: 'Resolved',
    },
    {
      name: 'reported, resolved by the review',
      because: 'there is no source: the review decides',
      row: reported,
      review: { state: 'Resolved' },
      want: 'Resolved',
    },
    {
      name: 'reported, taken back by the review',
      because: 'there is no source: the review decides',
      row: { ...reported, recordState: 'Resolved' },
      review: { state: 'Investigating' },
      want: 'Investigating',
    },
    {
      name: 'reported, closed by the review without a closure',
      because: 'it needs a complete closure',
      row: reported,
      review: { state: 'Closed' },
      want: 'Resolved',
    },
    {
      name: 'forgotten by its source, resolved by the review',
      because: 'it stays as it was last known',
      row: { synced: 'NotFoundUpstream' },
      review: { state: 'Resolved' },
      want: 'Detected',
    },
    {
      name: 'forgotten by its source, resolved by the review with a complete closure',
      because: 'that says what became of it',
      row: { synced: 'NotFoundUpstream' },
      review: { state: 'Resolved', closure: whole },
      want: 'Resolved',
    },
    {
      name: 'out of scope, reopened by the review',
      because: 'nobody vouches for the record any more',
      row: { synced: 'OutOfScope', recordState: 'Resolved' },
      review: { state: 'Triaging' },
      want: 'Triaging',
    },
    {
      name: 'the stored state',
      because: 'it is what was concluded before, and nothing is concluded from it',
      row: { state: 'Closed', recordState: 'Detected' },
      want: 'Detected',
    },
  ])('$name is $want: $because', ({ row, review, want }) => {
    expect(joined(row, review).state).toBe(want);
  });
});

describe('when an incident was taken on', () => {
  it.each([
    { record: undefined, review: undefined, want: undefined },
    { record: 5, review: undefined, want: 5 },
    { record: undefined, review: 7, want: 7 },
    { record: 5, review: 7, want: 5 },
    { record: 7, review: 5, want: 5 },
    { record: 0, review: 5, want: 0 },
  ])('by the record $record, by the review $review: $want, the earliest', ({ record, review, want }) => {
    expect(joined({ acknowledgedAt: record }, { acknowledgedAt: review }).acknowledgedAt).toBe(want);
  });
});

describe('when an incident was resolved', () => {
  const [recorded, closed, attested] = [DETECTED + HOUR, DETECTED + 2 * HOUR, whole.closedAt];
  it.each<{ because: string; row: Partial<IncidentRow>; review?: Partial<ReviewRow>; want: number | undefined }>([
    { because: 'it is open, whatever was before', row: { resolvedAt: recorded }, want: undefined },
    {
      because: 'the record says so',
      row: { recordState: 'Closed', resolvedAt: recorded, closedAt: closed },
      review: { closure: whole },
      want: recorded,
    },
    {
      because: 'what is closed was resolved then at the latest',
      row: { recordState: 'Closed', closedAt: closed },
      review: { closure: whole },
      want: closed,
    },
    { because: 'the closure says so', row: { recordState: 'Resolved' }, review: { closure: whole }, want: attested },
    { because: 'nobody says', row: { recordState: 'Resolved' }, want: undefined },
    {
      because: 'the review decides, and its closure dates it',
      row: reported,
      review: { state: 'Closed', closure: whole },
      want: attested,
    },
  ])('$want: $because', ({ row, review, want }) => {
    expect(joined(row, review).resolvedAt).toBe(want);
  });

  const [now, stored] = [DETECTED + 5 * HOUR + 678, { statusDigest: 1 }];
  const resolved = { recordState: 'Resolved' } as const;
  it.each<{ because: string; row: Partial<IncidentRow>; want: number | undefined }>([
    { because: 'it is seen now, for the first time', row: resolved, want: now - 678 },
    { because: 'it is seen now, and was open', row: { ...resolved, ...stored }, want: now - 678 },
    { because: 'the record says', row: { ...resolved, resolvedAt: recorded }, want: recorded },
    { because: 'it was seen before', row: { ...resolved, ...stored, state: 'Resolved' }, want: undefined },
    { because: 'it was seen before, as closed', row: { ...resolved, ...stored, state: 'Closed' }, want: undefined },
    { because: 'it is open', row: {}, want: undefined },
  ])('$want where what is seen is put on record: $because', ({ row, want }) => {
    expect(aSubject(row, { seenAt: () => now }).resolvedAt).toBe(want);
  });
});

describe('what is joined to an incident', () => {
  it('is worked out when it is first asked for, and once', () => {
    const asked = { review: 0, sla: 0, disclosure: 0 };
    const incident = aSubject(
      {},
      {
        reviewOf: () => {
          asked.review++;
          return undefined;
        },
        slaFor: (row) => {
          asked.sla++;
          return NOTHING_JOINED.slaFor(row);
        },
        disclosurePolicies: () => {
          asked.disclosure++;
          return [];
        },
      },
    );
    expect(asked).toEqual({ review: 0, sla: 0, disclosure: 0 });
    for (let round = 0; round < 3; round++) {
      expect([incident.review, incident.sla.ok, incident.disclosure.obligations]).toEqual([undefined, true, []]);
    }
    expect(asked).toEqual({ review: 1, sla: 1, disclosure: 1 });
  });

  it('has the deadlines of its policy, and which policy that is', () => {
    const policy = slaRules({ targets: [{ severity: 'High', resolveWithin: '2h' }] }, { name: 'p', generation: 4 });
    expect(aSubject({}, { slaFor: () => ({ ok: true, policy }) }).sla).toEqual({
      ok: true,
      policy: 'p',
      generation: 4,
      uid: policy.uid,
      severity: 'High',
      acknowledgeBy: undefined,
      resolveBy: DETECTED + 2 * HOUR,
    });
  });

  it.each(['Resolved', 'Detected'] as const)('counts from the resolution only while it is one: %s', (recordState) => {
    const rules = disclosureRules({
      obligations: [
        { name: 'n', when: 'DataLoss', dataType: '*', recipient: 'A', clocks: [{ start: 'Resolved', within: '1h' }] },
      ],
    });
    const incident = aSubject(
      { recordState, resolvedAt: DETECTED },
      { disclosurePolicies: () => [rules], reviewOf: () => aReviewRow({ assessment: 'Confirmed' }) },
    );
    const dueAt = recordState === 'Resolved' ? DETECTED + HOUR : undefined;
    expect(incident.disclosure.obligations).toMatchObject([{ name: 'n', dueAt }]);
  });

  it.each([
    { unreadable: [], readable: false, hours: 72, because: 'no policy says' },
    { unreadable: [], readable: true, hours: 24, because: 'a policy says' },
    { unreadable: ['bad'], readable: true, hours: 24, because: 'a policy says, and nobody knows what the other does' },
    { unreadable: ['bad'], readable: false, hours: undefined, because: 'nobody knows' },
    { unreadable: ['kept'], readable: false, hours: undefined, because: 'nobody knows, though what it owes is kept' },
  ])('owes an assessment within $hours hours: $because', ({ unreadable, readable, hours }) => {
    const kept = { policy: 'kept', policyGeneration: 1, obligation: 'n', recipient: 'A' };
    const incident = aSubject(
      { recordState: 'Resolved', pins: pinsOf({ deadlines: { disclose: [kept] } }, DETECTED) },
      {
        disclosurePolicies: () => (readable ? [disclosureRules({ assessWithin: '24h', obligations: [] })] : []),
        invalidDisclosuresFor: () => unreadable,
      },
    );
    expect(incident.disclosure.assessWithinMs).toBe(hours === undefined ? undefined : hours * HOUR);
  });
});
