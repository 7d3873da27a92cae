// The users of Microsoft Entra ID: the contract of listings, and what is particular to Entra.

import { describe, expect, it } from 'vitest';

import { stageEntra } from '../support/vendors/entra/stage.ts';
import type { StoredUser } from '../support/vendors/entra/tenant.ts';
import { never } from '../support/vendors/source-context.ts';
import { directoryListing, peopleOf } from './listing-adapters.ts';
import { describeListing, type ListingStage } from './people-listing.ts';

const USERS = '/v1.0/users';
const DELETED = '/v1.0/directory/deletedItems/microsoft.graph.user';

async function stage(): Promise<ListingStage> {
  const staged = await stageEntra({ pageSize: 4 });
  const { loopback, tenant } = staged.server;
  return {
    server: loopback,
    beforeAnswer: (run) => void (loopback.beforeAnswer = run),
    add({ id, name = 'Jane', email = `${id}@contoso.com` }) {
      const hidden = { mail: null, proxyAddresses: [], userPrincipalName: 'hidden' };
      const fields = email === null ? hidden : { mail: email };
      return tenant.addUser(id, { displayName: name, ...fields }).id;
    },
    remove: (id) => tenant.deleteUser(id),
    rename(id, name) {
      const user = tenant.users.get(id);
      if (user !== undefined) user.displayName = name;
    },
    open: () => directoryListing(staged.open()),
    [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose](),
  };
}

interface Body {
  readonly value?: readonly unknown[];
}

const REPEATED = { '@odata.nextLink': `${USERS}?$skiptoken=1` };

describeListing({
  name: 'Microsoft Entra ID',
  stage,
  pageSize: 4,
  listing: { path: USERS },
  pageTwo: ({ path, query }) => path === USERS && query.has('$skiptoken'),
  itemsOf: (body) => (body as Body | undefined)?.value,
  withItems: (body, value) => ({ ...(body as Body), value }),
  more: [
    { name: '403 names the permission', fault: { kind: 'status', status: 403 }, kind: 'forbidden', says: /User\.Read\.All/ },
    { name: '403 for deleted users', match: { path: DELETED }, fault: { kind: 'status', status: 403 }, kind: 'forbidden' },
    { name: '500 for deleted users', match: { path: DELETED }, fault: { kind: 'status', status: 500 }, kind: 'unavailable' },
    { name: 'a page that repeats', fault: { kind: 'mutate', mutate: (body) => ({ ...(body as Body), ...REPEATED }) }, kind: 'incomplete' },
    { name: 'a next page elsewhere', fault: { kind: 'status', status: 200, body: { value: [], '@odata.nextLink': 'http://198.51.100.1/v1.0/users' } }, kind: 'malformed' },
    { name: 'a refused app', match: ({ path }) => path.endsWith('/token'), fault: { kind: 'status', status: 401, body: { error_description: 'AADSTS7000215: jane.canary@example.com' } }, kind: 'unauthorized', says: /AADSTS7000215/ },
  ],
}); // prettier-ignore

describe('a user of Entra', () => {
  const LEFT = Date.parse('2026-02-27T17:00:00Z');
  const LEAVES = Date.parse('2026-04-30T17:00:00Z');

  it.each<{ because: string; fields: Partial<StoredUser>; want: object }>([
    { because: 'the account is enabled', fields: {}, want: { state: 'active', email: 'ada@contoso.com', aliases: [], roles: [] } },
    { because: 'Entra has no other way to bar somebody', fields: { accountEnabled: false }, want: { state: 'offboarded' } },
    { because: 'it does not say', fields: { accountEnabled: null }, want: { state: 'unknown' } },
    { because: 'the last day is over', fields: { employeeLeaveDateTime: '2026-02-27T17:00:00Z' }, want: { state: 'offboarded', leftAt: LEFT } },
    { because: 'the last day is to come', fields: { employeeLeaveDateTime: '2026-04-30T17:00:00Z' }, want: { state: 'active', leftAt: LEAVES } },
    { because: 'every address counts, and no other kind of one', fields: { mail: 'Ada@contoso.com', otherMails: ['ada@home.example'], proxyAddresses: ['SMTP:ada@contoso.com', 'smtp:a.l@contoso.com', 'SIP:ada@contoso.com', 'x500:/o=x'] }, want: { email: 'Ada@contoso.com', aliases: ['a.l@contoso.com', 'ada@home.example'] } },
    { because: 'without a mailbox the sign-in name is the address', fields: { mail: null, proxyAddresses: [] }, want: { email: 'ada@contoso.com', aliases: [] } },
  ])('is $want, as $because', async ({ fields, want }) => {
    await using staged = await stageEntra();
    const { id } = staged.server.tenant.addUser('ada', fields);
    expect(await peopleOf(staged.open())).toMatchObject([{ person: id, ...want }]);
  }); // prettier-ignore

  it('has left when it was deleted, under the name that it had', async () => {
    await using staged = await stageEntra();
    const { tenant } = staged.server;
    tenant.addUser('bob');
    const { id } = tenant.addUser('ada', { mail: null, proxyAddresses: [] });
    tenant.deleteUser(id);
    const found = (await peopleOf(staged.open())).find(({ person }) => person === id);
    const leftAt = Date.parse('2026-03-02T10:00:00Z');
    expect(found).toMatchObject({ state: 'offboarded', email: 'ada@contoso.com', leftAt });
  });

  it('keeps its addresses from the deleted user whose they were', async () => {
    await using staged = await stageEntra();
    const { tenant } = staged.server;
    const before = tenant.addUser('ada', { otherMails: ['ada@old.example'] });
    tenant.deleteUser(before.id);
    const after = tenant.addUser('ada');
    const people = await peopleOf(staged.open());
    expect(people.find(({ person }) => person === after.id)).toMatchObject({
      state: 'active',
      email: 'ada@contoso.com',
    });
    const gone = people.find(({ person }) => person === before.id);
    expect(gone).toMatchObject({ state: 'offboarded', email: 'ada@old.example', aliases: [] });
  });

  it('is nobody of the staff as a guest', async () => {
    await using staged = await stageEntra();
    const { tenant } = staged.server;
    tenant.addUser('ada');
    tenant.addUser('guest', { userType: 'Guest' });
    const gone = tenant.addUser('gone', { userType: 'guest' });
    tenant.deleteUser(gone.id);
    expect((await peopleOf(staged.open())).map(({ email }) => email)).toEqual(['ada@contoso.com']);
  });
});

