// The members of a Zenduty account: the contract of listings, and what is particular to Zenduty.

import { describe, expect, it } from 'vitest';

import type { ZendutyRules } from '../support/vendors/zenduty/routes.ts';
import { stageZenduty, type ZendutyStage } from '../support/vendors/zenduty/stage.ts';
import { describeListing, type ListingStage } from './people-listing.ts';
import { accountsOf, rosterListing } from './listing-adapters.ts';

const PATH = '/api/account/members/';

function addMember(
  { server }: ZendutyStage,
  id: string,
  fields: { name?: string; email?: string | null } = {},
): string {
  const { name = 'Jane', email = `${id}@example.com` } = fields;
  server.account.members.set(id, { id, username: `u-${id}`, name, email: email ?? '', role: 3, isVerified: true });
  return id;
}

function stageWith(rules: Partial<ZendutyRules>): () => Promise<ListingStage> {
  return async () => {
    const staged = await stageZenduty({ rules });
    const { loopback, account } = staged.server;
    return {
      server: loopback,
      beforeAnswer: (run) => void (loopback.beforeAnswer = run),
      add: ({ id, ...fields }) => addMember(staged, id, fields),
      remove: (id) => void account.members.delete(id),
      rename(id, name) {
        const member = account.members.get(id);
        if (member !== undefined) member.name = name;
      },
      open: () => rosterListing(staged.openRoster()),
      [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose](),
    };
  };
}

interface Body {
  readonly results?: readonly unknown[];
}

const WRONG_KEY = { detail: 'Invalid or Inactive Token' };
const more = [
  { name: '403 for a wrong key', fault: { kind: 'status', status: 403, body: WRONG_KEY }, kind: 'unauthorized' },
  { name: '209 of the firewall', fault: { kind: 'status', status: 209 }, kind: 'unavailable' },
] as const;

describeListing({
  name: 'Zenduty',
  stage: stageWith({}),
  pageSize: Infinity,
  listing: { path: PATH },
  itemsOf: (body) => (Array.isArray(body) ? body : undefined),
  withItems: (_body, items) => items,
  more,
});

describeListing({
  name: 'Zenduty in pages',
  stage: stageWith({ pagedMembers: true, pageSize: 4 }),
  pageSize: 4,
  listing: { path: PATH },
  pageTwo: { path: PATH, query: { page: '2' } },
  itemsOf: (body) => (body as Body | undefined)?.results,
  withItems: (body, results) => ({ ...(body as Body), results }),
  more: [
    {
      name: 'a page that repeats',
      match: { path: PATH, query: { page: '2' } },
      fault: { kind: 'mutate', mutate: (body) => ({ ...(body as Body), next: `${PATH}?page=2` }) },
      kind: 'incomplete',
    },
    {
      name: 'a next page elsewhere',
      fault: { kind: 'status', status: 200, body: { results: [], next: 'http://198.51.100.1/?page=2' } },
      kind: 'malformed',
    },
  ],
});

describe('a member of Zenduty', () => {
  it.each([
    { because: 'the numbers are documented', fields: { role: 1 }, want: { roles: ['owner'], state: 'active' } },
    { because: 'an account may have roles of its own', fields: { role: 7 }, want: { roles: ['role 7'] } },
    {
      because: 'nobody followed the invitation',
      fields: { isVerified: false },
      want: { pending: true, state: 'active' },
    },
  ])('$want, as $because', async ({ fields, want }) => {
    await using staged = await stageZenduty();
    const id = addMember(staged, 'one');
    Object.assign(staged.server.account.members.get(id) ?? {}, fields);
    const [account] = await accountsOf(staged.openRoster());
    expect(account).toMatchObject({
      id,
      login: 'u-one',
      email: 'one@example.com',
      kind: 'person',
      groups: [],
      ...want,
    });
  });

  it('is unknown where Zenduty does not say whether somebody was ever there', async () => {
    await using staged = await stageZenduty();
    addMember(staged, 'one');
    const drop = (body: unknown): unknown => (body as object[]).map((each) => ({ ...each, is_verified: null }));
    staged.server.loopback.failNext({ path: PATH }, { kind: 'mutate', mutate: drop });
    expect(await accountsOf(staged.openRoster())).toMatchObject([{ state: 'unknown', pending: false }]);
  });
});
