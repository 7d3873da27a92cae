// The rows of GuardDuty and Defender in the tests of every provider.

import { GOOD_APP, startDefender } from '../defender/server.ts';
import { GOOD_KEY, startGuardDuty } from '../guardduty/server.ts';
import { TITLE, type ProviderRow } from './row.ts';

export const CLOUDS: readonly ProviderRow[] = [
  {
    provider: 'guardDuty',
    remembersResolutions: false,
    acknowledges: false,
    origin: 'GuardDuty',
    writes: true,
    notes: false,
    secret: GOOD_KEY,
    want: { externalID: 'eu-west-1/one', severity: 'Critical', title: TITLE },
    async start(at, now) {
      const server = await startGuardDuty({ now });
      const { account, archived, loopback } = server;
      account.enable('us-east-1');
      const idOf = (externalID: string): string => externalID.split('/')[1] ?? '';
      account.create({ id: 'one', title: TITLE, severity: 9, at });
      account.create({ id: 'quiet', title: 'Not selected', severity: 2, at });
      account.create({ id: 'two', region: 'us-east-1', severity: 5, at });
      account.setArchived('us-east-1', 'two', true);
      return {
        url: server.url,
        failNext: (match, fault, times) => loopback.failNext(match, fault, times),
        beforeEach: (run) => void (loopback.beforeAnswer = run),
        resolve: () => account.setArchived('eu-west-1', 'one', true),
        writing: {
          open: (id) => void account.create({ id: idOf(id), at }),
          reopen: (id) => account.setArchived('eu-west-1', idOf(id), false),
          seen: (id) => ({
            resolutions: archived.filter((each) => each === idOf(id)).length,
            isOpen: account.find('eu-west-1', idOf(id))?.archived === false,
            notes: [],
          }),
        },
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      };
    },
  },
  {
    provider: 'defender',
    acknowledges: false,
    origin: 'Defender',
    writes: true,
    secret: GOOD_APP,
    want: { externalID: '2972395', severity: 'High', title: TITLE },
    async start(at, now) {
      const server = await startDefender({ now, tenant: 'contoso.onmicrosoft.com' });
      const { account, loopback } = server;
      account.create({ id: '2972395', title: TITLE, at });
      account.create({ id: '2972396', title: 'Not selected', severity: 'low', at });
      account.create({ id: '2972397', title: 'Merged', at });
      account.merge('2972397', '2972395');
      return {
        url: server.url,
        failNext: (match, fault, times) => loopback.failNext(match, fault, times),
        beforeEach: (run) => void (loopback.beforeAnswer = run),
        resolve: () => account.change('2972395', { status: 'resolved' }),
        writing: {
          open: (id) => void account.create({ id, at }),
          reopen: (id) => account.change(id, { status: 'active' }),
          seen: (id) => ({
            resolutions: account.writes.filter((each) => each === `PATCH ${id}`).length,
            isOpen: account.incidents.get(id)?.status !== 'resolved',
            notes: account.incidents.get(id)?.comments ?? [],
          }),
        },
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      };
    },
  },
];
