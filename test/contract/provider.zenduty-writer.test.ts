// What is written to Zenduty: the contract of writers, with notes as a list and in pages.

import { stageZenduty } from '../support/vendors/zenduty/stage.ts';
import { describeWriter } from './provider-writer.ts';

for (const pagedNotes of [false, true]) {
  describeWriter({
    name: `Zenduty${pagedNotes ? ' with notes in a page' : ''}`,
    // A time of resolution that stays is all that it has.
    tellsReopening: false,
    async stage() {
      const staged = await stageZenduty({ rules: { pagedNotes } });
      const { account, loopback } = staged.server;
      account.create({ id: 'ONE', at: new Date('2026-02-20T00:00:00Z') });
      return {
        clock: staged.clock,
        loopback,
        openWriter: () => staged.openWriter(),
        seen() {
          const { resolutions, status, notes } = account.get('ONE');
          const byDocket = resolutions.filter((by) => by === 'docket');
          return { resolutions: byDocket.length, isOpen: status !== 3, notes: notes.map(({ text }) => text) };
        },
        people: {
          resolve: () => account.resolve('ONE'),
          reopen: () => account.reopen('ONE'),
          acknowledge: () => account.acknowledge('ONE'),
          remove: () => account.delete('ONE'),
        },
        forbid: { kind: 'status', status: 403, body: { detail: 'You do not have permission to perform this action.' } },
        [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose](),
      };
    },
  });
}
