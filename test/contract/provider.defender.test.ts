// Runs the provider contract on Defender, over loopback HTTP: in pages of 50, in pages of 7 whose changes become visible ten minutes late, and
// with a Graph that follows no order and counts nothing.

import type { ListingRules } from '../support/vendors/defender/listing.ts';
import { GOOD_APP } from '../support/vendors/defender/server.ts';
import { stageDefender } from '../support/vendors/defender/stage.ts';
import { times } from '../support/profile.ts';
import { directClient } from '../support/vendors/fuzz/spoiling-client.ts';
import { describeHistories, describeProvider } from './provider.ts';
import { changesLaws } from './provider-changes.ts';
import { type Stage } from './provider-stage.ts';

const CANARIES = ['Earline', 'Greenholt', 'example.com', '555-1212', 'patient 4711', GOOD_APP.clientSecret];

function stageWith(listing: Partial<ListingRules>, transport: 'HTTP' | 'memory' = 'HTTP'): () => Promise<Stage> {
  return async () => {
    const staged = await stageDefender({ listing });
    const { account, loopback } = staged.server;
    const over = transport === 'memory' ? { client: directClient(loopback) } : {};
    return {
      clock: staged.clock,
      upstream: {
        create: (incident) => void account.create(incident),
        acknowledge: (id) => account.change(id, { status: 'inProgress' }),
        resolve: (id) => account.change(id, { status: 'resolved' }),
        reopen: (id) => account.change(id, { status: 'active' }),
        remove: (id) => void account.incidents.delete(id),
        rename: (id, title) => account.change(id, { displayName: title }),
      },
      acknowledges: 'state',
      lagMs: listing.lagMs ?? 0,
      skewUpstream: (ms) => void (staged.skewMs = ms),
      canaries: CANARIES,
      open: ({ dataPolicy = 'Minimal' } = {}) => staged.open({}, { dataPolicy, ...over }),
      [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose](),
    };
  };
}

describeProvider({ name: 'Defender', stage: stageWith({}), histories: 3, reading: changesLaws(3) });
describeProvider({
  name: 'Defender in pages of 7, shown late',
  stage: stageWith({ maxTop: 7, lagMs: 600_000 }),
  histories: 0,
  reading: changesLaws(3),
});

const HISTORIES = times({ ordinary: 25, nightly: 1000 });
describeHistories({
  name: 'Defender',
  stage: stageWith({}, 'memory'),
  histories: HISTORIES,
  held: ['readings', 'cut off'],
});
describeHistories({
  name: 'Defender in pages of 7, shown late',
  stage: stageWith({ maxTop: 7, lagMs: 600_000 }, 'memory'),
  histories: Math.ceil(HISTORIES / 10),
  held: ['cut off'],
});
