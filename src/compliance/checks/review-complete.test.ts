import { describe, expect, it } from 'vitest';

import { aCheck, aReviewRow, aSubject, at } from '../../../test/support/builders/compliance.ts';
import {
  around,
  DAY,
  expectVerdict,
  HOUR,
  reasonsOf,
  type VerdictRow,
} from '../../../test/support/judgement/verdict-tables.ts';
import type { Closure } from '../reviews/review-row.ts';
import { compileCheck } from './compile.ts';
import { reviewCompleteVerdict } from './review-complete.ts';

const RESOLVED = at('2026-03-02T12:00:00Z');
const BY = RESOLVED + 7 * DAY;
const LONG_AFTER = RESOLVED + 60 * DAY;
const whole: Closure = { summary: true, rootCause: true, prevention: true, reviewer: true, closedAt: undefined };
const resolved = { recordState: 'Resolved', resolvedAt: RESOLVED } as const;

const DUE = 'Due ReviewDue';
const LATE = 'Failing ReviewIncomplete';

const rows: readonly VerdictRow[] = [
  ...around(BY, { name: 'resolved without a review', incident: resolved }, [DUE, LATE]),
  ...around(RESOLVED + DAY, { name: 'within a day', incident: resolved, check: { reviewComplete: { within: '1d' } } }, [
    DUE,
    LATE,
  ]),
  ...around(BY + HOUR, { name: 'a grace of an hour', incident: resolved, check: { gracePeriod: '1h' } }, [
    'Due ReviewIncomplete',
    LATE,
  ]),
  {
    name: 'resolved',
    because: 'it says since when and by when',
    incident: resolved,
    at: RESOLVED,
    want: DUE,
    since: RESOLVED,
    dueAt: BY,
  },
  {
    name: 'long resolved without a review',
    because: 'it fails since the time was over',
    incident: resolved,
    at: LONG_AFTER,
    want: LATE,
    since: BY,
    dueAt: BY,
  },
  {
    name: 'at once',
    because: 'no time at all is a time',
    incident: resolved,
    check: { reviewComplete: { within: '0s' } },
    at: RESOLVED + 1,
    want: LATE,
  },
  { name: 'open', because: 'there is nothing to review yet', at: LONG_AFTER, want: 'Passing NotResolved' },
  {
    name: 'open with a complete closure',
    because: 'the source says that it is not over',
    review: { state: 'Closed', closure: whole },
    at: LONG_AFTER,
    want: 'Passing NotResolved',
  },
  {
    name: 'complete',
    because: 'everything is there, whenever that was',
    incident: resolved,
    review: { closure: whole },
    at: LONG_AFTER,
    want: 'Passing ReviewComplete',
  },
  {
    name: 'complete, and nothing says when it was resolved',
    because: 'nothing depends on that time',
    incident: { recordState: 'Resolved' },
    review: { closure: whole },
    at: RESOLVED,
    want: 'Passing ReviewComplete',
  },
  {
    name: 'incomplete, and nothing says when it was resolved',
    because: 'no data is never green',
    incident: { recordState: 'Resolved' },
    review: { closure: { ...whole, reviewer: false } },
    at: RESOLVED,
    want: 'Unknown ResolvedAtUnknown',
    since: at('2026-03-02T09:00:00Z'),
  },
  {
    name: 'reported and resolved by its review',
    because: 'there the review decides, and its closure says when',
    incident: { source: undefined, externalID: undefined },
    review: { state: 'Resolved', closure: { ...whole, summary: false, closedAt: RESOLVED } },
    at: BY,
    want: DUE,
  },
];

describe('ReviewComplete', () => {
  it.each(rows)('$name is $want: $because', (row) => expectVerdict('ReviewComplete', row));

  it('documents the reasons that it gives, and no others', () => {
    const { given, documented } = reasonsOf('ReviewComplete', rows);
    expect(given).toEqual(documented);
  });

  it('asks for each of the four parts: of the sixteen closures one is complete', () => {
    const bits = [0, 1, 2, 3].map((bit) => 2 ** bit);
    const closures = Array.from({ length: 16 }, (_, parts): Closure => {
      const [summary = false, rootCause = false, prevention = false, reviewer = false] = bits.map((bit) =>
        Boolean(parts & bit),
      );
      return { summary, rootCause, prevention, reviewer, closedAt: RESOLVED };
    });
    const passing = closures.filter((closure) => {
      const subject = aSubject(resolved, { reviewOf: () => aReviewRow({ closure }) });
      const facts = { parameters: { withinMs: 0 }, graceMs: 0 };
      return reviewCompleteVerdict(subject, facts, LONG_AFTER).result === 'Passing';
    });
    expect(passing).toEqual([{ ...whole, closedAt: RESOLVED }]);
  });

  it('says which of its parameters cannot be read', () => {
    const result = compileCheck(aCheck({ type: 'ReviewComplete', reviewComplete: { within: 'soon' } }));
    expect(result).toMatchObject({ ok: false, reason: 'InvalidSpec' });
    expect(result.ok ? '' : result.message).toContain('reviewComplete.within');
  });
});
