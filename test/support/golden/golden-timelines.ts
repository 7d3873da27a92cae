// Golden timelines: facts and policies, the deadline, calculated by hand from the law and the calendar, and the verdict one second
// before it, at it and one second after it. One table for everything that gives verdicts: the pure functions, the controller on the
// real control plane and on the embedded cluster, and `docket test`.

import type { ComplianceCheck } from '../../../src/api/v1alpha1/compliancecheck.gen.ts';
import type { DisclosurePolicy } from '../../../src/api/v1alpha1/disclosurepolicy.gen.ts';
import type { Incident } from '../../../src/api/v1alpha1/incident.gen.ts';
import type { IncidentReview } from '../../../src/api/v1alpha1/incidentreview.gen.ts';
import type { SLAPolicy } from '../../../src/api/v1alpha1/slapolicy.gen.ts';
import { ASSESSMENT_TIMELINES } from './assessments.ts';
import { CLASSIFICATION_TIMELINES } from './classifications.ts';
import { CONTRADICTION_TIMELINES } from './contradictions.ts';
import { COUNTING_TIMELINES } from './countings.ts';
import { DISCLOSURE_TIMELINES } from './disclosures.ts';
import { SLA_TIMELINES } from './sla.ts';
import type { GoldenTimeline } from './timeline.ts';

export const GOLDEN_TIMELINES: readonly GoldenTimeline[] = [
  ...DISCLOSURE_TIMELINES,
  ...ASSESSMENT_TIMELINES,
  ...CLASSIFICATION_TIMELINES,
  ...CONTRADICTION_TIMELINES,
  ...COUNTING_TIMELINES,
  ...SLA_TIMELINES,
];

/** The name of the incident, the review and the check of a row. */
export const GOLDEN_NAME = 'golden';

/**
 * All objects to create for a row, in an order that any cluster accepts. The policies get unique names and apply only to the
 * namespace, so that many rows can run on one cluster.
 */
export function objectsOf(
  { policies, incident, review, check }: GoldenTimeline,
  namespace: string,
): readonly (SLAPolicy | DisclosurePolicy | Incident | IncidentReview | ComplianceCheck)[] {
  const metadata = { name: GOLDEN_NAME, namespace };
  const incidentRef = { name: GOLDEN_NAME };
  const apiVersion = 'docket.dev/v1alpha1';
  return [
    ...policies.map((policy) => scopedTo(namespace, policy)),
    { apiVersion, kind: 'Incident', metadata, spec: incident },
    ...(review === undefined
      ? []
      : [{ apiVersion, kind: 'IncidentReview', metadata, spec: { ...review, incidentRef } } as const]),
    { apiVersion, kind: 'ComplianceCheck', metadata, spec: check },
  ];
}

function scopedTo<Policy extends SLAPolicy | DisclosurePolicy>(namespace: string, policy: Policy): Policy {
  const scoped = structuredClone(policy);
  scoped.metadata.name = `${policy.metadata.name}-${namespace}`;
  scoped.spec.appliesTo = { ...scoped.spec.appliesTo, namespaces: [namespace] };
  return scoped;
}