describe('groups of Entra', () => {
  it('give their names as roles, also to members of groups in them', async () => {
    await using staged = await stageEntra({ pageSize: 2 });
    const { tenant } = staged.server;
    const users = ['ada', 'bob', 'eve', 'joe'].map((name) => tenant.addUser(name).id);
    const inner = tenant.addGroup('inner', users.slice(1, 3));
    tenant.addGroup("On-call o'clock", [users[0] ?? '', inner.id]);
    const byID = tenant.addGroup('Security', [users[0] ?? '']);
    const directory = staged.open({ groups: ["On-call o'clock", byID.id] });
    expect(await directory.probe(never)).toEqual({ missingScopes: [], unmatched: [] });
    const roles = new Map((await peopleOf(directory)).map(({ email, roles: all }) => [email?.split('@')[0], all]));
    expect(Object.fromEntries(roles)).toEqual({
      ada: ["On-call o'clock", 'Security'],
      bob: ["On-call o'clock"],
      eve: ["On-call o'clock"],
      joe: [],
    });
  });

  it('that do not exist, or have the name of another one, are reported', async () => {
    await using staged = await stageEntra();
    const { tenant } = staged.server;
    tenant.addUser('ada');
    tenant.addGroup('twice');
    tenant.addGroup('Twice');
    expect(await staged.open({ groups: ['twice', 'none'] }).probe(never)).toMatchObject({
      unmatched: ['twice', 'none'],
    });
  });

  it('that cannot be read are a failure, as people without roles would be judged wrongly', async () => {
    await using staged = await stageEntra({ roles: ['User.Read.All'] });
    staged.server.tenant.addUser('ada');
    const directory = staged.open({ groups: ['Security'] });
    await expect(directory.probe(never)).rejects.toThrow(/the app lacks GroupMember\.Read\.All/);
    await expect(peopleOf(directory)).rejects.toMatchObject({ kind: 'forbidden' });
  });
});

describe('permissions of Entra', () => {
  it('are named when the app cannot list users', async () => {
    await using staged = await stageEntra({ roles: ['SecurityIncident.Read.All'] });
    await expect(staged.open().probe(never)).rejects.toThrow(/the app lacks User\.Read\.All/);
  });

  it('for the last day may be missing: people come without it', async () => {
    await using staged = await stageEntra({ roles: ['User.Read.All'] });
    staged.server.tenant.addUser('ada', { employeeLeaveDateTime: '2026-02-27T17:00:00Z' });
    const directory = staged.open();
    const [ada] = await peopleOf(directory);
    expect(ada).toMatchObject({ state: 'active' });
    expect(ada).not.toHaveProperty('leftAt');
    expect([...directory.degraded]).toEqual(['employeeLeaveDateTime']);
  });

  it('share the budget of the app among rosters', async () => {
    await using staged = await stageEntra();
    staged.server.loopback.failNext({ path: USERS }, { kind: 'status', status: 429, headers: { 'retry-after': '30' } });
    await expect(peopleOf(staged.open())).rejects.toMatchObject({ kind: 'rate-limited', retryAfterMs: 30_000 });
    staged.server.loopback.takeRequests();
    await expect(peopleOf(staged.open())).rejects.toMatchObject({ kind: 'rate-limited' });
    expect(staged.server.loopback.takeRequests()).toEqual([]);
  });
});
