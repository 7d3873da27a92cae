import { describe, it } from 'vitest';
import { at } from '../../../test/support/builders/compliance.ts';
import { law, under } from '../../../test/support/builders/disclosure-laws.ts';
import { aClassified, anObligationSpec } from '../../../test/support/builders/policies.ts';
import type { VerdictRow } from '../../../test/support/judgement/verdict-tables.ts';
import { around, DAY, expectVerdict, HOUR } from '../../../test/support/judgement/verdict-tables.ts';
import type { Classification } from '../disclosure/classification.ts';
import type { Disclosure } from '../reviews/review-row.ts';

const DETECTED = at('2026-03-02T09:00:00Z');
const CLASSIFIED = DETECTED + 2 * HOUR;
const LONG_AFTER = DETECTED + 60 * DAY;

/** Asks whether the incident is significant, and nothing about data. */
const nis2 = under({ assessWithin: '24h', obligations: [aClassified()] });
/** A loss of data obliges besides. */
const both = under({ assessWithin: '24h', obligations: [aClassified()] }, { obligations: [anObligationSpec()] });

const yes = (): readonly Classification[] => [{ name: 'Significant', outcome: 'Yes', at: CLASSIFIED }];
const told = (notifiedAt: number, obligation: string): Disclosure => ({
  recipient: 'Authority',
  obligation,
  notifiedAt,
});

describe('DataLossReported beside obligations that hang on a classification', () => {
  const asBefore: readonly VerdictRow[] = [
    {
      name: 'a significant outage without loss',
      because: 'what was lost is all that it asks',
      joins: nis2,
      review: { assessment: 'None', classifications: yes() },
      at: LONG_AFTER,
      want: 'Passing NoDataLoss',
    },
    {
      name: 'a loss that is told of, and a classification that is not',
      because: 'the other obligation is left out',
      joins: both,
      review: { assessment: 'Confirmed', classifications: yes(), disclosures: [told(CLASSIFIED, 'notice')] },
      at: LONG_AFTER,
      want: 'Passing Disclosed',
    },
    {
      name: 'a significant incident with a loss that only the classification makes somebody know of',
      because: 'no obligation covers the data',
      joins: nis2,
      review: { assessment: 'Confirmed', classifications: yes() },
      at: CLASSIFIED,
      want: 'Failing ObligationUndefined',
    },
    ...around(DETECTED + 72 * HOUR, { name: 'a policy that does not ask about data', joins: nis2 }, [
      'Due AssessmentDue',
      'Failing NotAssessed',
    ]),
    {
      name: 'a reason for not telling, and a letter that is to come',
      because: 'until the letter the reason counts',
      review: {
        assessment: 'Confirmed',
        hasNoDisclosureReason: true,
        disclosures: [told(CLASSIFIED + HOUR, '')],
      },
      at: CLASSIFIED,
      want: 'Passing DisclosureNotNeeded',
    },
    {
      name: 'a policy for data',
      because: 'nothing changed',
      joins: law,
      review: { assessment: 'Confirmed', classifications: yes() },
      at: CLASSIFIED,
      want: 'Failing DisclosureOwed',
    },
  ];
  it.each(asBefore)('$name is $want: $because', (row) => expectVerdict('DataLossReported', row));
});
