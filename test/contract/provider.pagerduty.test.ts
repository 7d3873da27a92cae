// Runs the provider contract on PagerDuty, over loopback HTTP: once with the vendor's pages of 100, once with pages of 7, which give many
// page boundaries.

import { type PagerDutyServer } from '../support/vendors/pagerduty/server.ts';
import { GOOD_TOKEN, stagePagerDuty } from '../support/vendors/pagerduty/stage.ts';
import { describeProvider } from './provider.ts';
import { type Stage, type Upstream } from './provider-stage.ts';

const CANARIES = [
  'Earline',
  'Greenholt',
  'example.com',
  '555-1212',
  'summary that nobody needs',
  'patient 4711',
  GOOD_TOKEN,
];

function serverUpstream({ account }: PagerDutyServer): Upstream {
  return {
    create: (incident) => void account.trigger({ description: 'patient 4711', ...incident }),
    acknowledge: (id) => account.acknowledge(id),
    resolve: (id) => account.resolve(id),
    reopen: (id) => account.reopen(id),
    remove: (id) => account.delete(id),
    rename: (id, title) => account.edit(id, { title }),
  };
}

function stageWith(maxLimit: number): () => Promise<Stage> {
  return async () => {
    const staged = await stagePagerDuty({ rules: { maxLimit } });
    // The rate limit has its own tests and would only disturb these.
    staged.server.access.rate = { perMinute: 1_000_000, bare429: false };
    return {
      clock: staged.clock,
      upstream: serverUpstream(staged.server),
      skewUpstream: (ms) => void (staged.skewMs = ms),
      canaries: CANARIES,
      open: ({ dataPolicy = 'Minimal' } = {}) => staged.open({}, { dataPolicy }),
      [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose](),
    };
  };
}

describeProvider({ name: 'PagerDuty', stage: stageWith(100), histories: 40 });
describeProvider({ name: 'PagerDuty in pages of 7', stage: stageWith(7), histories: 40 });
