// A stateful Google Workspace and its token service on the loopback interface, which enforce the vendor's rules: a signed assertion in the name
// of an administrator, delegated scopes, empty lists that are left out, deleted users only when asked for. Nothing in src knows that it exists.

import { createVerify } from 'node:crypto';

import { type ApiAnswer, type ApiRequest, Refusal } from '../loopback/answers.ts';
import { Loopback } from '../loopback/server.ts';

export const ADMIN = 'admin@acme.example';
const AUDIENCE = 'https://oauth2.googleapis.com/token';
const USERS_SCOPE = 'https://www.googleapis.com/auth/admin.directory.user.readonly';
const MEMBERS_SCOPE = 'https://www.googleapis.com/auth/admin.directory.group.member.readonly';

export interface StoredUser {
  readonly id: string;
  primaryEmail: string | null;
  aliases: readonly string[];
  readonly emails: readonly { readonly address: string; readonly type?: string }[];
  suspended: boolean | null;
  archived: boolean;
  deletionTime?: string;
  readonly fullName: string;
}

export interface GoogleOptions {
  readonly now?: () => Date;
  readonly pageSize?: number;
  /** PEM: of the service account. */
  readonly publicKey: string;
  readonly clientEmail: string;
}

export interface GoogleServer extends AsyncDisposable {
  readonly url: string;
  readonly loopback: Loopback;
  readonly users: Map<string, StoredUser>;
  readonly deleted: Map<string, StoredUser>;
  /** Ids of users, by the address of a group. */
  readonly groups: Map<string, readonly string[]>;
  /** The scopes that were delegated to the service account. */
  readonly delegated: Set<string>;
  readonly admins: Set<string>;
  readonly pageSize: number;
  addUser(name: string, fields?: Partial<StoredUser>): StoredUser;
  deleteUser(id: string): void;
}

function refuse(status: number, reason: string): never {
  const message = 'Refused for jane.canary@example.com';
  throw new Refusal({
    status,
    body: { error: { code: status, message, errors: [{ domain: 'global', reason, message }] } },
  });
}

/** Dispose of it, or it keeps the process running. */
export async function startGoogle(options: GoogleOptions): Promise<GoogleServer> {
  const now = options.now ?? (() => new Date());
  const tokens = new Map<string, { readonly scopes: readonly string[]; readonly endsAtMs: number }>();
  const answer = (request: ApiRequest): ApiAnswer => {
    if (request.path === '/token') return grant(server, { options, tokens, request, now: now() });
    const token = tokens.get(/^Bearer (.+)$/.exec(request.headers['authorization'] ?? '')?.[1] ?? '');
    if (token === undefined || token.endsAtMs <= now().getTime()) return refuse(401, 'authError');
    return route(server, request, token.scopes);
  };
  const loopback = await Loopback.start({ now, answer, emptied: () => ({ kind: 'admin#directory#users' }) });
  let serial = 0;
  const server: GoogleServer = {
    url: loopback.url,
    loopback,
    users: new Map(),
    deleted: new Map(),
    groups: new Map(),
    delegated: new Set([USERS_SCOPE, MEMBERS_SCOPE]),
    admins: new Set([ADMIN]),
    pageSize: options.pageSize ?? 500,
    addUser(name, fields = {}) {
      const id = String(100_000_000_000 + ++serial);
      const own = { primaryEmail: `${name}@acme.example`, aliases: [], emails: [], fullName: name };
      const user: StoredUser = { id, ...own, suspended: false, archived: false, ...fields };
      server.users.set(id, user);
      return user;
    },
    deleteUser(id) {
      const user = server.users.get(id);
      if (user === undefined) throw new Error(`no user ${id}`);
      server.users.delete(id);
      server.deleted.set(id, { ...user, deletionTime: now().toISOString() });
    },
    [Symbol.asyncDispose]: () => loopback[Symbol.asyncDispose](),
  };
  return server;
}

interface Granting {
  readonly options: GoogleOptions;
  readonly tokens: Map<string, { readonly scopes: readonly string[]; readonly endsAtMs: number }>;
  readonly request: ApiRequest;
  readonly now: Date;
}

