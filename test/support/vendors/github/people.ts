// The people of an organization on the loopback GitHub, and who may see them: everybody sees the public members, members see all, owners also
// see collaborators, invitations, second factors and identities. https://docs.github.com/rest/orgs/members

import { type ApiAnswer, type ApiRequest } from '../loopback/answers.ts';
import { type Holder, refused } from './access.ts';
import type { Organization, Person } from './organization.ts';
import { listPlain, type ListingRules } from './listings.ts';

/** Undefined for a request that is not about people. */
export function peopleAnswer(
  { organizations, rules }: { readonly organizations: ReadonlyMap<string, Organization>; readonly rules: ListingRules },
  holder: Holder,
  request: ApiRequest,
): ApiAnswer | undefined {
  if (request.method === 'POST' && request.path === '/graphql') return identities(organizations, holder, request);
  const [, own] = /^\/user\/memberships\/orgs\/([^/]+)$/.exec(request.path) ?? [];
  if (own !== undefined) return membership(organizations.get(own), holder);
  const [, login = '', place = ''] =
    /^\/orgs\/([^/]+)\/(members|outside_collaborators|invitations)$/.exec(request.path) ?? [];
  if (place === '') return undefined;
  const organization = organizations.get(login);
  if (organization === undefined) throw refused(404, 'Not Found');
  return listPlain(rules, rowsOf(organization, holder, { place, query: request.query }), request);
}

type Sight = 'public' | 'member' | 'owner';

function sightOf({ scopes, permissions, orgRole = 'owner' }: Holder): Sight {
  const hasScope =
    scopes === undefined || scopes.some((scope) => ['read:org', 'write:org', 'admin:org'].includes(scope));
  const hasPermission = permissions === undefined || permissions['members'] !== undefined;
  return hasScope && hasPermission && orgRole !== 'none' ? orgRole : 'public';
}

function membership(organization: Organization | undefined, { permissions, orgRole = 'owner' }: Holder): ApiAnswer {
  if (organization === undefined || orgRole === 'none') throw refused(404, 'Not Found');
  if (permissions !== undefined) throw refused(403, 'Resource not accessible by integration');
  return { status: 200, body: { state: 'active', role: orgRole === 'owner' ? 'admin' : 'member' } };
}

function rowsOf(
  organization: Organization,
  holder: Holder,
  { place, query }: { readonly place: string; readonly query: URLSearchParams },
): readonly unknown[] {
  const sight = sightOf(holder);
  const people = [...organization.people.values()];
  if (place !== 'members' && sight !== 'owner') throw refused(403, 'Must have admin rights to Organization.');
  if (place === 'invitations') return organization.invitations;
  const wanted = query.get('filter') === '2fa_disabled' ? withoutFactor(people, sight) : people;
  if (place === 'outside_collaborators') return wanted.filter(({ role }) => role === undefined).map(userView);
  const role = query.get('role') ?? 'all';
  const members = wanted.filter((person) => person.role !== undefined && (role === 'all' || person.role === role));
  return members.filter(({ isPublic }) => sight !== 'public' || isPublic === true).map(userView);
}

function withoutFactor(people: readonly Person[], sight: Sight): readonly Person[] {
  if (sight !== 'owner') throw refused(422, 'Only owners can use this filter.');
  return people.filter(({ hasSecondFactor }) => hasSecondFactor === false);
}

function userView({ id, login, type = 'User' }: Person): object {
  return { login, id, node_id: `U_${id}`, avatar_url: 'https://example.com/canary.png', type, site_admin: false };
}

function identities(organizations: ReadonlyMap<string, Organization>, holder: Holder, { body }: ApiRequest): ApiAnswer {
  const { query } = JSON.parse(body) as { query: string };
  const [, login = ''] = /organization\(login: "([^"]+)"\)/.exec(query) ?? [];
  const organization = organizations.get(login);
  if (organization === undefined) return failure('NOT_FOUND', 'Could not resolve to an Organization.');
  if (sightOf(holder) !== 'owner') return failure('FORBIDDEN', 'Resource not accessible.');
  const all = [...organization.people.values()].filter(({ nameID }) => nameID !== undefined);
  const start = Number(/after: "(\d+)"/.exec(query)?.[1] ?? '0');
  const nodes = all.slice(start, start + PAGE).map(({ id, nameID }) => ({
    user: { databaseId: id },
    samlIdentity: { nameId: nameID },
    scimIdentity: null,
  }));
  const pageInfo = { hasNextPage: start + PAGE < all.length, endCursor: String(start + PAGE) };
  const provider = organization.hasSaml ? { externalIdentities: { pageInfo, nodes } } : null;
  return { status: 200, body: { data: { organization: { samlIdentityProvider: provider } } } };
}

const PAGE = 3;

function failure(type: string, message: string): ApiAnswer {
  return { status: 200, body: { data: { organization: null }, errors: [{ type, message, path: ['organization'] }] } };
}
