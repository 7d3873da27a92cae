// The law that no order of facts makes a check Passing whose facts contradict each other.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aReviewRow, anIncidentCheck, anIncidentRow, at } from '../../test/support/builders/compliance.ts';
import { under } from '../../test/support/builders/disclosure-laws.ts';
import { aClassified, anObligationSpec } from '../../test/support/builders/policies.ts';
import { DAY } from '../../test/support/judgement/verdict-tables.ts';
import { CLOCK_SKEW_MS } from './contradictions.ts';
import { JoinedIncident, NOTHING_JOINED } from './joined-incident.ts';

const DETECTED = at('2026-03-02T09:00:00Z');
const NOW = DETECTED + 30 * DAY;
/** A loss of data obliges, and what the incident is classified as. */
const both = under(
  { obligations: [anObligationSpec()] },
  {
    obligations: [
      aClassified({ name: 'first', clocks: [{ start: 'Aware', within: '30d' }] }),
      aClassified({ name: 'second', clocks: [{ start: 'Disclosed', of: 'first', within: '30d' }] }),
    ],
  },
);
const told = (notifiedAt: number, obligation = '') => ({ recipient: 'Authority', obligation, notifiedAt });
const yes = (instant: number) => [{ name: 'Significant', outcome: 'Yes', at: instant }] as const;
const instant = fc.integer({ min: -100, max: 100 }).map((tens) => DETECTED + tens * 600_000);
const maybe = fc.option(instant, { nil: undefined });
const facts = fc.record({
  acknowledgedAt: maybe,
  resolvedAt: maybe,
  closedAt: maybe,
  recordState: fc.constantFrom('Detected', 'Resolved', 'Closed'),
  state: fc.constant('Resolved'),
});
const said = fc.record({
  acknowledgedAt: maybe,
  awareAt: maybe,
  assessment: fc.constantFrom('None', 'Confirmed', 'Confirmed'),
  classifications: maybe.map((answered) => (answered === undefined ? [] : yes(answered))),
  disclosures: fc.array(
    fc.tuple(instant, fc.constantFrom('first', 'second', 'notice')).map(([when, name]) => told(when, name)),
    { maxLength: 4 },
  ),
});
const TYPES = ['ResponseOnTime', 'ResolutionOnTime', 'DataLossReported', 'DisclosuresMade'] as const;

/** The pairs that a check rests on, written down anew: each is what follows and what it follows. */
function pairs(type: (typeof TYPES)[number], { row, review, acknowledgedAt, resolvedAt, disclosure }: JoinedIncident) {
  const { detectedAt } = row;
  if (type === 'ResponseOnTime')
    return [
      [row.acknowledgedAt, detectedAt],
      [review?.acknowledgedAt, detectedAt],
    ];
  if (type === 'ResolutionOnTime')
    return [
      [resolvedAt, detectedAt],
      [resolvedAt, acknowledgedAt],
      [row.closedAt, resolvedAt],
    ];
  const counted = disclosure.obligations.filter(({ basis }) => type === 'DisclosuresMade' || basis.when === 'DataLoss');
  return [
    [review?.awareAt, detectedAt],
    ...(review?.classifications ?? []).map((one) => [one.at, detectedAt]),
    ...counted.flatMap(({ metAt }) => [
      [metAt, detectedAt],
      [metAt, review?.awareAt],
    ]),
    ...counted
      .filter(({ name }) => name === 'second')
      .map(({ metAt }) => [metAt, counted.find(({ name }) => name === 'first')?.metAt]),
  ];
}

describe('no order of facts', () => {
  it('law: makes a check Passing whose facts contradict each other', () => {
    let contradictory = 0;
    fc.assert(
      fc.property(fc.constantFrom(...TYPES), facts, said, (type, record, review) => {
        const subject = new JoinedIncident(anIncidentRow(record), {
          ...NOTHING_JOINED,
          ...both,
          reviewOf: () => aReviewRow(review),
        });
        const isWrong = pairs(type, subject).some(
          ([late, early]) => late !== undefined && early !== undefined && late < early - CLOCK_SKEW_MS,
        );
        if (!isWrong) return;
        contradictory++;
        const { result } = anIncidentCheck({ type }, { creationTimestamp: '2025-01-01T00:00:00Z' }).judge(subject, NOW);
        expect(result).not.toBe('Passing');
      }),
      { numRuns: 5_000 },
    );
    expect(contradictory).toBeGreaterThan(1_000);
  });
});
