// A stateful Okta organization on the loopback interface, which enforces the vendor's rules: who is gone is listed only when asked for, pages
// have Link headers, budgets are by the minute. Nothing in src knows that it exists.

import { type ApiAnswer, type ApiRequest, Refusal } from '../loopback/answers.ts';
import { Loopback } from '../loopback/server.ts';

export const GOOD_TOKEN = 'good-token-okta';

export interface StoredUser {
  readonly id: string;
  status: string;
  statusChanged: string | null;
  lastUpdated: string;
  login: string;
  email: string | null;
  secondEmail: string | null;
  lastName: string;
}

export interface StoredGroup {
  readonly id: string;
  readonly name: string;
  readonly members: ReadonlySet<string>;
}

export interface OktaOptions {
  readonly now?: () => Date;
  readonly pageSize?: number;
}

export interface OktaServer extends AsyncDisposable {
  readonly url: string;
  readonly loopback: Loopback;
  readonly users: Map<string, StoredUser>;
  readonly groups: Map<string, StoredGroup>;
  readonly tokens: Set<string>;
  /** Rows on a page, whatever is asked for. */
  readonly pageSize: number;
  /** Requests a minute. */
  perMinute: number;
  addUser(name: string, fields?: Partial<StoredUser>): StoredUser;
  addGroup(name: string, members?: readonly string[]): StoredGroup;
}

function refuse(status: number, errorCode: string, headers: Record<string, string> = {}): never {
  const body = { errorCode, errorSummary: 'Refused for jane.canary@example.com', errorId: 'oae' };
  throw new Refusal({ status, body, headers });
}

/** Dispose of it, or it keeps the process running. */
export async function startOkta({ now = () => new Date(), pageSize = 200 }: OktaOptions = {}): Promise<OktaServer> {
  const used = { minute: 0, count: 0 };
  const answer = (request: ApiRequest): ApiAnswer => {
    const token = /^SSWS (.+)$/.exec(request.headers['authorization'] ?? '')?.[1];
    if (token === undefined || !server.tokens.has(token)) refuse(401, 'E0000011');
    const headers = count(used, server.perMinute, now());
    const found = route(server, request);
    return { ...found, headers: { ...headers, ...found.headers } };
  };
  const loopback = await Loopback.start({ now, answer, emptied: () => [] });
  let serial = 0;
  const idOf = (prefix: string): string => `${prefix}${String(++serial).padStart(17, '0')}`;
  const server: OktaServer = {
    url: loopback.url,
    loopback,
    users: new Map(),
    groups: new Map(),
    tokens: new Set([GOOD_TOKEN]),
    pageSize,
    perMinute: 1_000_000,
    addUser(name, fields = {}) {
      const at = now().toISOString();
      const login = `${name}@acme.example`;
      const stated = { statusChanged: at, lastUpdated: at, login, email: login, secondEmail: null, lastName: name };
      const user: StoredUser = { id: idOf('00u'), status: 'ACTIVE', ...stated, ...fields };
      server.users.set(user.id, user);
      return user;
    },
    addGroup(name, members = []) {
      const group = { id: idOf('00g'), name, members: new Set(members) };
      server.groups.set(group.id, group);
      return group;
    },
    [Symbol.asyncDispose]: () => loopback[Symbol.asyncDispose](),
  };
  return server;
}

function count(used: { minute: number; count: number }, perMinute: number, now: Date): Record<string, string> {
  const minute = Math.floor(now.getTime() / 60_000);
  used.count = used.minute === minute ? used.count + 1 : 1;
  used.minute = minute;
  const headers = {
    'x-rate-limit-limit': String(perMinute),
    'x-rate-limit-remaining': String(Math.max(0, perMinute - used.count)),
    'x-rate-limit-reset': String((minute + 1) * 60),
  };
  return used.count > perMinute ? refuse(429, 'E0000047', headers) : headers;
}

function route(server: OktaServer, request: ApiRequest): ApiAnswer {
  if (request.method !== 'GET') refuse(405, 'E0000022');
  const [, group] = /^\/api\/v1\/groups\/([^/]+)\/users$/.exec(request.path) ?? [];
  if (group !== undefined) {
    const { members } = server.groups.get(group) ?? refuse(404, 'E0000007');
    return listed(
      server,
      request,
      usersOf(server, (user) => members.has(user.id)),
    );
  }
  switch (request.path) {
    case '/api/v1/users':
      return listed(server, request, usersOf(server, selectedBy(request.query.get('filter'))));
    case '/api/v1/groups':
      return listed(server, request, groupsOf(server, request.query.get('search') ?? ''));
    default:
      return refuse(404, 'E0000007');
  }
}

/** Without a filter everybody but who is gone. */
function selectedBy(filter: string | null): (user: StoredUser) => boolean {
  if (filter === null) return ({ status }) => status !== 'DEPROVISIONED';
  const wanted = /^status eq "([A-Z_]+)"$/.exec(filter)?.[1] ?? refuse(400, 'E0000031');
  return ({ status }) => status === wanted;
}

function usersOf({ users }: OktaServer, isWanted: (user: StoredUser) => boolean): readonly Row[] {
  return [...users.values()].filter(isWanted).map(({ login, email, secondEmail, lastName, ...user }) => ({
    ...user,
    created: '2020-01-01T00:00:00.000Z',
    profile: { login, email, secondEmail, firstName: 'Jane', lastName, mobilePhone: '+1-555-415-1337' },
  }));
}

function groupsOf({ groups }: OktaServer, search: string): readonly Row[] {
  const [, id, name] =
    /^(?:id eq ("(?:[^"\\]|\\.)*") or )?profile\.name eq ("(?:[^"\\]|\\.)*")$/.exec(search) ?? refuse(400, 'E0000031');
  const [wantedID, wanted] = [id, name].map((text) => (text === undefined ? undefined : (JSON.parse(text) as string)));
  const found = [...groups.values()].filter((group) => group.id === wantedID || group.name === wanted);
  return found.map((group) => ({ id: group.id, type: 'OKTA_GROUP', profile: { name: group.name, description: null } }));
}

interface Row {
  readonly id: string;
}

/** A page begins behind the row that the cursor names. */
function listed(server: OktaServer, { path, query }: ApiRequest, rows: readonly Row[]): ApiAnswer {
  const limit = Number(query.get('limit') ?? '200');
  if (!(limit >= 1 && limit <= 200)) refuse(400, 'E0000001');
  const after = query.get('after') ?? '';
  const rest = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1)).filter(({ id }) => id > after);
  const size = Math.min(limit, server.pageSize);
  const page = rest.slice(0, size);
  const self = `<${server.url}${path}?${query.toString()}>; rel="self"`;
  const next = new URLSearchParams(query);
  next.set('after', page.at(-1)?.id ?? '');
  const more = rest.length > size ? `, <${server.url}${path}?${next.toString()}>; rel="next"` : '';
  return { status: 200, headers: { link: `${self}${more}` }, body: page };
}
