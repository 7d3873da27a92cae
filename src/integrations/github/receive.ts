// GitHub's webhooks: an event of an issue, an alert or an advisory is a hint to read that finding again. Events of parts that the source
// does not read are of no interest. https://docs.github.com/en/webhooks/webhook-events-and-payloads

import { hintReading, membersOf, type Members, type Named, textOf } from '../kit/hints.ts';
import { GITHUB } from '../kit/signature-presets.ts';
import { verifySignature } from '../kit/signature.ts';
import type { Pushed, Receiver } from '../ports/receive.ts';
import { streamsOf, type GitHubConfig } from './config.ts';
import { externalIDOf, parseExternalID, parseFullName, type Stream } from './normalize-id.ts';

export const receiver: Receiver<GitHubConfig> = {
  verify: (pushed, { secret }) => verifySignature([GITHUB], pushed, secret),
  read: (pushed, { config }) => Promise.resolve(hintReading(pushed, (body) => findingIn(body, pushed, config))),
};

/** Which member of an event's body names the finding, and by which of its own members. */
const EVENTS: Readonly<Record<string, { readonly stream: Stream; readonly member: string; readonly id: string }>> = {
  issues: { stream: 'Issues', member: 'issue', id: 'number' },
  dependabot_alert: { stream: 'DependabotAlerts', member: 'alert', id: 'number' },
  code_scanning_alert: { stream: 'CodeScanningAlerts', member: 'alert', id: 'number' },
  secret_scanning_alert: { stream: 'SecretScanningAlerts', member: 'alert', id: 'number' },
  repository_advisory: { stream: 'SecurityAdvisories', member: 'repository_advisory', id: 'ghsa_id' },
};

function findingIn(body: Members, { headers }: Pushed, config: GitHubConfig): Named | undefined {
  const event = EVENTS[headers['x-github-event'] ?? ''];
  const name = parseFullName(membersOf(body['repository'])['full_name']);
  if (event === undefined || name === undefined || !streamsOf(config).includes(event.stream)) return undefined;
  const number = membersOf(body[event.member])[event.id];
  const externalID = externalIDOf({ ...name, stream: event.stream, number: String(number) });
  if (parseExternalID(externalID) === undefined) return undefined;
  return { externalID, eventID: textOf(headers['x-github-delivery']) };
}
