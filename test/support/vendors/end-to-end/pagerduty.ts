// The row of PagerDuty in the tests of every provider.

import { CANARY_MARKS } from '../canaries.ts';
import { startPagerDuty } from '../pagerduty/server.ts';
import { GOOD_TOKEN } from '../pagerduty/stage.ts';
import { TITLE, type ProviderRow } from './row.ts';

export const PAGER_DUTY_ROW: ProviderRow = {
  provider: 'pagerDuty',
  sample: 'minimal',
  origin: 'PagerDuty',
  writes: true,
  // Of the account's one user.
  writeSpec: { pagerDuty: { from: 'earline.greenholt@example.com' } },
  secret: { token: GOOD_TOKEN },
  want: { externalID: 'Q1', severity: 'Critical', title: TITLE },
  async start(at, now) {
    const server = await startPagerDuty({ now, keys: [GOOD_TOKEN] });
    const { account } = server;
    account.trigger({ id: 'Q1', title: TITLE, description: CANARY_MARKS.join('\n'), priority: 'P1', at });
    account.resolve(account.trigger({ id: 'Q0', title: 'Phishing mail', at }).id, at);
    return {
      url: server.url,
      failNext: (match, fault, times) => server.failNext(match, fault, times),
      beforeEach: (run) => void (server.beforeAnswer = run),
      resolve: () => account.resolve('Q1'),
      writing: {
        open: (id) => void account.trigger({ id, at }),
        reopen: (id) => account.reopen(id),
        seen: (id) => ({
          resolutions: account.logEntries.filter((each) => each.incidentID === id && each.resolution !== undefined)
            .length,
          isOpen: account.get(id).status !== 'resolved',
          notes: account.notes.get(id) ?? [],
        }),
      },
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
};
