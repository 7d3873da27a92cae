// The rows of Jira, Zenduty and GitHub in the tests of every provider.

import { STREAMS } from '../../../../src/integrations/github/normalize-id.ts';
import { CANARY_MARKS } from '../canaries.ts';
import { startGitHub } from '../github/server.ts';
import { GOOD_TOKEN as GITHUB_TOKEN, REPO } from '../github/stage.ts';
import { categoryOf } from '../jira/account.ts';
import { GOOD_EMAIL, GOOD_TOKEN, startJira } from '../jira/server.ts';
import { GOOD_KEY, startZenduty } from '../zenduty/server.ts';
import { TITLE, type ProviderRow } from './row.ts';

export const TRACKERS: readonly ProviderRow[] = [
  {
    provider: 'jira',
    origin: 'Jira',
    writes: true,
    secret: { email: GOOD_EMAIL, token: GOOD_TOKEN },
    want: { externalID: 'SEC-1', severity: 'Critical', title: TITLE },
    async start(at, now) {
      const server = await startJira({ now });
      const { account, loopback } = server;
      const custom = { customfield_10050: { value: 'Sev 1' } };
      account.create({ id: 'SEC-1', title: TITLE, description: CANARY_MARKS.join('\n'), custom, at });
      account.create({ id: 'SEC-0', title: 'Phishing mail', at });
      account.resolve('SEC-0', at);
      return {
        url: server.url,
        failNext: (match, fault, times) => loopback.failNext(match, fault, times),
        beforeEach: (run) => void (loopback.beforeAnswer = run),
        resolve: () => account.resolve('SEC-1'),
        writing: {
          open: (id) => void account.create({ id, at }),
          reopen: (id) => account.reopen(id),
          seen(key) {
            const { id, statusID } = account.get(key);
            const done = account.historiesOf(id).filter(({ items }) => categoryOf(items[0]?.['to'] ?? '') === 'done');
            const notes = account.commentsOf(id).map(({ body }) => JSON.stringify(body));
            return { resolutions: done.length, isOpen: categoryOf(statusID) !== 'done', notes };
          },
        },
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      };
    },
  },
  {
    provider: 'zenduty',
    origin: 'Zenduty',
    writes: true,
    secret: { token: GOOD_KEY },
    want: { externalID: 'eONE', severity: 'High', title: TITLE },
    async start(at, now) {
      const server = await startZenduty({ now, rules: { fullRows: true } });
      const { account, loopback } = server;
      account.create({ id: 'eONE', title: TITLE, priority: 'P2', summary: CANARY_MARKS.join('\n'), at });
      account.create({ id: 'eOTHER', service: 'Shop', title: 'Not selected', at });
      return {
        url: server.url,
        failNext: (match, fault, times) => loopback.failNext(match, fault, times),
        beforeEach: (run) => void (loopback.beforeAnswer = run),
        resolve: () => account.resolve('eONE'),
        writing: {
          open: (id) => void account.create({ id, at }),
          reopen: (id) => account.reopen(id),
          seen(id) {
            const { resolutions, status, notes } = account.get(id);
            return { resolutions: resolutions.length, isOpen: status !== 3, notes: notes.map(({ text }) => text) };
          },
        },
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      };
    },
  },
  {
    provider: 'gitHub',
    acknowledges: false,
    origin: 'GitHub',
    writes: true,
    secret: { token: GITHUB_TOKEN },
    want: { externalID: 'acme/shop/Issues/1', severity: 'Critical', title: TITLE },
    second: 'acme/shop/Issues/4',
    async start(at, now) {
      // Without 304s, so that personal data is in every answer.
      const server = await startGitHub({ now, rules: { hasETags: false } });
      const { account } = server;
      account.addRepo(REPO);
      const id = account.create('Issues', REPO, { labels: ['incident', 'sev-1'], title: TITLE, at });
      account.create('Issues', REPO, { labels: ['question'], at });
      account.create('Issues', REPO, { labels: ['incident'], isPullRequest: true, at });
      for (const stream of STREAMS.slice(1)) account.resolve(account.create(stream, REPO, { at }));
      return {
        url: server.url,
        failNext: (match, fault, times) => server.failNext(match, fault, times),
        beforeEach: (run) => void (server.beforeAnswer = run),
        resolve: () => account.resolve(id),
        writing: {
          open: () => void account.create('Issues', REPO, { labels: ['incident'], at }),
          reopen: (issue) => account.reopen(issue),
          seen(issue) {
            const resolutions = server.writes.filter(({ id: own, kind }) => own === issue && kind === 'state').length;
            const { state, comments } = account.get(issue);
            return { resolutions, isOpen: state === 'open', notes: comments.map(({ body }) => body) };
          },
        },
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      };
    },
  },
];
