// Zenduty's outgoing webhooks: an incident was triggered, acknowledged or resolved, which is a hint to read it again. The sender waits for
// three seconds. https://zenduty.com/docs/outgoingwebhooks-integration

import { hintReading, membersOf, type Members, type Named } from '../kit/hints.ts';
import { ZENDUTY } from '../kit/signature-presets.ts';
import { verifySignature } from '../kit/signature.ts';
import type { Receiver } from '../ports/receive.ts';
import type { ZendutyConfig } from './config.ts';
import { isIncidentID } from './normalize.ts';

export const receiver: Receiver<ZendutyConfig> = {
  verify: (pushed, { secret }) => verifySignature(ZENDUTY, pushed, secret),
  read: (pushed) => Promise.resolve(hintReading(pushed, incidentIn)),
};

/** The body has no number of its own and no time of the event. */
function incidentIn(body: Members): Named | undefined {
  const externalID = membersOf(membersOf(body['payload'])['incident'])['unique_id'];
  return isIncidentID(externalID) ? { externalID } : undefined;
}
