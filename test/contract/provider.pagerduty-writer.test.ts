// What is written to PagerDuty: the contract of writers.

import { stagePagerDuty } from '../support/vendors/pagerduty/stage.ts';
import { describeWriter } from './provider-writer.ts';

describeWriter({
  name: 'PagerDuty',
  async stage() {
    const staged = await stagePagerDuty();
    const { account } = staged.server;
    account.trigger({ id: 'ONE', at: new Date('2026-02-20T00:00:00Z') });
    return {
      clock: staged.clock,
      loopback: staged.server,
      openWriter: () => staged.openWriter(),
      seen: () => ({
        // People give no text.
        resolutions: account.logEntries.filter(({ resolution }) => resolution !== undefined).length,
        isOpen: account.get('ONE').status !== 'resolved',
        notes: account.notes.get('ONE') ?? [],
      }),
      people: {
        resolve: () => account.resolve('ONE'),
        reopen: () => account.reopen('ONE'),
        acknowledge: () => account.acknowledge('ONE'),
        remove: () => account.delete('ONE'),
      },
      forbid: { kind: 'status', status: 403 },
      [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose](),
    };
  },
});
