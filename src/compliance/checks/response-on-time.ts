// ResponseOnTime: somebody takes each selected incident on within the time that the SLA policy gives its severity. Where nobody says
// when that was, the resolution counts as taking it on.

import { resolutionOrder, responseOrder } from '../contradictions.ts';
import { isOpen } from '../lifecycle.ts';
import { detectedFact, doneFact, resolvedFact } from './facts.ts';
import { deadlineFact, onTimeCheck, POLICY_REASONS } from './on-time.ts';

const reasons = {
  AcknowledgedInTime: 'Somebody took the incident on within the target, or resolved it within it.',
  AcknowledgementDue: 'Nobody has taken the incident on yet, and there is still time.',
  AcknowledgedLate: 'Somebody took the incident on after the target.',
  AcknowledgementOverdue: 'Nobody has taken the incident on, and the target has passed.',
  AcknowledgementTimeUnknown: 'The incident is resolved, and nothing says when it was taken on or resolved.',
} as const;

export const responseOnTime = onTimeCheck({
  reasons: { ...reasons, ...POLICY_REASONS },
  facts: (incident) => [
    detectedFact(incident),
    doneFact('acknowledged', incident.acknowledgedAt),
    ...(incident.acknowledgedAt === undefined ? [resolvedFact(incident)] : []),
    deadlineFact('acknowledge', incident.sla, incident.sla.ok ? incident.sla.acknowledgeBy : undefined),
  ],
  order: (incident) =>
    responseOrder(incident) ?? (incident.acknowledgedAt === undefined ? resolutionOrder(incident) : undefined),
  dutyOf: ({ sla, state, acknowledgedAt, resolvedAt }) => ({
    by: sla.ok ? sla.acknowledgeBy : undefined,
    isDone: acknowledgedAt !== undefined || !isOpen(state),
    doneAt: acknowledgedAt ?? resolvedAt,
  }),
  words: {
    inTime: 'AcknowledgedInTime',
    due: 'AcknowledgementDue',
    late: 'AcknowledgedLate',
    overdue: 'AcknowledgementOverdue',
    timeUnknown: 'AcknowledgementTimeUnknown',
  },
});
