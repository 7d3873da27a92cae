// Runs the provider contract on Jira, over loopback HTTP: once with pages of 80, once with pages of 7 and changes that come
// into the index ten minutes late.

import { times } from '../support/profile.ts';
import { stageJira } from '../support/vendors/jira/stage.ts';
import { GOOD_TOKEN } from '../support/vendors/jira/server.ts';
import type { SearchRules } from '../support/vendors/jira/search.ts';
import { describeProvider } from './provider.ts';
import { changesLaws } from './provider-changes.ts';
import { type Stage } from './provider-stage.ts';

const CANARIES = ['Earline', 'Greenholt', 'example.com', 'patient 4711', GOOD_TOKEN];

function stageWith(rules: Partial<SearchRules>): () => Promise<Stage> {
  return async () => {
    const staged = await stageJira({ rules });
    const { account } = staged.server;
    return {
      clock: staged.clock,
      lagMs: rules.lagMs ?? 0,
      upstream: {
        create: (incident) => void account.create({ description: 'patient 4711', ...incident }),
        acknowledge: (id) => account.acknowledge(id),
        resolve: (id) => account.resolve(id),
        reopen: (id) => account.reopen(id),
        remove: (id) => account.delete(id),
        rename: (id, title) => account.edit(id, { summary: title }),
      },
      skewUpstream: (ms) => void (staged.skewMs = ms),
      canaries: CANARIES,
      open: ({ dataPolicy = 'Minimal' } = {}) => staged.open({}, { dataPolicy }),
      [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose](),
    };
  };
}

const late = { pageSize: 7, lagMs: 600_000, lastToken: 'null', changelogPage: 5, numbersInChangelogs: false } as const;

const HISTORIES = times({ ordinary: 60, nightly: 1000 });

describeProvider({
  name: 'Jira',
  stage: stageWith({ pageSize: 80 }),
  histories: HISTORIES,
  reading: changesLaws(HISTORIES),
});
describeProvider({ name: 'Jira in pages of 7, late', stage: stageWith(late), histories: 0, reading: changesLaws(40) });
