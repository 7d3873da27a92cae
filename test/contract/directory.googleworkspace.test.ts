// The users of Google Workspace: the contract of listings, and what is particular to Google.

import { describe, expect, it } from 'vitest';

import type { StoredUser } from '../support/vendors/google/server.ts';
import { stageGoogle } from '../support/vendors/google/stage.ts';
import { never } from '../support/vendors/source-context.ts';
import { directoryListing, peopleOf } from './listing-adapters.ts';
import { describeListing, type ListingStage } from './people-listing.ts';

const USERS = '/admin/directory/v1/users';

async function stage(): Promise<ListingStage> {
  const staged = await stageGoogle({ pageSize: 4 });
  const { server } = staged;
  return {
    server: server.loopback,
    beforeAnswer: (run) => void (server.loopback.beforeAnswer = run),
    add: ({ id, name = 'Jane', email = `${id}@acme.example` }) =>
      server.addUser(id, { fullName: name, primaryEmail: email }).id,
    remove: (id) => server.deleteUser(id),
    rename(id, fullName) {
      const user = server.users.get(id);
      if (user !== undefined) server.users.set(id, { ...user, fullName });
    },
    open: () => directoryListing(staged.open()),
    [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose](),
  };
}

interface Body {
  readonly users?: readonly unknown[];
}

const DELETED = { path: USERS, query: { showDeleted: 'true' } };
const LIMIT = {
  error: { code: 403, errors: [{ reason: 'userRateLimitExceeded', message: 'jane.canary@example.com' }] },
};

describeListing({
  name: 'Google Workspace',
  stage,
  pageSize: 4,
  listing: ({ path, query }) => path === USERS && !query.has('showDeleted'),
  pageTwo: ({ path, query }) => path === USERS && query.has('pageToken'),
  itemsOf: (body) => (body as Body | undefined)?.users,
  withItems: (body, users) => ({ ...(body as Body), users }),
  more: [
    { name: '403 names the scope', fault: { kind: 'status', status: 403 }, kind: 'forbidden', says: /admin\.directory\.user\.readonly/ },
    { name: '403 that is a limit', fault: { kind: 'status', status: 403, body: LIMIT }, kind: 'rate-limited' },
    { name: '403 for deleted users', match: DELETED, fault: { kind: 'status', status: 403 }, kind: 'forbidden' },
    { name: '500 for deleted users', match: DELETED, fault: { kind: 'status', status: 500 }, kind: 'unavailable' },
    { name: 'a token that repeats', fault: { kind: 'mutate', mutate: (body) => ({ ...(body as Body), nextPageToken: 'x' }) }, kind: 'incomplete' },
    { name: 'an answer of another kind', fault: { kind: 'status', status: 200, body: { users: [] } }, kind: 'malformed' },
    { name: '503 of the token service', match: { path: '/token' }, fault: { kind: 'status', status: 503 }, kind: 'unavailable' },
    { name: '404 of the token service', match: { path: '/token' }, fault: { kind: 'status', status: 404 }, kind: 'not-found' },
    { name: 'a token service without a token', match: { path: '/token' }, fault: { kind: 'status', status: 200, body: {} }, kind: 'malformed' },
  ],
}); // prettier-ignore

