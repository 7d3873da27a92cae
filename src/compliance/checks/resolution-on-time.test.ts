import { describe, expect, it } from 'vitest';

import { at } from '../../../test/support/builders/compliance.ts';
import { slaRules } from '../../../test/support/builders/policies.ts';
import {
  around,
  DAY,
  expectVerdict,
  HOUR,
  reasonsOf,
  type VerdictRow,
} from '../../../test/support/judgement/verdict-tables.ts';

/** An incident with severity High is to be resolved within seven days, by the built-in policy. */
const DETECTED = at('2026-03-02T09:00:00Z');
const BY = DETECTED + 7 * DAY;
const LONG_AFTER = DETECTED + 60 * DAY;
const workingDay = slaRules({
  targets: [{ severity: 'High', resolveWithin: '8h' }],
  calendar: { timeZone: 'Europe/Berlin', days: ['Mon', 'Tue'], hours: { start: '09:00', end: '17:00' } },
});

const DUE = 'Due ResolutionDue';
const OVERDUE = 'Failing ResolutionOverdue';
const IN_TIME = 'Passing ResolvedInTime';

const rows: readonly VerdictRow[] = [
  ...around(BY, { name: 'open at the target' }, [DUE, OVERDUE]),
  ...around(BY, { name: 'acknowledged and open', incident: { acknowledgedAt: DETECTED } }, [DUE, OVERDUE]),
  { name: 'open', because: 'it says by when', at: DETECTED, want: DUE, since: DETECTED, dueAt: BY },
  {
    name: 'resolved at the target',
    because: 'on time includes the last instant, whenever it is asked',
    incident: { recordState: 'Resolved', resolvedAt: BY },
    at: LONG_AFTER,
    want: IN_TIME,
  },
  {
    name: 'resolved a millisecond after it',
    because: 'late stays late',
    incident: { recordState: 'Resolved', resolvedAt: BY + 1 },
    at: LONG_AFTER,
    want: 'Failing ResolvedLate',
    since: BY,
    dueAt: BY,
  },
  {
    name: 'resolved, on a date in the future',
    because: 'it is owed until then',
    incident: { recordState: 'Resolved', resolvedAt: DETECTED + DAY },
    at: DETECTED + HOUR,
    want: DUE,
    since: DETECTED,
    dueAt: BY,
  },
  {
    name: 'resolved, on a date in the future and beyond the target',
    because: 'who is late is not late only when it is done',
    incident: { recordState: 'Resolved', resolvedAt: BY + DAY },
    at: BY + HOUR,
    want: OVERDUE,
    since: BY,
    dueAt: BY,
  },
  {
    name: 'closed, and resolved in time',
    because: 'closing later changes nothing of when it was resolved',
    incident: { recordState: 'Closed', resolvedAt: BY, closedAt: BY + DAY },
    at: LONG_AFTER,
    want: IN_TIME,
  },
  {
    name: 'closed, and nothing says when it was resolved',
    because: 'it was resolved when it was closed at the latest',
    incident: { recordState: 'Closed', closedAt: BY },
    at: LONG_AFTER,
    want: IN_TIME,
  },
  {
    name: 'resolved, and nothing says when',
    because: 'no data is never green',
    incident: { recordState: 'Resolved' },
    at: DETECTED,
    want: 'Unknown ResolutionTimeUnknown',
    since: DETECTED,
  },
  {
    name: 'resolved by the review only',
    because: 'the source decides on open versus resolved',
    review: { state: 'Resolved' },
    at: BY + 1,
    want: OVERDUE,
  },
  {
    name: 'resolved by the review, after its source forgot it',
    because: 'a complete closure decides there, and dates it',
    incident: { synced: 'NotFoundUpstream' },
    review: {
      state: 'Resolved',
      closure: { summary: true, rootCause: true, prevention: true, reviewer: true, closedAt: BY },
    },
    at: LONG_AFTER,
    want: IN_TIME,
  },
  {
    name: 'resolved by the review without a closure, after its source forgot it',
    because: 'it stays as it was last known',
    incident: { synced: 'NotFoundUpstream' },
    review: { state: 'Resolved' },
    at: LONG_AFTER,
    want: 'Failing ResolutionOverdue',
  },
  {
    name: 'reopened',
    because: 'the resolution before counts for nothing',
    incident: { recordState: 'Triaging', resolvedAt: DETECTED },
    at: BY + 1,
    want: OVERDUE,
  },
  {
    name: 'Info',
    because: 'the built-in policy has no target for it',
    incident: { severity: 'Info' },
    at: LONG_AFTER,
    want: 'Passing NoTarget',
  },
  {
    name: 'a missing policy',
    because: 'nothing is judged by another policy in its place',
    incident: { recordState: 'Resolved', resolvedAt: DETECTED },
    joins: { slaFor: () => ({ ok: false, reason: 'PolicyMissing', name: 'gone' }) },
    at: DETECTED,
    want: 'Unknown PolicyMissing',
  },
  {
    name: 'a policy that cannot be read',
    because: 'nothing is judged by another policy in its place',
    joins: { slaFor: () => ({ ok: false, reason: 'PolicyInvalid', name: 'bad' }) },
    at: DETECTED,
    want: 'Unknown PolicyInvalid',
  },
  ...around(
    // Eight working hours from 10:00 in Berlin, where the day ends at 17:00: an hour is left for the next.
    at('2026-03-03T09:00:00Z'),
    { name: 'in working time', joins: { slaFor: () => ({ ok: true, policy: workingDay }) } },
    [DUE, OVERDUE],
  ),
  ...around(BY + 2 * HOUR, { name: 'a grace of two hours', check: { gracePeriod: '2h' } }, [
    'Due ResolutionOverdue',
    OVERDUE,
  ]),
  {
    name: 'resolved at the end of the grace',
    because: 'what is done within the grace period is done in time',
    check: { gracePeriod: '2h' },
    incident: { recordState: 'Resolved', resolvedAt: BY + 2 * HOUR },
    at: LONG_AFTER,
    want: IN_TIME,
  },
  {
    name: 'resolved after the grace',
    because: 'late stays late, and grace excuses nothing that is over',
    check: { gracePeriod: '2h' },
    incident: { recordState: 'Resolved', resolvedAt: BY + 2 * HOUR + 1 },
    at: LONG_AFTER,
    want: 'Failing ResolvedLate',
  },
];

describe('ResolutionOnTime', () => {
  it.each(rows)('$name is $want: $because', (row) => expectVerdict('ResolutionOnTime', row));

  it('documents the reasons that it gives, and no others', () => {
    const { given, documented } = reasonsOf('ResolutionOnTime', rows);
    expect(given).toEqual(documented);
  });
});
