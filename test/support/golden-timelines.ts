// Golden timelines: facts and policies, the instant at which a deadline passes, worked out by hand from the law and the calendar, and
// the verdict one second before it, on it and one second after it. One table for all who judge: the pure functions, the controller
// on the real control plane and on the embedded cluster, and `docket test`.

import type { DisclosurePolicy } from '../../src/api/v1alpha1/disclosurepolicy.gen.ts';
import type { SLAPolicy } from '../../src/api/v1alpha1/slapolicy.gen.ts';
import { ASSESSMENT_TIMELINES } from './golden/assessments.ts';
import { DISCLOSURE_TIMELINES } from './golden/disclosures.ts';
import { SLA_TIMELINES } from './golden/sla.ts';
import type { GoldenTimeline } from './golden/timeline.ts';

export const GOLDEN_TIMELINES: readonly GoldenTimeline[] = [
  ...DISCLOSURE_TIMELINES,
  ...ASSESSMENT_TIMELINES,
  ...SLA_TIMELINES,
];

/** The policies of a row for one namespace only, under names of their own, so that many rows can share a cluster. */
export function scopedTo(
  namespace: string,
  policies: GoldenTimeline['policies'],
): readonly (SLAPolicy | DisclosurePolicy)[] {
  return policies.map((policy) => {
    const scoped = structuredClone(policy);
    scoped.metadata.name = `${policy.metadata.name}-${namespace}`;
    scoped.spec.appliesTo = { ...scoped.spec.appliesTo, namespaces: [namespace] };
    return scoped;
  });
}
