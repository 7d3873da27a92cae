import { describe, expect, it } from 'vitest';
import { aCheck, at } from '../../../test/support/builders/compliance.ts';
import { law, nobody, staged, twofold, undated, under } from '../../../test/support/builders/disclosure-laws.ts';
import type { VerdictRow } from '../../../test/support/judgement/verdict-tables.ts';
import { around, DAY, expectVerdict, HOUR, reasonsOf } from '../../../test/support/judgement/verdict-tables.ts';
import type { Joins } from '../joined-incident.ts';
import type { Disclosure } from '../reviews/review-row.ts';
import { compileCheck } from './compile.ts';

const DETECTED = at('2026-03-02T09:00:00Z');
const AWARE = DETECTED + HOUR;
const ASSESS_BY = DETECTED + 72 * HOUR;
const LONG_AFTER = DETECTED + 60 * DAY;

const DUE = 'Due AssessmentDue';
const NOT_ASSESSED = 'Failing NotAssessed';
const OWED = 'Failing DisclosureOwed';
const OVERDUE = 'Failing DisclosureOverdue';

const unreadable: Partial<Joins> = { invalidDisclosuresFor: () => ['bad'] };

const told = (notifiedAt: number, recipient = 'Authority', obligation = ''): Disclosure => ({
  recipient,
  obligation,
  notifiedAt,
});
const BY = AWARE + 72 * HOUR;

const TWO_HOURS: VerdictRow['check'] = { dataLossReported: { severities: ['High'], within: '2h' } };

/** Of an incident whose loss is confirmed. */
function lost(name: string, joins: Partial<Joins>, disclosures: readonly Disclosure[] = []) {
  return { name, joins, review: { assessment: 'Confirmed', awareAt: AWARE, disclosures } } as const;
}

