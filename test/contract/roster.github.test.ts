// The accounts of an organization on GitHub: the contract of listings, and what is particular to GitHub.

import { generateKeyPairSync } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import type { Holder } from '../support/vendors/github/access.ts';
import type { Organization, Person } from '../support/vendors/github/organization.ts';
import { ORGANIZATION, OWNER_TOKEN, stageGitHub, type GitHubStage } from '../support/vendors/github/stage.ts';
import { never } from '../support/vendors/source-context.ts';
import { accountsOf, rosterListing } from './listing-adapters.ts';
import { describeListing, type ListingStage } from './people-listing.ts';

const MEMBERS = `/orgs/${ORGANIZATION}/members`;
const OUTSIDE = `/orgs/${ORGANIZATION}/outside_collaborators`;

async function stageWith(maxPage: number): Promise<GitHubStage & { readonly organization: Organization }> {
  const staged = await stageGitHub({ rules: { maxPage } });
  return Object.assign(staged, { organization: staged.server.account.addOrganization(ORGANIZATION) });
}

async function stage(): Promise<ListingStage> {
  const staged = await stageWith(4);
  const { server, organization } = staged;
  const { people } = organization;
  organization.hasSaml = true;
  let serial = 1000;
  return {
    server,
    beforeAnswer: (run) => void (server.beforeAnswer = run),
    add({ name = 'Jane', email }) {
      const id = ++serial;
      const login = name.replaceAll(/[^a-z0-9]/gi, '-');
      people.set(id, { id, login, role: 'member', nameID: email ?? undefined });
      return String(id);
    },
    remove: (id) => void people.delete(Number(id)),
    rename(id, name) {
      const person = people.get(Number(id));
      if (person !== undefined) person.login = name.replaceAll(' ', '-');
    },
    open: () => rosterListing(staged.openRoster()),
    [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose](),
  };
}

const LISTING = { path: MEMBERS, query: { role: 'member' } };

describeListing({
  name: 'GitHub',
  stage,
  pageSize: 4,
  listing: LISTING,
  pageTwo: { path: MEMBERS, query: { role: 'member', page: '2' } },
  itemsOf: (body) => (Array.isArray(body) ? body : undefined),
  withItems: (_body, items) => items,
  differs: {
    206: { kind: 'malformed' },
    'a redirect': { kind: 'not-found' },
  },
  more: [
    { name: '403 that is a limit', fault: { kind: 'status', status: 403, headers: { 'retry-after': '60' } }, kind: 'rate-limited' },
    { name: '403 names the permission', fault: { kind: 'status', status: 403, headers: { 'x-accepted-github-permissions': 'members=read' } }, kind: 'forbidden', says: /members=read/ },
    { name: '403 for collaborators', match: { path: OUTSIDE }, fault: { kind: 'status', status: 500 }, kind: 'unavailable' },
    { name: 'a limit while second factors are read', match: { path: MEMBERS, query: { filter: '2fa_disabled' } }, fault: { kind: 'status', status: 403, headers: { 'retry-after': '60' } }, kind: 'rate-limited' },
    { name: 'a limit while invitations are read', match: { path: `/orgs/${ORGANIZATION}/invitations` }, fault: { kind: 'status', status: 429 }, kind: 'rate-limited' },
    { name: 'a limit of GraphQL', match: { path: '/graphql' }, fault: { kind: 'status', status: 200, body: { errors: [{ type: 'RATE_LIMITED', message: 'jane.canary@example.com' }] } }, kind: 'rate-limited' },
    { name: 'an error of GraphQL', match: { path: '/graphql' }, fault: { kind: 'status', status: 200, body: { errors: [{ message: 'Something went wrong' }] } }, kind: 'unavailable' },
    { name: 'half an answer of GraphQL', match: { path: '/graphql' }, fault: { kind: 'status', status: 200, body: { data: {} } }, kind: 'malformed' },
    { name: 'an organization that left out others', fault: { kind: 'status', status: 200, headers: { 'x-github-sso': 'partial-results; organizations=1' }, body: [] }, kind: 'incomplete' },
  ],
}); // prettier-ignore

const ADA: Person = { id: 1, login: 'ada', role: 'admin', hasSecondFactor: true, nameID: 'ada@example.com' };
const BOB: Person = { id: 2, login: 'bob', role: 'member', hasSecondFactor: false, nameID: 'bob', isPublic: true };
const EVE: Person = { id: 3, login: 'eve', role: undefined, hasSecondFactor: true };
const BOT: Person = { id: 4, login: 'ci', role: 'member', type: 'Bot' };

async function populated(holder?: Holder): Promise<GitHubStage & { readonly organization: Organization }> {
  const staged = await stageWith(100);
  for (const person of [ADA, BOB, EVE, BOT]) staged.organization.people.set(person.id, { ...person });
  staged.organization.hasSaml = true;
  if (holder !== undefined) staged.server.access.holders.set(OWNER_TOKEN, holder);
  return staged;
}

