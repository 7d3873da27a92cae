// What obligations are decided from, with a value for everything: a confirmed loss, unless a test says otherwise.

import type { DisclosureFacts, DisclosureReview } from '../../../src/compliance/disclosure.ts';
import { reviewRow } from '../../../src/compliance/reviews/review-row.ts';
import { at } from './compliance.ts';
import type { GoldenTimeline } from '../golden/timeline.ts';

const REVIEW = { apiVersion: 'docket.dev/v1alpha1', kind: 'IncidentReview', metadata: { name: 'review' } } as const;

/** Confirmed, and nothing else is said. */
export function aReview(facts: Partial<DisclosureReview> = {}): DisclosureReview {
  return {
    assessment: 'Confirmed',
    dataTypes: ['PersonalData'],
    awareAt: undefined,
    classifiedAt: undefined,
    classifications: [],
    disclosures: [],
    ...facts,
  };
}

export function disclosureFacts(facts: Partial<DisclosureFacts> = {}): DisclosureFacts {
  return {
    namespace: 'team-a',
    zone: undefined,
    severity: 'High',
    detectedAt: 0,
    resolvedAt: undefined,
    review: aReview(),
    ...facts,
  };
}

/** The facts of a row of the golden timelines. */
export function factsOf({ incident, review }: GoldenTimeline): DisclosureFacts {
  return disclosureFacts({
    zone: incident.zone,
    severity: incident.severity,
    detectedAt: at(incident.detectedAt ?? ''),
    resolvedAt: incident.resolvedAt === undefined ? undefined : at(incident.resolvedAt),
    review: review && reviewRow({ ...REVIEW, spec: review }),
  });
}
