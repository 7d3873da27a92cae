import { describe, expect, it } from 'vitest';
import { aCheck, at } from '../../../test/support/builders/compliance.ts';
import { under } from '../../../test/support/builders/disclosure-laws.ts';
import { aClassified, anObligationSpec } from '../../../test/support/builders/policies.ts';
import type { VerdictRow } from '../../../test/support/judgement/verdict-tables.ts';
import { around, DAY, expectVerdict, HOUR, reasonsOf } from '../../../test/support/judgement/verdict-tables.ts';
import type { Classification } from '../disclosure/classification.ts';
import type { Joins } from '../joined-incident.ts';
import type { Disclosure } from '../reviews/review-row.ts';
import { compileCheck } from './compile.ts';

const DETECTED = at('2026-03-02T09:00:00Z');
const CLASSIFIED = DETECTED + 2 * HOUR;
const ANSWER_BY = DETECTED + 24 * HOUR;
const LONG_AFTER = DETECTED + 60 * DAY;

/** A day to answer; a warning four hours after the answer, a report a day after the warning. */
const nis2 = under({
  assessWithin: '24h',
  obligations: [
    aClassified({ name: 'warning', clocks: [{ start: 'Classified', within: '4h' }] }),
    aClassified({ name: 'report', clocks: [{ start: 'Disclosed', of: 'warning', within: '1d' }] }),
  ],
});
/** The same, for critical and low incidents. */
const forSome = under({
  assessWithin: '24h',
  appliesTo: { severities: ['Critical', 'Low'] },
  obligations: [aClassified({ clocks: [{ start: 'Classified', within: '4h' }] })],
});
/** A loss of data obliges besides. */
const both = under(
  { assessWithin: '24h', obligations: [aClassified({ clocks: [{ start: 'Classified', within: '4h' }] })] },
  { assessWithin: '12h', obligations: [anObligationSpec()] },
);
const unreadable: Partial<Joins> = { ...nis2, invalidDisclosuresFor: () => ['bad'] };

const yes = (instant = CLASSIFIED): readonly Classification[] => [{ name: 'Significant', outcome: 'Yes', at: instant }];
const no = (instant = CLASSIFIED): readonly Classification[] => [{ name: 'Significant', outcome: 'No', at: instant }];
const told = (notifiedAt: number, obligation: string): Disclosure => ({
  recipient: 'Authority',
  obligation,
  notifiedAt,
});

const DUE = 'Due ClassificationDue';
const LATE = 'Failing NotClassified';
const OWED = 'Failing DisclosureOwed';
const OVERDUE = 'Failing DisclosureOverdue';

