// From when on an assessment is owed: the detection, the time on record, or what the check states; never the age of the check.

import { describe, it } from 'vitest';
import { at } from '../../../test/support/builders/compliance.ts';
import { around, DAY, expectVerdict, HOUR, type VerdictRow } from '../../../test/support/judgement/verdict-tables.ts';

const DETECTED = at('2026-03-02T09:00:00Z');
const ASSESS_BY = DETECTED + 72 * HOUR;
const DUE = 'Due AssessmentDue';
const NOT_ASSESSED = 'Failing NotAssessed';
const ALL_DUE = { severities: ['High' as const] };

const rows: readonly VerdictRow[] = [
  ...around(ASSESS_BY, { name: 'the check was made anew later', created: '2026-03-10T00:00:00Z' }, [DUE, NOT_ASSESSED]),
  ...around(
    at('2026-03-13T00:00:00Z'),
    { name: 'it came on record later', incident: { recordedAt: at('2026-03-10T00:00:00Z') } },
    [DUE, NOT_ASSESSED],
  ),
  ...around(ASSESS_BY, { name: 'it was on record before it was detected', incident: { recordedAt: DETECTED - DAY } }, [
    DUE,
    NOT_ASSESSED,
  ]),
  ...around(
    at('2026-03-13T00:00:00Z'),
    {
      name: 'the check counts from an instant',
      check: { dataLossReported: { ...ALL_DUE, since: '2026-03-10T00:00:00Z' } },
    },
    [DUE, NOT_ASSESSED],
  ),
  ...around(
    ASSESS_BY,
    {
      name: 'the check counts from an instant before the detection',
      check: { dataLossReported: { ...ALL_DUE, since: '2026-01-01T00:00:00Z' } },
    },
    [DUE, NOT_ASSESSED],
  ),
];

describe('the clock of an assessment', () => {
  it.each(rows)('$name is $want: $because', (row) => {
    expectVerdict('DataLossReported', row);
  });
});
