// What obligations are decided from, with a value for everything: a confirmed loss, unless a test says otherwise.

import type { DisclosureFacts, DisclosureReview } from '../../src/compliance/disclosure.ts';
import { at } from './compliance-builders.ts';
import type { GoldenTimeline } from './golden/timeline.ts';

/** Confirmed, and nothing else is said. */
export function aReview(facts: Partial<DisclosureReview> = {}): DisclosureReview {
  return {
    assessment: 'Confirmed',
    dataTypes: ['PersonalData'],
    awareAt: undefined,
    classifiedAt: undefined,
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
    resolvedAt: instant(incident.resolvedAt),
    review: review && {
      assessment: review.dataLoss?.assessment,
      dataTypes: review.dataLoss?.dataTypes ?? [],
      awareAt: instant(review.awareAt),
      classifiedAt: instant(review.classifiedAt),
      disclosures: (review.disclosures ?? []).map((told) => ({ ...told, notifiedAt: at(told.notifiedAt) })),
    },
  });
}

function instant(text: string | undefined): number | undefined {
  return text === undefined ? undefined : at(text);
}
