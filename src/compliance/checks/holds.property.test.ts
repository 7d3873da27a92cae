// The law that the tally rests on: as long as a verdict holds it is the same, whatever the check and whatever it is told of an
// incident; and what holds for good holds for good.

import { isDeepStrictEqual } from 'node:util';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { anIncidentCheck, anIncidentRow, aReviewRow } from '../../../test/support/builders/compliance.ts';
import { aClassified, anObligationSpec, disclosureRules, slaRules } from '../../../test/support/builders/policies.ts';
import { DAY, HOUR } from '../../../test/support/judgement/verdict-tables.ts';
import { JoinedIncident, NOTHING_JOINED } from '../joined-incident.ts';
import { INCIDENT_STATES } from '../../api/v1alpha1/vocabulary.gen.ts';

const START = 1_000 * DAY;
const TYPES = [
  'IncidentClosed',
  'ResponseOnTime',
  'ResolutionOnTime',
  'DataLossReported',
  'DisclosuresMade',
  'EvidenceUploaded',
  'ReviewComplete',
] as const;

const instant = fc.integer({ min: -10, max: 30 }).map((hours) => START + hours * HOUR);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const oneOf = fc.constantFrom;
const flag = fc.boolean();

const evidence = fc.record({
  name: oneOf('one', 'two'),
  kind: oneOf('Log', 'Mail'),
  state: oneOf('Verified', 'Attested', 'Mismatch', 'Missing', 'Pending', 'Sealed'),
  expiresAt: maybe(instant),
});
const disclosure = fc.record({
  recipient: oneOf('Authority', 'Customers'),
  obligation: oneOf('', 'early', 'final'),
  notifiedAt: instant,
});
const closure = fc.record({
  summary: flag,
  rootCause: flag,
  prevention: flag,
  reviewer: flag,
  closedAt: maybe(instant),
});
const review = fc.record({
  state: maybe(oneOf(...INCIDENT_STATES)),
  acknowledgedAt: maybe(instant),
  awareAt: maybe(instant),
  classifiedAt: maybe(instant),
  classifications: maybe(fc.record({ outcome: oneOf('Yes', 'Yes', 'No'), at: instant })).map((answer) =>
    answer === undefined ? [] : [{ name: 'Significant', ...answer }],
  ),
  assessment: maybe(oneOf('None', 'Suspected', 'Confirmed', 'Confirmed')),
  dataTypes: fc.subarray(['PersonalData', 'PHI']),
  hasNoDisclosureReason: flag,
  disclosures: fc.array(disclosure, { maxLength: 3 }),
  evidence: fc.array(evidence, { maxLength: 4 }),
  closure: maybe(closure),
});
const incident = fc.record({
  source: oneOf('pagerduty', undefined),
  severity: oneOf('Critical', 'High', 'Low'),
  recordState: oneOf(...INCIDENT_STATES),
  detectedAt: instant,
  acknowledgedAt: maybe(instant),
  resolvedAt: maybe(instant),
});
const check = fc
  .record({
    type: oneOf(...TYPES),
    gracePeriod: oneOf('0s', '1h', '5h', '2d'),
    evidenceUploaded: fc.record({
      required: oneOf('Always', 'OnDataLoss'),
      kinds: fc.subarray(['Log', 'Mail']),
      verification: oneOf('Attested', 'Verified'),
    }),
    disclosuresMade: fc.record({
      severities: fc.subarray<'Low' | 'High'>(['Low', 'High']),
      within: oneOf('2h', '1d'),
    }),
    dataLossReported: fc.record({
      severities: fc.subarray<'Low' | 'High'>(['Low', 'High']),
      within: oneOf('2h', '1d'),
    }),
    reviewComplete: fc.record({ within: oneOf('0s', '3h') }),
  })
  .map((spec) => anIncidentCheck(spec, { creationTimestamp: '1972-01-01T00:00:00Z' }));

const sla = slaRules({ targets: [{ severity: 'High', acknowledgeWithin: '1h', resolveWithin: '5h' }] });
const policies = [
  disclosureRules({
    obligations: [
      anObligationSpec({
        name: 'early',
        clocks: [
          { start: 'Classified', within: '4h' },
          { start: 'Aware', within: '24h' },
        ],
      }),
      anObligationSpec({ name: 'final', clocks: [{ start: 'Disclosed', of: 'early', within: '10h' }] }),
      anObligationSpec({
        name: 'people',
        dataType: 'PHI',
        recipient: 'Customers',
        clocks: [{ start: 'Resolved', within: '2h' }],
      }),
    ],
  }),
  disclosureRules({ obligations: [aClassified(), aClassified({ name: 'later', recipient: 'Customers' })] }),
];

/** With policies, with those that ask for classifications only, or with one that cannot be read. */
const world = fc.record({
  disclosurePolicies: oneOf(
    () => policies,
    () => policies.slice(1),
  ),
  invalidDisclosuresFor: oneOf(
    () => [],
    () => [],
    () => ['bad'],
  ),
});

describe('a verdict', () => {
  it('law: is the same at every instant up to the last at which it says that it holds', () => {
    const later = fc.array(fc.nat({ max: 60 * HOUR }), { maxLength: 6 });
    fc.assert(
      fc.property(
        check,
        fc.tuple(incident, maybe(review), world),
        instant,
        later,
        (asked, [facts, said, joins], now, waits) => {
          const subject = new JoinedIncident(anIncidentRow(facts), {
            ...NOTHING_JOINED,
            slaFor: () => ({ ok: true, policy: sla }),
            ...joins,
            reviewOf: () => said && aReviewRow(said),
          });
          const verdict = asked.judge(subject, now);
          const until = verdict.holdsUntil ?? now + 1_000 * DAY;
          expect(until).toBeGreaterThanOrEqual(now);
          // Whole hours are where deadlines lie.
          const hours = Array.from({ length: 60 }, (_, hour) => START + (hour - 12) * HOUR);
          for (const at of [until, ...waits.map((wait) => now + wait), ...hours, ...hours.map((hour) => hour + 1)]) {
            if (at < now || at > until) continue;
            const then = asked.judge(subject, at);
            if (!isDeepStrictEqual(then, verdict)) expect(then).toEqual(verdict);
          }
        },
      ),
      { numRuns: 5_000 },
    );
  }, 60_000);
});
