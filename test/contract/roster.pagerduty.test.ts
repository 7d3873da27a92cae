// The users of a PagerDuty account: the contract of listings, and what is particular to PagerDuty.

import { describe, expect, it } from 'vitest';

import { SourceError } from '../../src/integrations/ports/failure.ts';
import type { Roster } from '../../src/integrations/ports/roster.ts';
import { stagePagerDuty, type PagerDutyStage } from '../support/vendors/pagerduty/stage.ts';
import { never } from '../support/vendors/source-context.ts';
import { describeListing, type ListingStage } from './people-listing.ts';
import { accountsOf, rosterListing } from './listing-adapters.ts';

async function stage(): Promise<ListingStage> {
  const staged = await stagePagerDuty({ rules: { maxLimit: 4 } });
  const { server } = staged;
  const { people } = server.account;
  people.clear();
  return {
    server,
    beforeAnswer: (run) => void (server.beforeAnswer = run),
    add({ id, name = 'Jane', email = `${id}@example.com` }) {
      people.set(id, { id, name, email: email ?? '' });
      return id;
    },
    remove: (id) => void people.delete(id),
    rename(id, name) {
      const person = people.get(id);
      if (person !== undefined) people.set(id, { ...person, name });
    },
    open: () => rosterListing(staged.openRoster()),
    [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose](),
  };
}

interface Body {
  readonly users?: readonly unknown[];
}

describeListing({
  name: 'PagerDuty',
  stage,
  pageSize: 4,
  listing: { path: '/users' },
  pageTwo: { path: '/users', minOffset: 4 },
  itemsOf: (body) => (body as Body | undefined)?.users,
  withItems: (body, users) => ({ ...(body as Body), users }),
  more: [
    { name: '402', fault: { kind: 'status', status: 402, code: 2014 }, kind: 'forbidden' },
    {
      name: 'more and an empty page',
      fault: { kind: 'mutate', mutate: (body) => ({ ...(body as Body), users: [], more: true }) },
      kind: 'incomplete',
    },
    { name: '403 names the scope', fault: { kind: 'status', status: 403 }, kind: 'forbidden', says: /users\.read/ },
  ],
});

const OAUTH = { clientId: 'app', clientSecret: 'app-secret', subdomain: 'acme' };

async function withScopes(scopes: readonly string[]): Promise<PagerDutyStage & { readonly roster: Roster }> {
  const staged = await stagePagerDuty();
  const { clientId, clientSecret } = OAUTH;
  staged.server.access.apps.push({ clientId, clientSecret, account: 'us.acme', scopes, tokenSeconds: 3600 });
  return Object.assign(staged, { roster: staged.openRoster({}, { secret: OAUTH }) });
}

describe('a user of PagerDuty', () => {
  it.each([
    { because: 'a stakeholder is a user with a read-only role', fields: { role: 'read_only_user' }, want: { roles: ['read_only_user'] } },
    { because: 'the invitation is outstanding', fields: { invited: true }, want: { pending: true, state: 'active' } },
    { because: 'teams come with the user', fields: { teamIDs: ['PT1', 'PT2'] }, want: { groups: ['Operations', 'Security'] } },
  ])('$want, as $because', async ({ fields, want }) => {
    await using staged = await stagePagerDuty();
    const { account } = staged.server;
    account.addTeam('Security', 'PT1');
    account.addTeam('Operations', 'PT2');
    account.people.clear();
    account.people.set('P1', { id: 'P1', name: 'Jane Doe', email: 'jane@example.com', ...fields });
    const base = { id: 'P1', email: 'jane@example.com', name: 'Jane Doe', kind: 'person' };
    expect(await accountsOf(staged.openRoster())).toMatchObject([{ ...base, ...want }]);
  }); // prettier-ignore

  it('names the scopes that an app was not granted, and comes without teams then', async () => {
    await using staged = await withScopes(['users.read']);
    expect(await staged.roster.probe(never)).toEqual({ missingScopes: ['teams.read'] });
    expect(await accountsOf(staged.roster)).toMatchObject([{ groups: [] }]);
    expect([...staged.roster.degraded]).toEqual(['teams']);
  });

  it('cannot be listed by an app without users.read', async () => {
    await using staged = await withScopes(['incidents.read', 'teams.read']);
    await expect(staged.roster.probe(never)).rejects.toThrow(/did not grant users\.read/);
    await expect(accountsOf(staged.roster)).rejects.toThrow(SourceError);
  });

  it('shares the budget of the credential with its incidents', async () => {
    await using staged = await stagePagerDuty();
    staged.server.failNext({ path: '/users' }, { kind: 'status', status: 429, headers: { 'ratelimit-reset': '30' } });
    await expect(accountsOf(staged.openRoster())).rejects.toMatchObject({ kind: 'rate-limited', retryAfterMs: 30_000 });
    staged.server.takeRequests();
    await expect(staged.open().probe(never)).rejects.toMatchObject({ kind: 'rate-limited' });
    expect(staged.server.takeRequests()).toEqual([]);
  });

  it('is not listed beyond what PagerDuty lists', async () => {
    await using staged = await stagePagerDuty({ rules: { maxLimit: 4, maxDepth: 102 } });
    for (let n = 0; n < 12; n++) staged.server.account.people.set(`P${n}`, { id: `P${n}`, name: `N${n}`, email: '' });
    await expect(accountsOf(staged.openRoster())).rejects.toMatchObject({ kind: 'incomplete' });
  });
});
