// Builds IncidentReviews for tests of how they are read: as people write them.

import type {
  IncidentReview,
  IncidentReviewSpec,
  IncidentReviewStatus,
} from '../../../src/api/v1alpha1/incidentreview.gen.ts';

/** A review by name of the incident of `anIncident`, that says nothing. */
export function anIncidentReview(
  spec: Partial<IncidentReviewSpec> = {},
  metadata: Partial<IncidentReview['metadata']> = {},
  status?: IncidentReviewStatus,
): IncidentReview {
  const target = spec.external === undefined ? { incidentRef: { name: 'pagerduty-q1-0123456789ab' } } : {};
  return {
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'IncidentReview',
    metadata: {
      name: 'review',
      namespace: 'team-a',
      uid: '22222222-2222-4222-8222-222222222222',
      resourceVersion: '200',
      generation: 3,
      creationTimestamp: '2026-03-02T10:00:00Z',
      ...metadata,
    },
    spec: { ...target, ...spec },
    ...(status && { status }),
  };
}
