// What is written to GitHub: the contract of writers, for each stream. An alert has no notes of its own, and an advisory none at all.

import { STREAMS } from '../../src/integrations/github/normalize-id.ts';
import { REPO, stageGitHub } from '../support/vendors/github/stage.ts';
import { describeWriter } from './provider-writer.ts';

const OPEN_STATES = new Set(['open', 'triage']);

for (const stream of STREAMS) {
  const isIssue = stream === 'Issues';
  describeWriter({
    name: `GitHub (${stream})`,
    hasNotes: isIssue,
    async stage() {
      const staged = await stageGitHub();
      const { server, clock } = staged;
      const { account, writes } = server;
      const externalID = account.create(stream, REPO, { at: new Date('2026-02-20T00:00:00Z') });
      return {
        clock,
        loopback: server,
        externalID,
        openWriter: () => staged.openWriter(),
        seen: () => ({
          resolutions: writes.filter(({ kind }) => kind === 'state').length,
          isOpen: OPEN_STATES.has(account.get(externalID).state),
          notes: account.get(externalID).comments.map(({ body }) => body),
        }),
        people: {
          resolve: () => account.resolve(externalID),
          reopen: () => account.reopen(externalID),
          // Of an alert only the time of its last change shows, whatever it was.
          acknowledge: () => void (isIssue && account.comment(externalID, 'On it.')),
          remove: () => account.remove(externalID),
        },
        forbid: { kind: 'status', status: 403, body: { message: 'Resource not accessible by personal access token' } },
        [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose](),
      };
    },
  });
}