describe('a user of Google Workspace', () => {
  it.each<{ because: string; fields: Partial<StoredUser>; want: object }>([
    { because: 'it is in use', fields: {}, want: { state: 'active', email: 'ada@acme.example', aliases: [] } },
    { because: 'it is barred for a while', fields: { suspended: true }, want: { state: 'inactive' } },
    { because: 'it is kept for the record only', fields: { suspended: true, archived: true }, want: { state: 'offboarded' } },
    { because: 'Google does not say', fields: { suspended: null }, want: { state: 'unknown' } },
    { because: 'every address counts', fields: { aliases: ['a.l@acme.example'], emails: [{ address: 'ADA@acme.example' }, { address: 'ada@home.example', type: 'home' }] }, want: { email: 'ada@acme.example', aliases: ['a.l@acme.example', 'ada@home.example'] } },
  ])('is $want, as $because', async ({ fields, want }) => {
    await using staged = await stageGoogle();
    const { id } = staged.server.addUser('ada', fields);
    expect(await peopleOf(staged.open())).toMatchObject([{ person: id, ...want }]);
  }); // prettier-ignore

  it('is read from a page that does not name its kind, and not from an answer without both', async () => {
    await using staged = await stageGoogle();
    const { id } = staged.server.addUser('ada');
    const users = { path: '/admin/directory/v1/users' };
    const withoutKind = (body: unknown): unknown => ({ ...(body as object), kind: undefined });
    staged.server.loopback.failNext(users, { kind: 'mutate', mutate: withoutKind });
    expect(await peopleOf(staged.open())).toMatchObject([{ person: id }]);
    staged.server.loopback.failNext(users, { kind: 'mutate', mutate: () => ({}) });
    await expect(peopleOf(staged.open())).rejects.toMatchObject({ kind: 'malformed' });
  });

  it('has left when it was deleted, and gives its address to who has it now', async () => {
    await using staged = await stageGoogle();
    const { server } = staged;
    const before = server.addUser('ada', { aliases: ['countess@acme.example'] });
    server.deleteUser(before.id);
    const after = server.addUser('ada');
    const people = await peopleOf(staged.open());
    expect(people.find(({ person }) => person === after.id)).toMatchObject({
      state: 'active',
      email: 'ada@acme.example',
    });
    const leftAt = Date.parse('2026-03-02T10:00:00Z');
    const gone = people.find(({ person }) => person === before.id);
    expect(gone).toEqual({
      person: before.id,
      state: 'offboarded',
      email: 'countess@acme.example',
      aliases: [],
      roles: [],
      leftAt,
    });
  });

  it('has the addresses of its groups as roles', async () => {
    await using staged = await stageGoogle({ pageSize: 2 });
    const { server } = staged;
    const ids = ['ada', 'bob', 'eve'].map((name) => server.addUser(name).id);
    server.groups.set('on-call@acme.example', ids);
    server.groups.set('security@acme.example', ids.slice(0, 1));
    const groups = ['on-call@acme.example', 'security@acme.example', 'none@acme.example'];
    const directory = staged.open({ groups });
    expect(await directory.probe(never)).toEqual({ missingScopes: [], unmatched: ['none@acme.example'] });
    const people = await peopleOf(directory);
    expect(people.map(({ roles }) => roles)).toEqual([groups.slice(0, 2), groups.slice(0, 1), groups.slice(0, 1)]);
  });
});

describe('a service account', () => {
  it('without the delegated scopes is told which', async () => {
    await using staged = await stageGoogle();
    staged.server.addUser('ada');
    staged.server.delegated.clear();
    await expect(staged.open({ groups: ['x@acme.example'] }).probe(never)).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringMatching(/user\.readonly, .*group\.member\.readonly/) as string,
    });
  });

  it('in the name of nobody is refused', async () => {
    await using staged = await stageGoogle();
    const directory = staged.open({ subject: 'nobody@acme.example' });
    await expect(directory.probe(never)).rejects.toMatchObject({ kind: 'unauthorized' });
  });

  it.each([
    ['that is no JSON', () => 'a text with canary'],
    ['without a key', () => '{"client_email":"a@b.example"}'],
    ['without an address', () => '{"private_key":"canary"}'],
    ['with a broken key', (file: string) => file.replaceAll(/[A-M]/g, 'A')],
  ])('%s is named in the error, and not quoted', async (_name, change) => {
    await using staged = await stageGoogle();
    const open = async (): Promise<unknown> =>
      staged.open({}, { secret: { serviceAccount: change(staged.serviceAccount) } }).probe(never);
    const error: unknown = await open().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'unauthorized' });
    const { message } = error as Error;
    expect(message).toMatch(/^(read the credential for Google: key serviceAccount of the Secret|request a token: 400)/);
    expect(message).not.toMatch(/canary|PRIVATE/);
  });

  it('asks for a token once, and again when it ends', async () => {
    await using staged = await stageGoogle();
    staged.server.addUser('ada');
    const asked = (): number => staged.server.loopback.takeRequests().filter(({ path }) => path === '/token').length;
    await peopleOf(staged.open());
    await peopleOf(staged.open());
    expect(asked()).toBe(1);
    await staged.clock.advance(3_600_000);
    await peopleOf(staged.open());
    expect(asked()).toBe(1);
  });

  it('shares the budget among its rosters', async () => {
    await using staged = await stageGoogle();
    staged.server.loopback.failNext({ path: USERS }, { kind: 'status', status: 403, body: LIMIT });
    await expect(peopleOf(staged.open())).rejects.toMatchObject({ kind: 'rate-limited', retryAfterMs: 60_000 });
    staged.server.loopback.takeRequests();
    await expect(peopleOf(staged.open())).rejects.toMatchObject({ kind: 'rate-limited' });
    expect(staged.server.loopback.takeRequests()).toEqual([]);
  });
});
