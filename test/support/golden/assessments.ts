// The golden timelines of assessment: the deadline for saying whether data was lost.

import { CHECK, INCIDENT } from './loss.ts';
import { CRITICAL_ONLY, DAY_TO_ASSESS, GDPR } from './policies.ts';
import type { GoldenTimeline } from './timeline.ts';

const UNASSESSED = { result: 'Due', reason: 'AssessmentDue' } as const;
const NOT_ASSESSED = { result: 'Failing', reason: 'NotAssessed' } as const;

interface Unassessed {
  readonly name: string;
  readonly because: string;
  readonly policies: GoldenTimeline['policies'];
  readonly deadline: string;
  readonly review?: GoldenTimeline['review'];
  readonly incident: Partial<GoldenTimeline['incident']>;
}

/** Nobody has said yet whether data was lost. */
function unassessed({ name, because, policies, deadline, review, incident }: Unassessed): GoldenTimeline {
  return {
    name,
    because,
    policies,
    incident: { ...INCIDENT, ...incident },
    review,
    check: CHECK,
    deadline,
    verdicts: { before: UNASSESSED, at: UNASSESSED, after: NOT_ASSESSED },
  };
}

export const ASSESSMENT_TIMELINES: readonly GoldenTimeline[] = [
  unassessed({
    name: 'assessment within 72 hours',
    because: 'no policy says otherwise',
    policies: [],
    incident: { detectedAt: '2055-03-02T09:00:00Z' },
    deadline: '2055-03-05T09:00:00Z',
  }),
  unassessed({
    name: 'assessment within the shortest time of the policies that match',
    because: 'the policy for critical incidents does not apply, and a suspicion requires an assessment at any severity',
    policies: [GDPR, DAY_TO_ASSESS, CRITICAL_ONLY],
    review: { dataLoss: { assessment: 'Suspected' } },
    incident: { severity: 'Low', detectedAt: '2055-10-30T12:00:00+02:00' },
    deadline: '2055-10-31T11:00:00+01:00',
  }),
];
