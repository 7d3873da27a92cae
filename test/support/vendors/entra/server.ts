// Microsoft Entra ID behind Graph, and the tenant's token service, on the loopback interface. It enforces the vendor's rules: permissions, what
// is left out without `$select`, page sizes, requests per minute. Nothing in src knows that it exists.

import { type ApiAnswer, type ApiRequest } from '../loopback/answers.ts';
import { Loopback } from '../loopback/server.ts';
import { TokenService } from '../defender/entra.ts';
import { graphError } from '../defender/errors.ts';
import { EntraTenant, type StoredGroup, type StoredUser } from './tenant.ts';

export const TENANT = 'b3c1b5fc-828c-45fa-a1e1-10d74f6d6e9c';
export const GOOD_APP = { clientId: '6731de76-14a6-49ae-97bc-6eba6914391e', clientSecret: 'good-token~entra' } as const;

const READ_USERS = ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All'];
const READ_MEMBERS = ['GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All'];
const READ_LEAVING = 'User-LifeCycleInfo.Read.All';

export interface EntraOptions {
  readonly now?: () => Date;
  /** Application permissions of the app; default: all that Docket asks for. */
  readonly roles?: readonly string[];
  readonly pageSize?: number;
}

export interface EntraServer extends AsyncDisposable {
  readonly url: string;
  readonly tenant: EntraTenant;
  readonly tokens: TokenService;
  readonly loopback: Loopback;
  /** Rows on a page, whatever is asked for. */
  pageSize: number;
  /** Requests to Graph per minute of the clock. */
  perMinute: number;
}

/** Dispose of it, or it keeps the process running. */
export async function startEntra(options: EntraOptions = {}): Promise<EntraServer> {
  const now = options.now ?? (() => new Date());
  const tokens = new TokenService(TENANT, now);
  const roles = options.roles ?? ['User.Read.All', 'GroupMember.Read.All', READ_LEAVING];
  tokens.apps.set(GOOD_APP.clientId, { clientSecret: GOOD_APP.clientSecret, roles });
  const used = { minute: 0, count: 0 };
  const answer = (request: ApiRequest): ApiAnswer => {
    if (request.path.endsWith('/token')) return tokens.grant(request);
    throttle(used, server.perMinute, now());
    return route(server, request);
  };
  const loopback = await Loopback.start({ now, answer, emptied: () => ({ value: [] }) });
  const server: EntraServer = {
    url: loopback.url,
    tenant: new EntraTenant(now),
    tokens,
    loopback,
    pageSize: options.pageSize ?? 999,
    perMinute: 1_000_000,
    [Symbol.asyncDispose]: () => loopback[Symbol.asyncDispose](),
  };
  return server;
}

function throttle(used: { minute: number; count: number }, perMinute: number, now: Date): void {
  const minute = Math.floor(now.getTime() / 60_000);
  used.count = used.minute === minute ? used.count + 1 : 1;
  used.minute = minute;
  if (used.count > perMinute) throw graphError(429, 'TooManyRequests', 'Too many requests.');
}

function route(server: EntraServer, request: ApiRequest): ApiAnswer {
  const { tenant, tokens } = server;
  if (request.method !== 'GET') throw graphError(405, 'MethodNotAllowed', 'The method is not allowed.');
  const [, group] = /^\/v1\.0\/groups\/([^/]+)\/transitiveMembers\/microsoft\.graph\.user$/.exec(request.path) ?? [];
  if (request.path === '/v1.0/groups' || group !== undefined) {
    tokens.admit(request, READ_MEMBERS);
    if (group === undefined) return listed(server, request, groupsFor(tenant, request).map(groupView));
    if (!tenant.groups.has(group)) throw graphError(404, 'Request_ResourceNotFound', 'The group does not exist.');
    return listed(server, request, usersFor(server, request, tenant.membersOf(group)));
  }
  tokens.admit(request, READ_USERS);
  switch (request.path) {
    case '/v1.0/users':
      return listed(server, request, usersFor(server, request, [...tenant.users.values()]));
    case '/v1.0/directory/deletedItems/microsoft.graph.user':
      return listed(server, request, usersFor(server, request, [...tenant.deleted.values()]));
    default:
      throw graphError(400, 'BadRequest', 'Resource not found for the segment.');
  }
}

function groupsFor(tenant: EntraTenant, { query }: ApiRequest): readonly StoredGroup[] {
  const [, id, name = ''] =
    /^(?:id eq '([^']+)' or )?displayName eq '((?:[^']|'')*)'$/.exec(query.get('$filter') ?? '') ?? [];
  if (name === '') throw graphError(400, 'Request_UnsupportedQuery', 'Unsupported Query.');
  const wanted = name.replaceAll("''", "'").toLowerCase();
  return [...tenant.groups.values()].filter((group) => group.id === id || group.displayName.toLowerCase() === wanted);
}

function groupView({ id, displayName }: StoredGroup): object {
  return { '@odata.type': '#microsoft.graph.group', id, displayName };
}

/** Without `$select` Graph gives few fields. */
const DEFAULT_FIELDS = ['id', 'displayName', 'mail', 'userPrincipalName'];

function usersFor({ tokens }: EntraServer, request: ApiRequest, users: readonly StoredUser[]): readonly object[] {
  const fields = request.query.get('$select')?.split(',') ?? DEFAULT_FIELDS;
  if (fields.includes('employeeLeaveDateTime')) tokens.admit(request, [READ_LEAVING]);
  return users.map((user) =>
    Object.fromEntries(Object.entries(user).filter(([name, value]) => fields.includes(name) && value !== undefined)),
  );
}

/** A page begins behind the row that the token names; a row that is gone keeps its place. */
function listed(server: EntraServer, { path, query }: ApiRequest, rows: readonly object[]): ApiAnswer {
  const top = Number(query.get('$top') ?? '100');
  if (!(top >= 1 && top <= 999)) throw graphError(400, 'BadRequest', 'Invalid page size specified.');
  const size = Math.min(top, server.pageSize);
  const idOf = (row: object | undefined): string => String(row === undefined || !('id' in row) ? '' : row.id);
  const sorted = rows.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  const after = query.get('$skiptoken') ?? '';
  const rest = sorted.filter((row) => idOf(row) > after);
  const page = rest.slice(0, size);
  const next = new URLSearchParams(query);
  next.set('$skiptoken', idOf(page.at(-1)));
  const link = rest.length > size ? { '@odata.nextLink': `${server.url}${path}?${next.toString()}` } : {};
  return {
    status: 200,
    body: { '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users', ...link, value: page },
  };
}
