// ResponseOnTime: somebody takes each selected incident on within the time that the SLA policy gives its severity. Where nobody says
// when that was, the resolution counts as taking it on. Where the vendor never says it, the resolution does not: it may be long after, and
// its own time may be that of another change. Then only a review can say when it was.

import { resolutionOrder, responseOrder } from '../contradictions.ts';
import { isOpen } from '../lifecycle.ts';
import { detectedFact, doneFact, resolvedFact } from './facts.ts';
import { deadlineFact, onTimeCheck, POLICY_REASONS } from './on-time.ts';

const reasons = {
  AcknowledgedInTime: 'Somebody took the incident on within the target, or resolved it within it.',
  AcknowledgementDue: 'Nobody has taken the incident on yet, and there is still time.',
  AcknowledgedLate: 'Somebody took the incident on after the target.',
  AcknowledgementOverdue: 'Nobody has taken the incident on, and the target has passed.',
  AcknowledgementNotStated:
    'The vendor does not say when somebody takes an incident on. A review can say it (acknowledgedAt).',
  AcknowledgementTimeUnknown: 'The incident is resolved, and nothing says when it was taken on or resolved.',
} as const;

export const responseOnTime = onTimeCheck({
  reasons: { ...reasons, ...POLICY_REASONS },
  facts: (incident) => [
    detectedFact(incident),
    doneFact('acknowledged', incident.acknowledgedAt),
    ...(incident.acknowledgedAt === undefined ? [resolvedFact(incident)] : []),
    deadlineFact('acknowledge', incident.sla, 'acknowledgeBy'),
  ],
  order: (incident) =>
    responseOrder(incident) ?? (incident.acknowledgedAt === undefined ? resolutionOrder(incident) : undefined),
  deadline: 'acknowledgeBy',
  dutyOf: ({ state, acknowledgedAt, resolvedAt, lacksAcknowledgement }) => ({
    isDone: acknowledgedAt !== undefined || !isOpen(state),
    doneAt: acknowledgedAt ?? resolvedAt,
    unstated: lacksAcknowledgement ? 'AcknowledgementNotStated' : undefined,
  }),
  words: {
    inTime: 'AcknowledgedInTime',
    due: 'AcknowledgementDue',
    late: 'AcknowledgedLate',
    overdue: 'AcknowledgementOverdue',
    timeUnknown: 'AcknowledgementTimeUnknown',
  },
});