describe('an account on GitHub', () => {
  it('has a role, an address from the identity provider, and says whether it has a second factor', async () => {
    await using staged = await populated();
    staged.organization.invitations.push({ id: 7, login: null, email: 'new@example.com', role: 'direct_member' });
    const roster = staged.openRoster();
    expect(await accountsOf(roster)).toEqual([
      { id: '1', login: 'ada', email: 'ada@example.com', kind: 'person', state: 'active', pending: false, roles: ['owner'], groups: [], secondFactor: true },
      { id: '2', login: 'bob', kind: 'person', state: 'active', pending: false, roles: ['member'], groups: [], secondFactor: false },
      { id: '4', login: 'ci', kind: 'bot', state: 'active', pending: false, roles: ['member'], groups: [], secondFactor: true },
      { id: '3', login: 'eve', kind: 'guest', state: 'active', pending: false, roles: ['outside collaborator'], groups: [], secondFactor: true },
      { id: 'invitation-7', email: 'new@example.com', kind: 'person', state: 'active', pending: true, roles: ['member'], groups: [] },
    ]);
    expect([...roster.degraded]).toEqual([]);
  }); // prettier-ignore

  it('keeps its id when it is renamed', async () => {
    await using staged = await populated();
    const before = await accountsOf(staged.openRoster());
    const ada = staged.organization.people.get(1);
    if (ada !== undefined) ada.login = 'countess';
    const after = await accountsOf(staged.openRoster());
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(after[0]).toMatchObject({ id: '1', login: 'countess' });
  });

  it('has no address in an organization without single sign-on of its own', async () => {
    await using staged = await populated();
    staged.organization.hasSaml = false;
    const roster = staged.openRoster();
    for (const account of await accountsOf(roster)) expect(account).not.toHaveProperty('email');
    expect([...roster.degraded]).toEqual([]);
  });

  it('comes without what only owners see, where the second factors are refused', async () => {
    await using staged = await populated();
    const refusal = { kind: 'status', status: 422 } as const;
    staged.server.failNext({ path: MEMBERS, query: { filter: '2fa_disabled' } }, refusal);
    staged.server.failNext({ path: `/orgs/${ORGANIZATION}/invitations` }, { kind: 'status', status: 403 }, Infinity);
    const forbidden = { kind: 'status', status: 200, body: { errors: [{ type: 'FORBIDDEN' }] } } as const;
    staged.server.failNext({ path: '/graphql' }, forbidden);
    const roster = staged.openRoster();
    for (const account of await accountsOf(roster)) {
      expect(account).not.toHaveProperty('secondFactor');
      expect(account).not.toHaveProperty('email');
    }
    expect([...roster.degraded].toSorted()).toEqual(['email', 'invitations', 'secondFactor']);
  });
});

describe('a server without GraphQL', () => {
  it.each([400, 404, 405, 410, 415, 422])(
    'that answers %i still lists the accounts, without addresses',
    async (status) => {
      await using staged = await populated();
      staged.server.failNext({ path: '/graphql' }, { kind: 'status', status });
      const roster = staged.openRoster();
      expect((await accountsOf(roster)).map(({ login }) => login)).toEqual(['ada', 'bob', 'ci', 'eve']);
      expect([...roster.degraded]).toEqual(['email']);
    },
  );
});

describe('a credential that sees the public members only makes no listing', () => {
  it.each<{ because: string; holder: Holder; says: RegExp }>([
    { because: 'it is of somebody else', holder: { scopes: ['repo', 'read:org'], orgRole: 'none' }, says: /token of one of its owners/ },
    { because: 'a classic token lacks the scope', holder: { scopes: ['repo'] }, says: /the scope read:org/ },
    { because: 'a fine-grained token lacks the permission', holder: { permissions: { issues: 'read' } }, says: /Members \(read\)/ },
    { because: 'a member sees no collaborators', holder: { scopes: ['read:org'], orgRole: 'member' }, says: /Members \(read\)/ },
  ])('as $because', async ({ holder, says }) => {
    await using staged = await populated(holder);
    await expect(accountsOf(staged.openRoster())).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringMatching(says) as string,
    });
  }); // prettier-ignore

  it.each([
    { permissions: { issues: 'read' as const }, want: /the App lacks the permission Members \(read\)/ },
    { permissions: { members: 'read' as const }, want: undefined },
  ])('as an App with $permissions', async ({ permissions, want }) => {
    await using staged = await populated();
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const installations = new Map([['42', { permissions }]]);
    staged.server.access.apps.set('7', { appID: '7', publicKey: publicPem, installations });
    const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    const secret = { appID: '7', installationID: '42', privateKey: pem };
    const probing = staged.openRoster({}, { secret }).probe(never);
    if (want === undefined) expect(await probing).toEqual({ missingScopes: [] });
    else await expect(probing).rejects.toThrow(want);
  });
});

it('the accounts share the budget of the credential with the findings, and are not kept by their ETag', async () => {
  await using staged = await populated();
  await accountsOf(staged.openRoster());
  const first = staged.codes().length;
  await accountsOf(staged.openRoster());
  expect(staged.codes().slice(first)).not.toContain('304');
  staged.server.failNext({ path: OUTSIDE }, { kind: 'status', status: 429, headers: { 'retry-after': '30' } });
  await expect(accountsOf(staged.openRoster())).rejects.toMatchObject({ kind: 'rate-limited', retryAfterMs: 30_000 });
  staged.server.takeRequests();
  const source = staged.open({}, { secret: { token: OWNER_TOKEN } });
  await expect(source.probe(never)).rejects.toMatchObject({ kind: 'rate-limited' });
  expect(staged.server.takeRequests()).toEqual([]);
});
