// Jira's admin webhooks: whatever names an issue is a hint to read that issue again. Only those with a secret are signed.
// https://developer.atlassian.com/cloud/jira/platform/webhooks/

import { rfc3339 } from '../../base/instants.ts';
import { hintReading, membersOf, type Members, type Named, textOf } from '../kit/hints.ts';
import { JIRA } from '../kit/signature-presets.ts';
import { verifySignature } from '../kit/signature.ts';
import type { Receiver } from '../ports/receive.ts';
import type { JiraConfig } from './config.ts';
import { isIssueKey } from './normalize.ts';

export const receiver: Receiver<JiraConfig> = {
  verify: (pushed, { secret }) => verifySignature([JIRA], pushed, secret),
  read: (pushed) => Promise.resolve(hintReading(pushed, (body) => issueIn(body, pushed.headers))),
};

/** Repetitions of one delivery have one identifier. The time is in epoch milliseconds. */
function issueIn(body: Members, headers: Readonly<Record<string, string>>): Named | undefined {
  const externalID = membersOf(body['issue'])['key'];
  if (!isIssueKey(externalID)) return undefined;
  const { timestamp } = body;
  const isTime = typeof timestamp === 'number' && Number.isSafeInteger(timestamp);
  return {
    externalID,
    eventID: textOf(headers['x-atlassian-webhook-identifier']),
    ...(isTime && { occurredAt: rfc3339(timestamp) }),
  };
}