const rows: readonly VerdictRow[] = [
  {
    name: 'an incident that no policy asks about',
    because: 'nothing can be owed',
    at: LONG_AFTER,
    want: 'Passing NothingToDisclose',
  },
  ...around(ANSWER_BY, { name: 'an outage without an answer', joins: nis2 }, [DUE, LATE]),
  ...around(
    ANSWER_BY,
    { name: 'an outage with a review that does not answer', joins: nis2, review: { assessment: 'None' } },
    [DUE, LATE],
  ),
  ...around(
    DETECTED + HOUR,
    { name: 'a time of its own', joins: nis2, check: { disclosuresMade: { severities: ['High'], within: '1h' } } },
    [DUE, LATE],
  ),
  ...around(ANSWER_BY, { name: 'a check that was made anew later', joins: nis2, created: '2026-04-01T00:00:00Z' }, [
    DUE,
    LATE,
  ]),
  ...around(
    at('2026-04-02T00:00:00Z'),
    { name: 'it came on record later', joins: nis2, incident: { recordedAt: at('2026-04-01T00:00:00Z') } },
    [DUE, LATE],
  ),
  ...around(
    at('2026-04-02T00:00:00Z'),
    {
      name: 'the check counts from an instant',
      joins: nis2,
      check: { disclosuresMade: { severities: ['High'], since: '2026-04-01T00:00:00Z' } },
    },
    [DUE, LATE],
  ),
  {
    name: 'a minor outage',
    because: 'its severity owes no answer by default',
    joins: nis2,
    incident: { severity: 'Medium' },
    at: LONG_AFTER,
    want: 'Passing NothingToDisclose',
  },
  {
    name: 'a minor outage that is significant all the same',
    because: 'a Yes obliges whatever the severity',
    joins: nis2,
    incident: { severity: 'Medium' },
    review: { classifications: yes() },
    at: CLASSIFIED,
    want: OWED,
  },
  ...around(
    ANSWER_BY,
    { name: 'a severity that the policy names and the check does not', joins: forSome, incident: { severity: 'Low' } },
    [DUE, LATE],
  ),
  {
    name: 'a severity that the check names and the policy does not',
    because: 'the policy is not for it',
    joins: forSome,
    at: LONG_AFTER,
    want: 'Passing NothingToDisclose',
  },
  {
    name: 'an answer to something else',
    because: 'names are compared as they are written',
    joins: nis2,
    review: { classifications: [{ name: 'significant', outcome: 'No', at: CLASSIFIED }] },
    at: LONG_AFTER,
    want: LATE,
  },
  {
    name: 'a No',
    because: 'it ends the matter',
    joins: nis2,
    review: { classifications: no() },
    at: LONG_AFTER,
    want: 'Passing NothingToDisclose',
  },
  {
    name: 'a late No',
    because: 'what is answered is answered, as with a loss of data',
    joins: nis2,
    review: { classifications: no(ANSWER_BY + DAY) },
    at: LONG_AFTER,
    want: 'Passing NothingToDisclose',
  },
  {
    name: 'a No that is dated in the future',
    because: 'it is not said yet',
    joins: nis2,
    review: { classifications: no(DETECTED + 3 * HOUR) },
    at: DETECTED + 2 * HOUR,
    want: DUE,
    since: DETECTED,
    dueAt: ANSWER_BY,
  },
  {
    name: 'a Yes that is dated in the future',
    because: 'nothing is owed by it yet',
    joins: nis2,
    review: { classifications: yes(DETECTED + 3 * HOUR) },
    at: DETECTED + 3 * HOUR - 1,
    want: DUE,
  },
  ...around(
    CLASSIFIED + 4 * HOUR,
    { name: 'a Yes without loss', joins: nis2, review: { assessment: 'None', classifications: yes() } },
    [OWED, OVERDUE],
  ),
  ...around(
    CLASSIFIED + HOUR + DAY,
    {
      name: 'the second stage',
      joins: nis2,
      review: { classifications: yes(), disclosures: [told(CLASSIFIED + HOUR, 'warning')] },
    },
    [OWED, OVERDUE],
  ),
  {
    name: 'both stages in time',
    because: 'everybody was told',
    joins: nis2,
    review: {
      classifications: yes(),
      disclosures: [told(CLASSIFIED + HOUR, 'warning'), told(CLASSIFIED + 2 * HOUR, 'report')],
    },
    at: LONG_AFTER,
    want: 'Passing Disclosed',
  },
  {
    name: 'a late warning',
    because: 'it is on record, and passes',
    joins: nis2,
    review: {
      classifications: yes(),
      disclosures: [told(CLASSIFIED + 5 * HOUR, 'warning'), told(CLASSIFIED + 6 * HOUR, 'report')],
    },
    at: LONG_AFTER,
    want: 'Passing DisclosedLate',
  },
  ...around(
    DETECTED + 12 * HOUR,
    { name: 'a loss that is not assessed', joins: both, review: { classifications: no() } },
    ['Due AssessmentDue', 'Failing NotAssessed'],
  ),
  {
    name: 'a loss that is not assessed, of a severity that owes no assessment',
    because: 'as with DataLossReported',
    joins: both,
    incident: { severity: 'Low' },
    review: { classifications: no() },
    at: LONG_AFTER,
    want: 'Passing NothingToDisclose',
  },
  {
    name: 'a suspicion, of a severity that owes no assessment',
    because: 'a suspicion owes one whatever the severity',
    joins: both,
    incident: { severity: 'Low' },
    review: { classifications: no(), assessment: 'Suspected' },
    at: LONG_AFTER,
    want: 'Failing NotAssessed',
  },
  {
    name: 'a confirmed loss',
    because: 'all obligations count, whatever makes them owed',
    joins: both,
    review: { classifications: no(), assessment: 'Confirmed' },
    at: CLASSIFIED,
    want: OWED,
  },
  {
    name: 'a confirmed loss that was told of, and no answer',
    because: 'the answer is owed still',
    joins: both,
    review: { assessment: 'Confirmed', disclosures: [told(CLASSIFIED, 'notice')] },
    at: CLASSIFIED,
    want: DUE,
  },
  {
    name: 'a loss that no obligation covers',
    because: 'somebody has to say why nobody is told',
    joins: nis2,
    review: { classifications: no(), assessment: 'Confirmed' },
    at: CLASSIFIED,
    want: 'Failing ObligationUndefined',
  },
  {
    name: 'a loss that no obligation covers, with a reason',
    because: 'somebody says why',
    joins: nis2,
    review: { classifications: no(), assessment: 'Confirmed', hasNoDisclosureReason: true },
    at: CLASSIFIED,
    want: 'Passing DisclosureNotNeeded',
  },
  {
    name: 'an unreadable policy',
    because: 'nobody knows what it asks',
    joins: unreadable,
    review: { classifications: no() },
    at: CLASSIFIED,
    want: 'Unknown PolicyInvalid',
  },
  {
    name: 'an unreadable policy, and an answer that is late',
    because: 'what is known to fail fails',
    joins: unreadable,
    at: LONG_AFTER,
    want: LATE,
  },
];

describe('DisclosuresMade', () => {
  it.each(rows)('$name is $want: $because', (row) => expectVerdict('DisclosuresMade', row));

  it('documents the reasons that it gives, and no others', () => {
    const { given, documented } = reasonsOf('DisclosuresMade', rows);
    expect(given).toEqual(documented);
  });

  it('says which of its parameters cannot be read', () => {
    const spec = { type: 'DisclosuresMade', disclosuresMade: { severities: ['High'], within: '3 days' } } as const;
    const result = compileCheck(
      aCheck({ ...spec, disclosuresMade: { ...spec.disclosuresMade, severities: ['High'] } }),
    );
    expect(result).toMatchObject({ ok: false, reason: 'InvalidSpec' });
    expect(result.ok ? '' : result.message).toContain('disclosuresMade.within');
  });
});
