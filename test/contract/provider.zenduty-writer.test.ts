// What is written to Zenduty: the contract of writers, with notes as a list and in pages, and with a key of its own for writing where single
// incidents are read by their numbers alone.

import { GOOD_KEY } from '../support/vendors/zenduty/server.ts';
import type { ZendutyRules } from '../support/vendors/zenduty/routes.ts';
import { stageZenduty } from '../support/vendors/zenduty/stage.ts';
import { pullAll } from '../support/vendors/source-context.ts';
import { describeWriter } from './provider-writer.ts';

const WRITE_KEY = 'writing-token';
const TALK = 'talk';

interface Variant {
  readonly with: string;
  readonly rules?: Partial<ZendutyRules>;
  /** Notes of people that are there before. */
  readonly talk?: number;
  readonly key?: string;
}

const VARIANTS: readonly Variant[] = [
  { with: 'notes as a list' },
  { with: 'notes in a page', rules: { pagedNotes: true } },
  { with: 'notes in several pages', rules: { pagedNotes: true, pageSize: 10 }, talk: 25 },
  { with: 'numbers alone, and another key', rules: { byNumber: true }, key: WRITE_KEY },
];

for (const { with: name, rules = {}, talk = 0, key = GOOD_KEY } of VARIANTS) {
  describeWriter({
    name: `Zenduty with ${name}`,
    // A time of resolution that stays is all that it has.
    tellsReopening: false,
    async stage() {
      const staged = await stageZenduty({ rules });
      const { account, loopback, keys } = staged.server;
      keys.add(key);
      account.create({ id: 'ONE', at: new Date('2026-02-20T00:00:00Z') });
      for (let n = 0; n < talk; n++) account.note('ONE', TALK);
      // Nothing is written before the first sync.
      await pullAll(staged.open());
      loopback.takeRequests();
      return {
        clock: staged.clock,
        loopback,
        openWriter: () => staged.openWriter({}, { secret: { token: key } }),
        seen() {
          const { resolutions, status, notes } = account.get('ONE');
          const byDocket = resolutions.filter((by) => by === 'docket');
          const texts = notes.map(({ text }) => text).filter((text) => text !== TALK);
          return { resolutions: byDocket.length, isOpen: status !== 3, notes: texts };
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
