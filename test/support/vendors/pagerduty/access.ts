// Access control: API keys, OAuth tokens with scopes and an expiry, and the request limit per minute of each.

import { Refusal } from '../loopback/answers.ts';
import { type ApiAnswer, type ApiRequest, refuse } from './answers.ts';

export interface OAuthApp {
  readonly clientId: string;
  readonly clientSecret: string;
  /** `us.acme` */
  readonly account: string;
  /** The scopes that the app may be granted. */
  readonly scopes: readonly string[];
  readonly tokenSeconds: number;
}

export interface RateRules {
  readonly perMinute: number;
  /** Sends a 429 without headers and body, as the vendor sometimes does. */
  readonly bare429: boolean;
}

interface Holder {
  /** Undefined for an API key, which may read everything. */
  readonly scopes: ReadonlySet<string> | undefined;
  readonly budget: string;
  readonly endsAtMs: number;
}

/** The header that the vendor requires. */
const ACCEPT = 'application/vnd.pagerduty+json;version=2';

export class Access {
  readonly keys = new Set<string>();
  readonly apps: OAuthApp[] = [];
  rate: RateRules = { perMinute: 960, bare429: false };
  /** Revokes an application's tokens. */
  #tokens = new Map<string, Holder>();
  readonly #used = new Map<string, { windowMs: number; count: number }>();
  readonly #now: () => Date;
  #serial = 0;

  constructor(now: () => Date) {
    this.#now = now;
  }

  revokeTokens(): void {
    this.#tokens = new Map();
  }

  /** Returns headers for the response. Throws the refusal when the client has no access. */
  admit(request: ApiRequest, scope: string): Record<string, string> {
    const holder = this.#holder(request.headers['authorization'] ?? '');
    const headers = this.#count(holder.budget);
    if (request.headers['accept']?.replaceAll(' ', '') !== ACCEPT) refuse(406, 2002, 'The Accept header is required.');
    if (holder.scopes !== undefined && !holder.scopes.has(scope)) refuse(403, 2010, 'Token is missing a scope.');
    return headers;
  }

  grant(request: ApiRequest): ApiAnswer {
    const form = new URLSearchParams(request.body);
    if (!(request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')) {
      return { status: 400, body: { error: 'invalid_request' } };
    }
    const app = this.apps.find(
      ({ clientId, clientSecret }) => clientId === form.get('client_id') && clientSecret === form.get('client_secret'),
    );
    if (app === undefined || form.get('grant_type') !== 'client_credentials') {
      return { status: 401, body: { error: 'invalid_client' } };
    }
    const asked = (form.get('scope') ?? '').split(' ');
    const account = `as_account-${app.account}`;
    if (!asked.includes(account)) return { status: 400, body: { error: 'invalid_scope' } };
    const scopes = asked.filter((scope) => scope === account || app.scopes.includes(scope));
    const token = `pdus+_${(++this.#serial).toString().padStart(8, '0')}`;
    const endsAtMs = this.#now().getTime() + app.tokenSeconds * 1000;
    this.#tokens.set(token, { scopes: new Set(scopes), budget: app.clientId, endsAtMs });
    const body = { access_token: token, scope: scopes.join(' '), token_type: 'bearer', expires_in: app.tokenSeconds };
    return { status: 200, body };
  }

  #holder(authorization: string): Holder {
    const key = /^Token token=(.+)$/.exec(authorization)?.[1];
    if (key !== undefined && this.keys.has(key)) return { scopes: undefined, budget: key, endsAtMs: Infinity };
    const holder = this.#tokens.get(/^Bearer (.+)$/.exec(authorization)?.[1] ?? '');
    if (holder === undefined || holder.endsAtMs <= this.#now().getTime()) refuse(401, 2006, 'Authentication failed');
    return holder;
  }

  /** Counts requests per minute of the clock. */
  #count(budget: string): Record<string, string> {
    const nowMs = this.#now().getTime();
    const windowMs = Math.floor(nowMs / 60_000) * 60_000;
    const used = this.#used.get(budget);
    const count = (used?.windowMs === windowMs ? used.count : 0) + 1;
    this.#used.set(budget, { windowMs, count });
    const remaining = Math.max(0, this.rate.perMinute - count);
    const headers = {
      'ratelimit-limit': String(this.rate.perMinute),
      'ratelimit-remaining': String(remaining),
      'ratelimit-reset': String(Math.ceil((windowMs + 60_000 - nowMs) / 1000)),
    };
    if (count > this.rate.perMinute) throw rateLimited(this.rate.bare429 ? undefined : headers);
    return headers;
  }
}

function rateLimited(headers: Record<string, string> | undefined): Refusal {
  if (headers === undefined) return new Refusal({ status: 429 });
  return new Refusal({ status: 429, headers, body: { error: { message: 'Rate Limit Exceeded', code: 2020 } } });
}
