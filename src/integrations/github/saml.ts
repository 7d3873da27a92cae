// The mail addresses of members, as the organization's identity provider stated them: GitHub shows them to owners over GraphQL only.
// https://docs.github.com/graphql/reference/objects#organizationidentityprovider

import { SourceError } from '../ports/failure.ts';
import { createPageTokens } from '../kit/paging.ts';
import { isLimited } from './limits.ts';
import { memberOf } from './schema.ts';
import { isIdentity, type RawIdentity } from './schema-members.ts';
import type { Session } from './session.ts';

const WHAT = 'list SAML identities';
const MAX_PAGES = 1_000;
/** A server without GraphQL (a proxy, another edition) may refuse the address or the method in any of these ways. */
const REFUSED = [400, 403, 404, 405, 410, 415, 422];
/** What GraphQL says of a credential that may not see them. Anything else may pass by itself. */
const LASTING = new Set(['FORBIDDEN', 'INSUFFICIENT_SCOPES', 'NOT_FOUND', 'SAML']);

/**
 * By the id of a user. Undefined: the credential may not see them, or the server has no such thing. Empty for an organization without
 * single sign-on of its own. Throws a SourceError for everything that may pass.
 */
export async function addressesOf(
  session: Session,
  organization: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, string> | undefined> {
  const isNew = createPageTokens(WHAT);
  const addresses = new Map<number, string>();
  let cursor: string | undefined;
  for (let count = 0; count < MAX_PAGES; count++) {
    const page = await fetchPage(session, queryOf(organization, cursor), signal);
    if (page === undefined) return undefined;
    for (const node of page.nodes) note(addresses, node);
    if (page.next === undefined) return addresses;
    isNew(page.next);
    cursor = page.next;
  }
  throw new SourceError('incomplete', `${WHAT}: more than ${MAX_PAGES} pages: the listing does not end`);
}

/** JSON's way to quote a text is GraphQL's, too. */
function queryOf(organization: string, cursor: string | undefined): string {
  const after = cursor === undefined ? '' : `, after: ${JSON.stringify(cursor)}`;
  const nodes = 'nodes { user { databaseId } samlIdentity { nameId } scimIdentity { username } }';
  const identities = `externalIdentities(first: 100${after}) { pageInfo { hasNextPage endCursor } ${nodes} }`;
  return `query { organization(login: ${JSON.stringify(organization)}) { samlIdentityProvider { ${identities} } } }`;
}

interface IdentityPage {
  readonly nodes: readonly unknown[];
  readonly next: string | undefined;
}

async function fetchPage(session: Session, query: string, signal: AbortSignal): Promise<IdentityPage | undefined> {
  const call = { route: 'POST /graphql', params: { query }, what: WHAT, signal };
  const answer = await session.ask({ ...call, expected: REFUSED });
  if (isLimited(answer)) throw session.refuse(answer, call);
  if (answer.status >= 400) return undefined;
  const errors = memberOf(answer.body, 'errors');
  if (Array.isArray(errors)) return refused(errors);
  const organization = memberOf(memberOf(answer.body, 'data'), 'organization');
  const provider = memberOf(organization, 'samlIdentityProvider');
  if (provider === null) return { nodes: [], next: undefined };
  return pageOf(memberOf(provider, 'externalIdentities')) ?? malformed(answer.status);
}

function refused(errors: readonly unknown[]): undefined {
  const types = errors.map((error) => memberOf(error, 'type'));
  if (types.every((type) => typeof type === 'string' && LASTING.has(type))) return undefined;
  const isRate = types.includes('RATE_LIMITED');
  const [kind, why] = isRate
    ? (['rate-limited', 'too many requests'] as const)
    : (['unavailable', 'an error'] as const);
  throw new SourceError(kind, `${WHAT}: GitHub answered with ${why}: it will be tried again`);
}

function malformed(status: number): never {
  throw new SourceError('malformed', `${WHAT}: ${status} from GitHub without a list: the answer is not whole`);
}

function pageOf(identities: unknown): IdentityPage | undefined {
  const [nodes, info] = [memberOf(identities, 'nodes'), memberOf(identities, 'pageInfo')];
  const [hasNext, end] = [memberOf(info, 'hasNextPage'), memberOf(info, 'endCursor')];
  if (!Array.isArray(nodes) || typeof hasNext !== 'boolean') return undefined;
  if (hasNext && typeof end !== 'string') return undefined;
  return { nodes: nodes as readonly unknown[], next: hasNext && typeof end === 'string' ? end : undefined };
}

function note(addresses: Map<number, string>, node: unknown): void {
  if (!isIdentity(node)) return;
  const id = node.user?.databaseId;
  const address = namesOf(node).find((name) => name.includes('@'));
  if (typeof id === 'number' && address !== undefined) addresses.set(id, address);
}

function namesOf({ samlIdentity, scimIdentity }: RawIdentity): readonly string[] {
  return [samlIdentity?.nameId, scimIdentity?.username].filter((name) => typeof name === 'string');
}