const rows: readonly VerdictRow[] = [
  {
    name: 'no loss',
    because: 'the review says so',
    review: { assessment: 'None' },
    at: LONG_AFTER,
    want: 'Passing NoDataLoss',
  },
  {
    name: 'no loss, and an unreadable policy',
    because: 'without a loss no policy is asked',
    review: { assessment: 'None' },
    joins: unreadable,
    at: LONG_AFTER,
    want: 'Passing NoDataLoss',
  },
  ...around(ASSESS_BY, { name: 'High and not assessed' }, [DUE, NOT_ASSESSED]),
  ...around(ASSESS_BY, { name: 'Critical and not assessed', incident: { severity: 'Critical' } }, [DUE, NOT_ASSESSED]),
  ...(['Medium', 'Low', 'Info'] as const).map((severity) => ({
    name: `${severity} and not assessed`,
    because: 'its severity asks for no assessment by default',
    incident: { severity },
    at: LONG_AFTER,
    want: 'Passing NoDataLossReported',
  })),
  {
    name: 'Low, where the check asks for it',
    because: 'the check names its severities',
    check: { dataLossReported: { severities: ['Low'] } },
    incident: { severity: 'Low' },
    at: DETECTED,
    want: DUE,
    since: DETECTED,
    dueAt: ASSESS_BY,
  },
  {
    name: 'High, where the check asks for Low',
    because: 'what it names stands in place of the default',
    check: { dataLossReported: { severities: ['Low'] } },
    at: LONG_AFTER,
    want: 'Passing NoDataLossReported',
  },
  ...around(
    ASSESS_BY,
    { name: 'a suspicion with a low severity', incident: { severity: 'Low' }, review: { assessment: 'Suspected' } },
    [DUE, NOT_ASSESSED],
  ),
  {
    name: 'a review that does not assess',
    because: 'it says nothing of a loss',
    review: {},
    at: LONG_AFTER,
    want: NOT_ASSESSED,
    since: ASSESS_BY,
    dueAt: ASSESS_BY,
  },
  ...around(DETECTED + 24 * HOUR, { name: 'the policy gives a day', joins: under({ assessWithin: '24h' }) }, [
    DUE,
    NOT_ASSESSED,
  ]),
  ...around(
    DETECTED + 12 * HOUR,
    { name: 'of two policies the shorter time', joins: under({ assessWithin: '24h' }, { assessWithin: '12h' }) },
    [DUE, NOT_ASSESSED],
  ),
  ...around(DETECTED + 2 * HOUR, { name: 'the check gives two hours', check: TWO_HOURS, joins: law }, [
    DUE,
    NOT_ASSESSED,
  ]),
  ...around(ASSESS_BY + HOUR, { name: 'a grace of an hour', check: { gracePeriod: '1h' } }, [
    'Due NotAssessed',
    NOT_ASSESSED,
  ]),

  ...around(BY, lost('confirmed, and nobody was told', law), [OWED, OVERDUE]),
  ...around(AWARE + DAY, { ...lost('a grace of a day', law), check: { gracePeriod: '1d' } }, [
    'Due DisclosureOwed',
    OWED,
  ]),
  {
    ...lost('confirmed just now', law),
    because: 'confirmed and undisclosed fails at once',
    at: AWARE,
    want: OWED,
    since: AWARE,
    dueAt: BY,
  },
  {
    name: 'confirmed, and nobody says when that was known',
    because: 'awareness without a time counts from detection',
    joins: law,
    review: { assessment: 'Confirmed' },
    at: AWARE,
    want: OWED,
    since: DETECTED,
    dueAt: DETECTED + 72 * HOUR,
  },
  { ...lost('told at the deadline', law, [told(BY)]), because: 'that is in time', at: BY, want: 'Passing Disclosed' },
  {
    ...lost('told a millisecond late', law, [told(BY + 1)]),
    because: 'who has to be told was told; the lateness stays visible in the deadlines',
    at: LONG_AFTER,
    want: 'Passing DisclosedLate',
  },
  ...around(AWARE + HOUR - 1, lost('told in an hour, says the review', law, [told(AWARE + HOUR)]), [
    OWED,
    'Passing Disclosed',
  ]),
  {
    ...lost('told years from now, says the review', law, [told(AWARE + 4_000 * DAY)]),
    because: 'what has not happened meets nothing',
    at: LONG_AFTER,
    want: OVERDUE,
  },
  ...around(AWARE + HOUR - 1, lost('nobody told yet, and no obligation', nobody, [told(AWARE + HOUR)]), [
    'Failing ObligationUndefined',
    'Passing Disclosed',
  ]),
  {
    ...lost('somebody else was told', law, [told(AWARE, 'Customers')]),
    because: 'the obligation is to its recipient',
    at: AWARE,
    want: OWED,
  },
  ...around(BY, lost('one of two was told', twofold, [told(AWARE, 'Customers')]), [OWED, OVERDUE]),
  ...around(AWARE + 10 * DAY, lost('the first of two was told', twofold, [told(BY)]), [OWED, OVERDUE]),
  {
    ...lost('two are owed', twofold),
    because: 'the earliest deadline is the one to meet',
    at: AWARE,
    want: OWED,
    dueAt: BY,
  },
  {
    ...lost('both were told, one of them late', twofold, [told(BY + 1), told(AWARE, 'Customers')]),
    because: 'one that is late is late',
    at: LONG_AFTER,
    want: 'Passing DisclosedLate',
  },
  {
    ...lost('both were told', twofold, [told(BY), told(AWARE, 'Customers')]),
    because: 'each obligation is met',
    at: LONG_AFTER,
    want: 'Passing Disclosed',
  },
  ...around(BY, lost('no stage is met', staged), [OWED, OVERDUE]),
  ...around(AWARE + 30 * DAY, lost('the first stage was met on becoming aware', staged, [told(AWARE)]), [
    OWED,
    OVERDUE,
  ]),
  {
    ...lost('both stages were met', staged, [told(AWARE), told(AWARE + DAY)]),
    because: 'a disclosure meets one obligation each',
    at: LONG_AFTER,
    want: 'Passing Disclosed',
  },
  {
    ...lost('only the last stage was met', staged, [told(AWARE, 'Authority', 'final')]),
    because: 'one that is named meets that one only',
    at: BY + 1,
    want: OVERDUE,
  },
  {
    ...lost('owed without a date', undated),
    because: 'no clock runs before it is classified',
    at: LONG_AFTER,
    want: OWED,
    since: AWARE,
    dueAt: undefined,
  },
  {
    ...lost('told before any clock ran', undated, [told(AWARE)]),
    because: 'what has no date cannot be late',
    at: LONG_AFTER,
    want: 'Passing Disclosed',
  },

  {
    ...lost('covered by no policy', nobody),
    because: 'confirmed loss that no obligation covers is not green',
    at: AWARE,
    want: 'Failing ObligationUndefined',
    since: AWARE,
  },
  {
    ...lost('covered by no policy, somebody was told', nobody, [told(AWARE)]),
    because: 'where none applies one disclosure is enough',
    at: LONG_AFTER,
    want: 'Passing Disclosed',
  },
  {
    name: 'covered by no policy, with a reason',
    because: 'the review says why nobody was told',
    joins: nobody,
    review: { assessment: 'Confirmed', hasNoDisclosureReason: true },
    at: LONG_AFTER,
    want: 'Passing DisclosureNotNeeded',
  },
  {
    name: 'owed, with a reason for not telling',
    because: 'a reason does not do away with an obligation',
    joins: law,
    review: { assessment: 'Confirmed', hasNoDisclosureReason: true },
    at: DETECTED,
    want: OWED,
  },
  {
    name: 'not assessed, and an unreadable policy',
    because: 'it may give any time',
    joins: unreadable,
    at: LONG_AFTER,
    want: 'Unknown PolicyInvalid',
  },
  ...around(ASSESS_BY, { name: 'an unreadable policy beside another', joins: { ...law, ...unreadable } }, [
    'Unknown PolicyInvalid',
    NOT_ASSESSED,
  ]),
  ...around(DETECTED + 2 * HOUR, { name: 'a time of its own', check: TWO_HOURS, joins: unreadable }, [
    DUE,
    NOT_ASSESSED,
  ]),
  {
    ...lost('told, and an unreadable policy', { ...law, ...unreadable }, [told(AWARE)]),
    because: 'what it asks for is not known',
    at: AWARE,
    want: 'Unknown PolicyInvalid',
    since: AWARE,
  },
  {
    ...lost('a reason, and an unreadable policy', unreadable),
    review: { assessment: 'Confirmed', hasNoDisclosureReason: true },
    because: 'what it asks for is not known',
    at: AWARE,
    want: 'Unknown PolicyInvalid',
  },
  {
    ...lost('owed, and an unreadable policy', { ...law, ...unreadable }),
    because: 'what is known to fail fails',
    at: AWARE,
    want: OWED,
  },
];

describe('DataLossReported', () => {
  it.each(rows)('$name is $want: $because', (row) => expectVerdict('DataLossReported', row));

  it('documents the reasons that it gives, and no others', () => {
    const { given, documented } = reasonsOf('DataLossReported', rows);
    expect(given).toEqual(documented);
  });

  it('says which of its parameters cannot be read', () => {
    const result = compileCheck(
      aCheck({ type: 'DataLossReported', dataLossReported: { severities: ['High'], within: '3 days' } }),
    );
    expect(result).toMatchObject({ ok: false, reason: 'InvalidSpec' });
    expect(result.ok ? '' : result.message).toContain('dataLossReported.within');
  });
});
