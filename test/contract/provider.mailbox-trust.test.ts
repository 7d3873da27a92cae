// P1 for the mailbox, with a real Dovecot behind a door that fails.

import { afterAll, beforeAll } from 'vitest';

import { createReview } from '../support/operator/review-objects.ts';
import { SOURCE } from '../support/operator/objects.ts';
import { type DoorFault, FrontDoor } from '../support/vendors/mailbox/front-door.ts';
import { aMail } from '../support/vendors/mailbox/mails.ts';
import { type MailStage, stageMailbox } from '../support/vendors/mailbox/stage.ts';
import { describeTrust } from './provider-trust.ts';

const definite = { kind: 'definite' } as const;
const transient = { kind: 'transient' } as const;
const answers = (what: Extract<DoorFault, { kind: 'answers' }>['answers']): DoorFault => ({
  kind: 'answers',
  answers: what,
});

let mail: MailStage;
/** Each row has an account of its own. */
let user = '';
beforeAll(async () => {
  mail = await stageMailbox();
}, 300_000);
afterAll(() => mail[Symbol.asyncDispose]());

describeTrust<DoorFault>({
  name: 'the mailbox',
  provider: 'mailbox',
  spec: (url) => mail.config({ port: Number(new URL(url).port) }),
  // Known once the server runs.
  get secret() {
    return mail.secret(user);
  },
  async start(now) {
    const { dovecot } = mail;
    const at = (hours: number): Date => new Date(now().getTime() - hours * 3_600_000);
    user = await mail.account();
    for (const id of ['done1', 'done2'])
      await dovecot.deliver(user, aMail({ id, subject: `[low] ${id}`, date: at(50) }), at(50));
    await dovecot.deliver(user, aMail({ id: 'open', subject: '[high] open', date: at(5) }), at(5));
    const door = await FrontDoor.start(dovecot.authority.issue('door', ['localhost']), dovecot.port);
    return {
      url: `imaps://localhost:${door.port}`,
      failNext: (_match, fault) => void (door.fault = fault),
      clearFaults: () => void (door.fault = undefined),
      [Symbol.asyncDispose]: () => door[Symbol.asyncDispose](),
    };
  },
  // A mail knows no states: how far it is, its review says.
  async record(stage) {
    for (const [name, { spec }] of stage.world.incidents) {
      if (spec.severity !== 'Low') continue;
      const external = { sourceName: SOURCE, externalID: spec.externalID ?? '' };
      await createReview(stage, name, { external, state: 'Resolved' });
    }
  },
  listing: {},
  rows: [
    { name: 'a login that is refused', because: 'nobody knows what is there now', fault: answers({ login: 'NO [AUTHENTICATIONFAILED]' }), reason: 'AuthenticationFailed', ...definite },
    { name: 'a folder that is not there', because: 'it may have been renamed', fault: answers({ open: 'NO [NONEXISTENT]' }), reason: 'ListingNotFound', ...definite },
    { name: 'a search that is refused', because: 'no answer is not an empty list', fault: answers({ search: 'NO' }), reason: 'MalformedAnswer', ...definite },
    { name: 'a login that is put off', because: 'it passes by itself', fault: answers({ login: 'NO [UNAVAILABLE]' }), reason: 'Unavailable', ...transient },
    { name: 'a server that says good-bye', because: 'it passes by itself', fault: { kind: 'greeting', line: '* BYE too many connections' }, reason: 'Unreachable', ...transient },
    { name: 'a connection that breaks', because: 'it passes by itself', fault: { kind: 'reset' }, reason: 'Unreachable', ...transient },
    { name: 'a connection that ends after the login', because: 'it passes by itself', fault: { kind: 'closed' }, reason: 'Unreachable', ...transient },
  ],
}); // prettier-ignore
