// ResolutionOnTime: each selected incident is resolved within the time that the SLA policy gives its severity.

import { resolutionOrder } from '../contradictions.ts';
import { isOpen } from '../lifecycle.ts';
import { detectedFact, resolvedFact } from './facts.ts';
import { deadlineFact, onTimeCheck, POLICY_REASONS } from './on-time.ts';

const reasons = {
  ResolvedInTime: 'The incident was resolved within the target.',
  ResolutionDue: 'The incident is open, and there is still time.',
  ResolvedLate: 'The incident was resolved after the target.',
  ResolutionOverdue: 'The incident is open, and the target has passed.',
  ResolutionTimeUnknown: 'The incident is resolved, and nothing says when.',
} as const;

export const resolutionOnTime = onTimeCheck({
  reasons: { ...reasons, ...POLICY_REASONS },
  facts: (incident) => [
    detectedFact(incident),
    resolvedFact(incident),
    deadlineFact('resolve', incident.sla, 'resolveBy'),
  ],
  order: resolutionOrder,
  deadline: 'resolveBy',
  dutyOf: ({ state, resolvedAt }) => ({
    isDone: !isOpen(state),
    doneAt: resolvedAt,
  }),
  words: {
    inTime: 'ResolvedInTime',
    due: 'ResolutionDue',
    late: 'ResolvedLate',
    overdue: 'ResolutionOverdue',
    timeUnknown: 'ResolutionTimeUnknown',
  },
});
