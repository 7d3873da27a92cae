// The type of one row of the golden timelines.

import type { ComplianceCheckSpec } from '../../../src/api/v1alpha1/compliancecheck.gen.ts';
import type { DisclosurePolicy } from '../../../src/api/v1alpha1/disclosurepolicy.gen.ts';
import type { IncidentSpec } from '../../../src/api/v1alpha1/incident.gen.ts';
import type { IncidentReviewSpec } from '../../../src/api/v1alpha1/incidentreview.gen.ts';
import type { SLAPolicy } from '../../../src/api/v1alpha1/slapolicy.gen.ts';

export interface GoldenVerdict {
  readonly result: 'Passing' | 'Due' | 'Failing' | 'Unknown';
  readonly reason: string;
}

/**
 * One row. All instants are in the future of any real clock, so that no object is older than its facts. The incident is a reported
 * one, so that nothing has to be polled.
 */
export interface GoldenTimeline {
  /** Unique. */
  readonly name: string;
  readonly because: string;
  /** Without a namespace in `appliesTo`, which objectsOf adds. */
  readonly policies: readonly (SLAPolicy | DisclosurePolicy)[];
  readonly incident: IncidentSpec;
  /** Without `incidentRef`, which objectsOf adds. */
  readonly review: Omit<IncidentReviewSpec, 'incidentRef' | 'external'> | undefined;
  readonly check: ComplianceCheckSpec;
  /** The last instant on time, RFC 3339. */
  readonly deadline: string;
  /** The verdicts one second before the deadline, at the deadline, and one second after it. */
  readonly verdicts: { readonly before: GoldenVerdict; readonly at: GoldenVerdict; readonly after: GoldenVerdict };
}
