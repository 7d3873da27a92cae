// The input of a review's plan. Types only: observe.ts reads it, plan.ts decides.

import type { IncidentReviewStatus } from '../../api/v1alpha1/incidentreview.gen.ts';
import type { Obligation } from '../../compliance/disclosure.ts';
import type { EvidenceFinding } from '../../compliance/reviews/evidence.ts';
import type { ReviewRow } from '../../compliance/reviews/review-row.ts';

/** Whether a review counts, and for which incident. */
export type Binding =
  | { readonly kind: 'Bound'; readonly incident: string; readonly obligations: readonly Obligation[] }
  | {
      readonly kind: 'IncidentNotFound';
      /** What the review refers to: an incident by name, or one of a source. */
      readonly incident: string | undefined;
      readonly source: string | undefined;
    }
  /** `by`: the older review, which counts. */
  | { readonly kind: 'Duplicate'; readonly incident: string; readonly by: string };

export interface ReviewObservation {
  readonly review: Pick<ReviewRow, 'namespace' | 'name' | 'generation' | 'classifications' | 'incident' | 'external'>;
  readonly binding: Binding;
  readonly evidence: readonly EvidenceFinding[];
  /** Some of it is in ConfigMaps or Secrets, which are not watched. */
  readonly hasReferences: boolean;
  /** The stored status, and the version that it was read at; undefined when it already says what would be written. */
  readonly stored: { readonly status: IncidentReviewStatus | undefined; readonly resourceVersion: string } | undefined;
}
