// PagerDuty's v3 webhooks: an event of an incident, or of something that belongs to one, is a hint to read that incident again.
// https://developer.pagerduty.com/docs/webhooks-overview

import { hintReading, membersOf, type Members, type Named, textOf } from '../kit/hints.ts';
import { PAGER_DUTY } from '../kit/signature-presets.ts';
import { verifySignature } from '../kit/signature.ts';
import type { Receiver } from '../ports/receive.ts';
import type { PagerDutyConfig } from './config.ts';
import { isIncidentID } from './normalize.ts';

export const receiver: Receiver<PagerDutyConfig> = {
  verify: (pushed, { secret }) => verifySignature([PAGER_DUTY], pushed, secret),
  read: (pushed) => Promise.resolve(hintReading(pushed, incidentIn)),
};

/** A note, a responder or a status update names its incident. A ping, and an event of a service, names none. */
function incidentIn(body: Members): Named | undefined {
  const event = membersOf(body['event']);
  const data = membersOf(event['data']);
  const externalID = data['type'] === 'incident' ? data['id'] : membersOf(data['incident'])['id'];
  if (!isIncidentID(externalID)) return undefined;
  return { externalID, eventID: textOf(event['id']), occurredAt: textOf(event['occurred_at']) };
}
