// Builds the rows about a loss of data.

import type { IncidentReviewSpec } from '../../../src/api/v1alpha1/incidentreview.gen.ts';
import type { GoldenTimeline } from './timeline.ts';

type Review = NonNullable<GoldenTimeline['review']>;
type Told = NonNullable<IncidentReviewSpec['disclosures']>[number];

interface Loss {
  readonly name: string;
  readonly because: string;
  readonly policies: GoldenTimeline['policies'];
  readonly deadline: string;
  readonly review: Partial<Review>;
  readonly told?: readonly Told[];
  readonly incident?: Partial<GoldenTimeline['incident']>;
}

const OWED = { result: 'Failing', reason: 'DisclosureOwed' } as const;
const OVERDUE = { result: 'Failing', reason: 'DisclosureOverdue' } as const;

export const INCIDENT = {
  title: 'customer records left the building',
  severity: 'High',
  state: 'Investigating',
} as const;
export const CHECK = { type: 'DataLossReported', severity: 'High' } as const;

/** A confirmed loss of personal data. Unless given, it was detected at the start of the day on which people became aware. */
export function loss({ name, because, policies, deadline, review, told = [], incident = {} }: Loss): GoldenTimeline {
  const aware = review.awareAt ?? review.classifiedAt ?? deadline;
  return {
    name,
    because,
    policies,
    incident: { ...INCIDENT, detectedAt: `${aware.slice(0, 10)}T00:00:00Z`, ...incident },
    review: {
      dataLoss: { assessment: 'Confirmed', dataTypes: ['PersonalData'] },
      ...review,
      disclosures: [...told],
    },
    check: CHECK,
    deadline,
    verdicts: { before: OWED, at: OWED, after: OVERDUE },
  };
}

/** A disclosure to one recipient. */
export const to = (recipient: string, notifiedAt: string, obligation = ''): Told => ({
  recipient,
  obligation,
  notifiedAt,
});
