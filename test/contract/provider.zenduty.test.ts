// Runs the provider contract on Zenduty, over loopback HTTP: once with pages of 100, newest first, once with pages of 7 in no order.

import { times } from '../support/profile.ts';
import { GOOD_KEY } from '../support/vendors/zenduty/server.ts';
import type { ZendutyRules } from '../support/vendors/zenduty/routes.ts';
import { stageZenduty } from '../support/vendors/zenduty/stage.ts';
import { describeProvider } from './provider.ts';
import { type Stage } from './provider-stage.ts';

const CANARIES = ['Earline', 'Greenholt', 'example.com', '555-1212', 'patient 4711', GOOD_KEY];

function stageWith(rules: Partial<ZendutyRules>): () => Promise<Stage> {
  return async () => {
    const staged = await stageZenduty({ rules });
    const { account } = staged.server;
    return {
      clock: staged.clock,
      upstream: {
        create: (incident) => void account.create({ summary: 'patient 4711', ...incident }),
        acknowledge: (id) => account.acknowledge(id),
        resolve: (id) => account.resolve(id),
        reopen: (id) => account.reopen(id),
        remove: (id) => account.delete(id),
        rename: (id, title) => void (account.get(id).title = title),
      },
      skewUpstream: (ms) => void (staged.skewMs = ms),
      canaries: CANARIES,
      open: ({ dataPolicy = 'Minimal' } = {}) => staged.open({}, { dataPolicy }),
      [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose](),
    };
  };
}

describeProvider({ name: 'Zenduty', stage: stageWith({}), histories: times({ ordinary: 90, nightly: 900 }) });
describeProvider({
  name: 'Zenduty in pages of 7 without order',
  stage: stageWith({ pageSize: 7, order: 'scattered', fullRows: true }),
  histories: times({ ordinary: 20, nightly: 100 }),
});
