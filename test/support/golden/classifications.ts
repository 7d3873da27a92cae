// The golden timelines of what hangs on a classification: an outage without loss, under laws that ask whether it is significant, major
// or material. The deadlines are worked out by hand.

import { to } from './loss.ts';
import { disclosurePolicy } from './policies.ts';
import type { GoldenTimeline, GoldenVerdict } from './timeline.ts';

type Review = NonNullable<GoldenTimeline['review']>;
type Told = NonNullable<Review['disclosures']>[number];

const OWED = { result: 'Failing', reason: 'DisclosureOwed' } as const;
const OVERDUE = { result: 'Failing', reason: 'DisclosureOverdue' } as const;
const DUE = { result: 'Due', reason: 'ClassificationDue' } as const;
const LATE = { result: 'Failing', reason: 'NotClassified' } as const;

/** Directive (EU) 2022/2555, Art. 23(4). */
const SIGNIFICANT = disclosurePolicy('nis2-significant', {
  assessWithin: '24h',
  obligations: [
    {
      name: 'early-warning',
      when: 'Classified',
      classification: 'NIS2Significant',
      recipient: 'CSIRT',
      clocks: [{ start: 'Aware', within: '24h' }],
    },
    {
      name: 'notification',
      when: 'Classified',
      classification: 'NIS2Significant',
      recipient: 'CSIRT',
      clocks: [{ start: 'Aware', within: '72h' }],
    },
    {
      name: 'final-report',
      when: 'Classified',
      classification: 'NIS2Significant',
      recipient: 'CSIRT',
      clocks: [{ start: 'Disclosed', of: 'notification', within: '1mo' }],
    },
  ],
});

/** Form 8-K, Item 1.05(a), with the holidays around the rows. */
const MATERIAL = disclosurePolicy('sec-material', {
  assessWithin: '7d',
  calendar: { timeZone: 'America/New_York', days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], holidays: ['2055-07-05'] },
  obligations: [
    {
      name: 'form-8k',
      when: 'Classified',
      classification: 'SECMaterial',
      recipient: 'SEC',
      clocks: [{ start: 'Classified', within: '4bd' }],
    },
  ],
});

/** Delegated Regulation (EU) 2025/301, Art. 5. */
const MAJOR = disclosurePolicy('dora-major', {
  assessWithin: '48h',
  obligations: [
    {
      name: 'initial-notification',
      when: 'Classified',
      classification: 'DORAMajor',
      recipient: 'CompetentAuthority',
      clocks: [
        { start: 'Classified', within: '4h' },
        { start: 'Aware', within: '24h' },
      ],
    },
  ],
});

interface Outage {
  readonly name: string;
  readonly because: string;
  readonly policies: GoldenTimeline['policies'];
  readonly deadline: string;
  readonly review?: Partial<Review>;
  readonly told?: readonly Told[];
  readonly verdicts?: readonly [GoldenVerdict, GoldenVerdict];
}

/** Down for two days, and nothing was lost; detected on 2055-05-10, a Monday. */
function outage({ name, because, policies, deadline, review, told = [], verdicts }: Outage): GoldenTimeline {
  const [before, after] = verdicts ?? [OWED, OVERDUE];
  return {
    name,
    because,
    policies,
    incident: {
      title: 'checkout down for two days',
      severity: 'High',
      state: 'Investigating',
      detectedAt: '2055-05-10T08:00:00Z',
    },
    review: { dataLoss: { assessment: 'None' }, ...review, disclosures: [...told] },
    check: { type: 'DisclosuresMade', severity: 'High' },
    deadline,
    verdicts: { before, at: before, after },
  };
}

const yes = (name: string, at: string): Pick<Review, 'classifications'> => ({
  classifications: [{ name, outcome: 'Yes', at }],
});

export const CLASSIFICATION_TIMELINES: readonly GoldenTimeline[] = [
  outage({
    name: 'an outage that nobody has classified',
    because: 'no loss is no answer to whether it is significant',
    policies: [SIGNIFICANT],
    deadline: '2055-05-11T08:00:00Z',
    verdicts: [DUE, LATE],
  }),
  outage({
    name: 'an outage under two laws of which one is answered',
    because: 'the other answer is owed, in its own time',
    policies: [SIGNIFICANT, MATERIAL],
    review: {
      classifications: [{ name: 'NIS2Significant', outcome: 'No', at: '2055-05-10T12:00:00Z', reason: 'One branch.' }],
    },
    deadline: '2055-05-17T08:00:00Z',
    verdicts: [DUE, LATE],
  }),
  outage({
    name: 'a significant outage: early warning',
    because: 'Art. 23(4)(a): 24 hours from becoming aware, whatever was lost',
    policies: [SIGNIFICANT],
    review: { awareAt: '2055-05-10T09:30:00Z', ...yes('NIS2Significant', '2055-05-10T20:00:00Z') },
    deadline: '2055-05-11T09:30:00Z',
  }),
  outage({
    name: 'a significant outage: notification',
    because: 'Art. 23(4)(b): 72 hours from becoming aware',
    policies: [SIGNIFICANT],
    review: { awareAt: '2055-05-10T09:30:00Z', ...yes('NIS2Significant', '2055-05-10T20:00:00Z') },
    told: [to('CSIRT', '2055-05-11T08:00:00Z', 'early-warning')],
    deadline: '2055-05-13T09:30:00Z',
  }),
  outage({
    name: 'a significant outage: final report',
    because: 'Art. 23(4)(d): one month after the notification',
    policies: [SIGNIFICANT],
    review: { awareAt: '2055-05-10T09:30:00Z', ...yes('NIS2Significant', '2055-05-10T20:00:00Z') },
    told: [to('CSIRT', '2055-05-11T08:00:00Z', 'early-warning'), to('CSIRT', '2055-05-12T16:00:00Z', 'notification')],
    deadline: '2055-06-12T16:00:00Z',
  }),
  outage({
    name: 'a material outage: Form 8-K',
    because: 'four business days from the determination, and Monday the 5th is a holiday',
    policies: [MATERIAL],
    review: yes('SECMaterial', '2055-07-01T19:00:00Z'),
    deadline: '2055-07-09T00:00:00-04:00',
  }),
  outage({
    name: 'a major outage that is classified late',
    because: '2025/301 Art. 5(2): 31.5 hours after awareness it is due four hours after the classification',
    policies: [MAJOR],
    review: { awareAt: '2055-05-10T08:00:00Z', ...yes('DORAMajor', '2055-05-11T15:30:00Z') },
    deadline: '2055-05-11T19:30:00Z',
  }),
];
