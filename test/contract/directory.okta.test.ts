// The users of Okta: the contract of listings, and what is particular to Okta.

import { describe, expect, it } from 'vitest';

import { createOkta } from '../../src/integrations/okta/index.ts';
import type { StoredUser } from '../support/vendors/okta/server.ts';
import { stageOkta } from '../support/vendors/okta/stage.ts';
import { never } from '../support/vendors/source-context.ts';
import { directoryListing, peopleOf } from './listing-adapters.ts';
import { describeListing, type ListingStage } from './people-listing.ts';

const USERS = '/api/v1/users';

async function stage(): Promise<ListingStage> {
  const staged = await stageOkta({ pageSize: 4 });
  const { server } = staged;
  return {
    server: server.loopback,
    beforeAnswer: (run) => void (server.loopback.beforeAnswer = run),
    add({ id, name = 'Jane', email = `${id}@acme.example` }) {
      return server.addUser(id, { lastName: name, email, login: email ?? 'hidden' }).id;
    },
    remove: (id) => void server.users.delete(id),
    rename(id, lastName) {
      const user = server.users.get(id);
      if (user !== undefined) user.lastName = lastName;
    },
    open: () => directoryListing(staged.open()),
    [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose](),
  };
}

const GONE = { path: USERS, query: { filter: 'status eq "DEPROVISIONED"' } };
const repeated = { link: `<${USERS}?after=x>; rel="next"` };
const elsewhere = { link: '<http://198.51.100.1/api/v1/users>; rel="next"' };

describeListing({
  name: 'Okta',
  stage,
  pageSize: 4,
  listing: ({ path, query }) => path === USERS && !query.has('filter'),
  pageTwo: ({ path, query }) => path === USERS && query.has('after'),
  itemsOf: (body) => (Array.isArray(body) ? body : undefined),
  withItems: (_body, items) => items,
  more: [
    { name: '403 names the right', fault: { kind: 'status', status: 403 }, kind: 'forbidden', says: /okta\.users\.read/ },
    { name: '403 for who is gone', match: GONE, fault: { kind: 'status', status: 403 }, kind: 'forbidden' },
    { name: '500 for who is gone', match: GONE, fault: { kind: 'status', status: 500 }, kind: 'unavailable' },
    { name: 'a page that repeats', fault: { kind: 'status', status: 200, headers: repeated, body: [{ id: 'a', status: 'ACTIVE' }] }, kind: 'incomplete' },
    { name: 'a next page elsewhere', fault: { kind: 'status', status: 200, headers: elsewhere, body: [] }, kind: 'malformed' },
  ],
}); // prettier-ignore

describe('a user of Okta', () => {
  const LEFT = Date.parse('2026-02-27T17:00:00Z');
  it.each<{ because: string; fields: Partial<StoredUser>; want: object }>([
    { because: 'it is in use', fields: {}, want: { state: 'active', email: 'ada@acme.example', aliases: [] } },
    { because: 'the person forgot the password', fields: { status: 'RECOVERY' }, want: { state: 'active' } },
    { because: 'the password was wrong too often', fields: { status: 'LOCKED_OUT' }, want: { state: 'active' } },
    { because: 'the first day is to come', fields: { status: 'STAGED' }, want: { state: 'pending' } },
    { because: 'nobody activated it', fields: { status: 'PROVISIONED' }, want: { state: 'pending' } },
    { because: 'it is barred for a while', fields: { status: 'SUSPENDED' }, want: { state: 'inactive' } },
    { because: 'it was deactivated then', fields: { status: 'DEPROVISIONED', statusChanged: '2026-02-27T17:00:00.000Z' }, want: { state: 'offboarded', leftAt: LEFT } },
    { because: 'the last change is as good', fields: { status: 'DEPROVISIONED', statusChanged: null, lastUpdated: '2026-02-27T17:00:00.000Z' }, want: { state: 'offboarded', leftAt: LEFT } },
    { because: 'this version does not know the status', fields: { status: 'HIBERNATING' }, want: { state: 'unknown' } },
    { because: 'a login may be an address too', fields: { login: 'a.l@acme.example', secondEmail: 'ada@home.example' }, want: { email: 'ada@acme.example', aliases: ['a.l@acme.example', 'ada@home.example'] } },
  ])('is $want, as $because', async ({ fields, want }) => {
    await using staged = await stageOkta();
    staged.server.addUser('bob');
    const { id } = staged.server.addUser('ada', fields);
    expect((await peopleOf(staged.open())).find(({ person }) => person === id)).toMatchObject(want);
  }); // prettier-ignore

  it('has the name of a group whose id has another form', async () => {
    await using staged = await stageOkta();
    const { id } = staged.server.addUser('ada');
    staged.server.groups.set('group-1', { id: 'group-1', name: 'Security', members: new Set([id]) });
    const directory = staged.open({ groups: ['Security'] });
    expect(await directory.probe(never)).toEqual({ missingScopes: [], unmatched: [] });
    expect(await peopleOf(directory)).toMatchObject([{ person: id, roles: ['Security'] }]);
  });

  it('has the names of its groups as roles', async () => {
    await using staged = await stageOkta({ pageSize: 2 });
    const { server } = staged;
    const [ada, bob, eve] = ['ada', 'bob', 'eve'].map((name) => server.addUser(name).id);
    server.addGroup('On-call "A"', [ada ?? '', bob ?? '', eve ?? '']);
    const byID = server.addGroup('Security', [ada ?? '']);
    server.addGroup('twice');
    server.addGroup('twice');
    const directory = staged.open({ groups: ['On-call "A"', byID.id, 'twice', 'none'] });
    expect(await directory.probe(never)).toEqual({ missingScopes: [], unmatched: ['twice', 'none'] });
    const people = await peopleOf(directory);
    expect(people.map(({ roles }) => roles)).toEqual([['On-call "A"', 'Security'], ['On-call "A"'], ['On-call "A"']]);
  });
});

it('the budget of a token is that of its organization: what is used up is not sent', async () => {
  await using staged = await stageOkta();
  staged.server.addUser('ada');
  staged.server.perMinute = 1;
  await expect(peopleOf(staged.open())).rejects.toMatchObject({ kind: 'rate-limited' });
  staged.server.loopback.takeRequests();
  await expect(peopleOf(staged.open())).rejects.toMatchObject({ kind: 'rate-limited', retryAfterMs: 60_000 });
  expect(staged.server.loopback.takeRequests()).toEqual([]);
});

it.each([
  ['acme.okta.com', undefined],
  ['acme-admin.oktapreview.com', undefined],
  ['acme.okta.com.evil.example', 'https://acme.okta.com.evil.example'],
  ['login.acme.example', 'https://login.acme.example'],
])('%s must be allowed as %s', (domain, endpoint) => {
  expect(createOkta().endpoint({ domain })).toBe(endpoint);
});
