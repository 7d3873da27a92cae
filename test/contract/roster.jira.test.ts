// The users of a Jira site: the contract of listings, and what is particular to Jira.

import { describe, expect, it } from 'vitest';

import type { User } from '../support/vendors/jira/account.ts';
import { CLOUD_ID } from '../support/vendors/jira/server.ts';
import { stageJira } from '../support/vendors/jira/stage.ts';
import { never } from '../support/vendors/source-context.ts';
import { accountsOf, rosterListing } from './listing-adapters.ts';
import { describeListing, type ListingStage } from './people-listing.ts';

const PATH = '/rest/api/3/users/search';
const PERSON = { accountType: 'atlassian', active: true } as const;

async function stage(): Promise<ListingStage> {
  const staged = await stageJira({ rules: { pageSize: 4 } });
  const { loopback, account } = staged.server;
  return {
    server: loopback,
    beforeAnswer: (run) => void (loopback.beforeAnswer = run),
    add({ id, name = 'Jane', email = `${id}@example.com` }) {
      const user = { accountId: id, ...PERSON, displayName: name, ...(email !== null && { emailAddress: email }) };
      account.users.set(id, user);
      return id;
    },
    remove: (id) => void account.users.delete(id),
    rename(id, displayName) {
      const user = account.users.get(id);
      if (user !== undefined) account.users.set(id, { ...user, displayName });
    },
    open: () => rosterListing(staged.openRoster()),
    [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose](),
  };
}

describeListing({
  name: 'Jira',
  stage,
  pageSize: 4,
  listing: { path: PATH },
  pageTwo: { path: PATH, query: { startAt: '4' } },
  itemsOf: (body) => (Array.isArray(body) ? body : undefined),
  withItems: (_body, items) => items,
  more: [
    { name: '403 names scope and right', fault: { kind: 'status', status: 403 }, kind: 'forbidden', says: /read:jira-user.*browse users and groups/ },
    { name: '401 for a missing scope', fault: { kind: 'status', status: 401, body: { message: 'Unauthorized; scope does not match' } }, kind: 'forbidden', says: /read:jira-user/ },
    { name: 'an answer for anonymous visitors', fault: { kind: 'status', status: 200, headers: { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' }, body: [] }, kind: 'unauthorized' },
    { name: 'the same page for every offset', fault: { kind: 'mutate', mutate: () => [{ accountId: 'a', active: true }] }, kind: 'incomplete' },
  ],
}); // prettier-ignore

describe('a user of Jira', () => {
  it.each<{ because: string; fields: Partial<User>; want: object }>([
    { because: 'the account is used by a person', fields: {}, want: { kind: 'person', state: 'active' } },
    { because: 'it was deactivated', fields: { active: false }, want: { kind: 'person', state: 'inactive' } },
    { because: 'an app has an account of its own', fields: { accountType: 'app' }, want: { kind: 'bot', state: 'active' } },
    { because: 'customers see the portal only', fields: { accountType: 'customer' }, want: { kind: 'guest', state: 'active' } },
    { because: 'this version does not know the type', fields: { accountType: 'agent' }, want: { kind: 'person', state: 'unknown' } },
  ])('is $want, as $because', async ({ fields, want }) => {
    await using staged = await stageJira();
    const { users } = staged.server.account;
    users.set('557058:f5', { accountId: '557058:f5', ...PERSON, displayName: 'Jane', emailAddress: 'j@example.com', ...fields });
    expect(await accountsOf(staged.openRoster())).toMatchObject([{ id: '557058:f5', email: 'j@example.com', roles: [], groups: [], ...want }]);
  }); // prettier-ignore

  it.each([null, '', '  '])('has no address where it is hidden as %j', async (emailAddress) => {
    await using staged = await stageJira();
    const { loopback, account } = staged.server;
    account.users.set('a', { accountId: 'a', ...PERSON, displayName: 'Jane' });
    const hide = (body: unknown): unknown => (body as object[]).map((user) => ({ ...user, emailAddress }));
    loopback.failNext({ path: PATH }, { kind: 'mutate', mutate: hide });
    const [user] = await accountsOf(staged.openRoster());
    expect(user).not.toHaveProperty('email');
  });

  it('cannot be listed with a scoped token that lacks the scope', async () => {
    await using staged = await stageJira();
    staged.server.access.tokens.set('scoped', new Set(['read:jira-work']));
    const roster = staged.openRoster({ cloudID: CLOUD_ID }, { secret: { token: 'scoped' } });
    expect(await roster.probe(never)).toEqual({ missingScopes: ['read:jira-user'] });
    await expect(accountsOf(roster)).rejects.toThrow(/lacks read:jira-user/);
  });

  it('cannot be listed by an account that may not browse users', async () => {
    await using staged = await stageJira({ rules: { lacking: ['USER_PICKER'] } });
    await expect(staged.openRoster().probe(never)).rejects.toThrow(/may not browse users and groups/);
  });

  it('needs no JQL, and shares the budget of the credential with the issues', async () => {
    await using staged = await stageJira();
    const roster = staged.openRoster({ jql: '' });
    staged.server.loopback.failNext({ path: PATH }, { kind: 'status', status: 429, headers: { 'retry-after': '30' } });
    await expect(accountsOf(roster)).rejects.toMatchObject({ kind: 'rate-limited', retryAfterMs: 30_000 });
    staged.server.loopback.takeRequests();
    await expect(staged.open().probe(never)).rejects.toMatchObject({ kind: 'rate-limited' });
    expect(staged.server.loopback.takeRequests()).toEqual([]);
  });
});
