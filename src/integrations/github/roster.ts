// The accounts of an organization on GitHub: members with their role, outside collaborators, and invitations that nobody accepted yet.
// https://docs.github.com/rest/orgs/members, https://docs.github.com/rest/orgs/outside-collaborators

import { rosterPage, type ReadAccount } from '../kit/people.ts';
import { createPageTokens } from '../kit/paging.ts';
import { wholeListing } from '../kit/whole-listing.ts';
import { SourceError } from '../ports/failure.ts';
import type { Roster, RosterPage } from '../ports/roster.ts';
import { MEMBERS, type GitHubAccess } from './config.ts';
import { isLimited } from './limits.ts';
import { normalizeInvitation, normalizeMember, type MemberFacts, type Part } from './normalize-member.ts';
import { fetchPage, PAGE_SIZE, type RawPage } from './pages.ts';
import { addressesOf } from './saml.ts';
import { isMember } from './schema-members.ts';
import type { Call, Session } from './session.ts';
import { requireWholeSight } from './sight.ts';

const MAX_PAGES = 10_000;

interface Reading {
  readonly session: Session;
  readonly organization: string;
  readonly degraded: Set<string>;
  readonly signal: AbortSignal;
}

export function createRoster(session: Session, { organization, endpoint }: GitHubAccess): Roster {
  const degraded = new Set<string>();
  const readingFor = (signal: AbortSignal): Reading => ({ session, organization, degraded, signal });
  return {
    degraded,
    async probe(signal) {
      signal.throwIfAborted();
      await requireWholeSight(readingFor(signal));
      return { missingScopes: [] };
    },
    async *accounts(signal) {
      signal.throwIfAborted();
      const reading = readingFor(signal);
      await requireWholeSight(reading);
      yield* readAccounts(reading, await factsOf(reading, endpoint));
    },
    async [Symbol.asyncDispose]() {
      // Nothing to close: the HTTP client owns the connections, and the account outlives the sync.
    },
  };
}

/** What is told of members by other requests. Without the right to see it they come without. */
async function factsOf(reading: Reading, endpoint: string | undefined): Promise<MemberFacts> {
  const { session, organization, degraded, signal } = reading;
  const withoutFactor = await usersWithoutFactor(reading);
  if (withoutFactor === undefined) degraded.add('secondFactor');
  // GitHub Enterprise Server signs people in for the whole server, and has no identities of an organization.
  const isServer = endpoint !== undefined && /\/api\/v3\/?$/.test(endpoint);
  const addresses = isServer ? new Map<number, string>() : await addressesOf(session, organization, signal);
  if (addresses === undefined) degraded.add('email');
  return { withoutFactor, addresses: addresses ?? new Map<number, string>() };
}

async function usersWithoutFactor(reading: Reading): Promise<ReadonlySet<number> | undefined> {
  const found = new Set<number>();
  for (const place of ['members', 'outside_collaborators']) {
    const params = { filter: '2fa_disabled' };
    const what = `list those of ${reading.organization} without a second factor`;
    const pages = await mayRead(reading, callOf(reading, `GET /orgs/{org}/${place}`, { params, what }));
    if (pages === undefined) return undefined;
    for await (const { items } of pages) for (const item of items) if (isMember(item)) found.add(item.id);
  }
  return found;
}

async function* readAccounts(reading: Reading, facts: MemberFacts): AsyncGenerator<RosterPage> {
  const what = `list the accounts of ${reading.organization}`;
  const once = (): AsyncIterable<readonly ReadAccount[]> => readOnce(reading, facts);
  const listing = { what, vendor: 'GitHub', pages: 'shifts', once } as const;
  for await (const { rows, last } of wholeListing(listing)) yield rosterPage(rows, last);
}

const PARTS: ReadonlyArray<readonly [part: Part, place: string, params: Call['params']]> = [
  ['owner', 'members', { role: 'admin' }],
  ['member', 'members', { role: 'member' }],
  ['outside collaborator', 'outside_collaborators', {}],
];

/** A person whose role changes between two listings is seen in another pass. */
async function* readOnce(reading: Reading, facts: MemberFacts): AsyncGenerator<readonly ReadAccount[]> {
  for (const [part, place, params] of PARTS) {
    const what = `list each ${part} of ${reading.organization}`;
    for await (const { items } of pagesOf(
      reading.session,
      callOf(reading, `GET /orgs/{org}/${place}`, { params, what }),
    )) {
      yield items.map((item) => normalizeMember(item, part, facts));
    }
  }
  const what = `list the invitations of ${reading.organization}`;
  const invitations = await mayRead(reading, callOf(reading, 'GET /orgs/{org}/invitations', { what }));
  if (invitations === undefined) {
    reading.degraded.add('invitations');
    return;
  }
  for await (const { items } of invitations) yield items.map((item) => normalizeInvitation(item));
}

interface Asked {
  readonly what: string;
  readonly params?: Call['params'];
}

function callOf({ organization, signal }: Reading, route: string, { what, params = {} }: Asked): Call {
  return { route, params: { org: organization, ...params }, what, permission: MEMBERS, signal, isPersonal: true };
}

/** Undefined: the credential may not read it, and will not the next time either. */
async function mayRead({ session }: Reading, call: Call): Promise<AsyncIterable<RawPage> | undefined> {
  const first = { ...call, params: { ...call.params, per_page: 1 } };
  const answer = await session.ask({ ...first, expected: [403, 404, 422] });
  if (isLimited(answer)) throw session.refuse(answer, call);
  return answer.status >= 400 ? undefined : pagesOf(session, call);
}

async function* pagesOf(session: Session, call: Call): AsyncGenerator<RawPage> {
  const isNew = createPageTokens(call.what);
  let request: Call = { ...call, params: { ...call.params, per_page: PAGE_SIZE } };
  for (let count = 0; count < MAX_PAGES; count++) {
    const page = await fetchPage(session, request);
    yield page;
    if (page.next === undefined) return;
    isNew(page.next);
    request = session.next(request, page.next);
  }
  throw new SourceError('incomplete', `${call.what}: more than ${MAX_PAGES} pages: the listing does not end`);
}