function grant(server: GoogleServer, { options, tokens, request, now }: Granting): ApiAnswer {
  const form = new URLSearchParams(request.body);
  const isGrant = form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  const claims = isGrant ? claimsOf(form.get('assertion') ?? '', options, now) : undefined;
  if (claims === undefined) return oauthError('invalid_grant', 'Invalid JWT Signature of jane.canary@example.com.');
  const scopes = String(claims['scope']).split(' ');
  if (scopes.some((scope) => !server.delegated.has(scope))) {
    return oauthError('unauthorized_client', 'Client is unauthorized to retrieve access tokens.', 401);
  }
  if (!server.admins.has(String(claims['sub']))) return oauthError('invalid_grant', 'Invalid email or User ID');
  const token = `ya29.good-token-${tokens.size + 1}`;
  tokens.set(token, { scopes, endsAtMs: now.getTime() + 3_599_000 });
  return { status: 200, body: { access_token: token, expires_in: 3599, token_type: 'Bearer' } };
}

/** Undefined for an assertion that is not signed by the account, not for the token service, or not of the present hour. */
function claimsOf(
  assertion: string,
  { publicKey, clientEmail }: GoogleOptions,
  now: Date,
): Readonly<Record<string, unknown>> | undefined {
  const [header = '', payload = '', signature = ''] = assertion.split('.');
  const isSigned = createVerify('RSA-SHA256').update(`${header}.${payload}`).verify(publicKey, signature, 'base64url');
  if (!isSigned) return undefined;
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
  const [nowS, iat, exp] = [now.getTime() / 1000, Number(claims['iat']), Number(claims['exp'])];
  const isFresh = iat <= nowS && exp > nowS && exp <= nowS + 3600;
  return isFresh && claims['iss'] === clientEmail && claims['aud'] === AUDIENCE ? claims : undefined;
}

function oauthError(error: string, description: string, status = 400): ApiAnswer {
  return { status, body: { error, error_description: description } };
}

function route(server: GoogleServer, request: ApiRequest, scopes: readonly string[]): ApiAnswer {
  const { path, query } = request;
  const [, group] = /^\/admin\/directory\/v1\/groups\/([^/]+)\/members$/.exec(path) ?? [];
  if (group !== undefined) {
    if (!scopes.includes(MEMBERS_SCOPE)) refuse(403, 'insufficientPermissions');
    const members = server.groups.get(decodeURIComponent(group)) ?? refuse(404, 'notFound');
    return listed(server, request, { name: 'members', max: 200, rows: members.map((id) => ({ id, type: 'USER' })) });
  }
  if (path !== '/admin/directory/v1/users') refuse(404, 'notFound');
  if (!scopes.includes(USERS_SCOPE)) refuse(403, 'forbidden');
  if (query.get('customer') !== 'my_customer' && query.get('customer') !== 'C01') refuse(400, 'badRequest');
  const users = [...(query.get('showDeleted') === 'true' ? server.deleted : server.users).values()];
  return listed(server, request, { name: 'users', max: 500, rows: users.map((user) => userView(user, query)) });
}

function userView({ id, fullName, ...user }: StoredUser, query: URLSearchParams): Row {
  const isAll = !query.has('fields');
  return { id, ...user, ...(isAll && { name: { fullName }, recoveryPhone: '+15554151337' }) };
}

interface Row {
  readonly id: string;
}

interface Listing {
  readonly name: 'users' | 'members';
  readonly max: number;
  readonly rows: readonly Row[];
}

/** A page begins behind the row that the token names. A list without any row is left out. */
function listed(server: GoogleServer, { query }: ApiRequest, { name, max, rows }: Listing): ApiAnswer {
  const asked = Number(query.get('maxResults') ?? '100');
  if (!(asked >= 1 && asked <= max)) refuse(400, 'invalid');
  const after = query.get('pageToken') ?? '';
  const rest = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1)).filter(({ id }) => id > after);
  const page = rest.slice(0, Math.min(asked, server.pageSize));
  const isMore = rest.length > page.length;
  return {
    status: 200,
    body: {
      kind: `admin#directory#${name}`,
      ...(page.length > 0 && { [name]: page }),
      ...(isMore && { nextPageToken: page.at(-1)?.id }),
    },
  };
}
