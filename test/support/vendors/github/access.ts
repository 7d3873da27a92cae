// Who may do what: classic and fine-grained tokens, GitHub Apps and their installations, and the limits of requests. Messages and headers
// as in https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api and .../apps/creating-github-apps

import { createVerify } from 'node:crypto';

import { type ApiAnswer, type ApiRequest, Refusal } from '../loopback/answers.ts';

export interface Holder {
  /** Classic tokens say their scopes; the others have permissions. */
  readonly scopes?: readonly string[];
  /** `issues: read` and so on. Absent: everything. */
  readonly permissions?: Readonly<Record<string, 'read' | 'write'>>;
  /** In every organization; default `owner`. */
  readonly orgRole?: 'owner' | 'member' | 'none';
  /** Full names. Absent: every repository. */
  readonly repos?: readonly string[];
  /** Epoch milliseconds. */
  readonly expiresAtMs?: number;
}

export interface App {
  readonly appID: string;
  readonly publicKey: string;
  readonly installations: ReadonlyMap<string, Holder>;
}

export interface Limits {
  /** Requests an hour for each holder; a 304 does not count. */
  perHour: number;
  /** Requests a minute: the secondary limit. */
  perMinute: number;
  /** Whether a refusal by the secondary limit says how long to wait. */
  saysRetryAfter: boolean;
  /** The status of a refusal: GitHub uses both. */
  status: 403 | 429;
}

interface Usage {
  hourEndsMs: number;
  used: number;
  minuteEndsMs: number;
  inMinute: number;
  /** Requests that were sent while the secondary limit held. */
  insisted: number;
}

const HOUR_MS = 3_600_000;

export class Access {
  readonly holders = new Map<string, Holder>();
  readonly apps = new Map<string, App>();
  limits: Limits = { perHour: 1e9, perMinute: 1e9, saysRetryAfter: true, status: 403 };
  readonly usage = new Map<string, Usage>();
  readonly #now: () => Date;
  #issued = 0;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Authenticates a request. Throws a Refusal. */
  admit({ headers }: ApiRequest): Holder {
    if (headers['user-agent'] === undefined) throw refused(403, 'Request forbidden by administrative rules.');
    const version = headers['x-github-api-version'];
    if (version !== undefined && version !== '2022-11-28') throw refused(400, 'Unsupported API version.');
    const holder = this.holders.get(tokenOf(headers['authorization']));
    if (holder === undefined) throw refused(401, 'Bad credentials');
    if ((holder.expiresAtMs ?? Infinity) <= this.#now().getTime()) throw refused(401, 'Bad credentials');
    return holder;
  }

  /** Counts a request unless it is answered with 304, and returns the headers of every answer. Throws a Refusal beyond a limit. */
  count({ headers }: ApiRequest, isFree: boolean): Record<string, string> {
    const usage = this.#usageOf(tokenOf(headers['authorization']));
    const { perHour, perMinute, saysRetryAfter, status } = this.limits;
    usage.inMinute++;
    if (usage.inMinute > perMinute) {
      usage.insisted++;
      const wait = Math.ceil((usage.minuteEndsMs - this.#now().getTime()) / 1000);
      const retry = saysRetryAfter ? { 'retry-after': String(Math.max(1, wait)) } : {};
      const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
      throw new Refusal({ status, body: { message }, headers: { ...this.#headersOf(usage), ...retry } });
    }
    if (usage.used >= perHour) {
      const message = 'API rate limit exceeded for installation.';
      throw new Refusal({ status, body: { message }, headers: this.#headersOf(usage) });
    }
    if (!isFree) usage.used++;
    return this.#headersOf(usage);
  }

  #headersOf({ used, hourEndsMs }: Usage): Record<string, string> {
    return {
      'x-ratelimit-limit': String(this.limits.perHour),
      'x-ratelimit-remaining': String(Math.max(0, this.limits.perHour - used)),
      'x-ratelimit-used': String(used),
      'x-ratelimit-reset': String(Math.ceil(hourEndsMs / 1000)),
      'x-ratelimit-resource': 'core',
    };
  }

  #usageOf(token: string): Usage {
    const nowMs = this.#now().getTime();
    const known = this.usage.get(token);
    const usage = known ?? {
      hourEndsMs: nowMs + HOUR_MS,
      used: 0,
      minuteEndsMs: nowMs + 60_000,
      inMinute: 0,
      insisted: 0,
    };
    if (nowMs >= usage.hourEndsMs) Object.assign(usage, { used: 0, hourEndsMs: nowMs + HOUR_MS });
    if (nowMs >= usage.minuteEndsMs) Object.assign(usage, { inMinute: 0, minuteEndsMs: nowMs + 60_000 });
    this.usage.set(token, usage);
    return usage;
  }

  /** `POST /app/installations/{id}/access_tokens`: a JWT by RS256, from the past minute, that lives for ten minutes at most. */
  grant({ headers }: ApiRequest, installationID: string): ApiAnswer {
    const app = this.#appOf(tokenOf(headers['authorization']));
    const installation = app.installations.get(installationID);
    if (installation === undefined) throw refused(404, 'Not Found');
    const token = `ghs_installation-canary-${++this.#issued}`;
    const expiresAtMs = this.#now().getTime() + HOUR_MS;
    this.holders.set(token, { ...installation, expiresAtMs });
    const body = {
      token,
      expires_at: new Date(expiresAtMs).toISOString().replace(/\.\d+Z$/, 'Z'),
      permissions: installation.permissions ?? {},
      repository_selection: installation.repos === undefined ? 'all' : 'selected',
    };
    return { status: 201, body };
  }

  #appOf(jwt: string): App {
    const [header = '', payload = '', signature = ''] = jwt.split('.');
    const claims = decoded(payload);
    const app = this.apps.get(String(claims['iss']));
    const isSigned =
      app !== undefined &&
      decoded(header)['alg'] === 'RS256' &&
      createVerify('RSA-SHA256').update(`${header}.${payload}`).verify(app.publicKey, signature, 'base64url');
    if (!isSigned) throw refused(401, 'A JSON web token could not be decoded');
    const [nowS, iat, exp] = [this.#now().getTime() / 1000, Number(claims['iat']), Number(claims['exp'])];
    if (iat > nowS + 1)
      throw refused(
        401,
        "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
      );
    if (exp <= nowS || exp > nowS + 600) throw refused(401, "'Expiration time' claim ('exp') is too far in the future");
    return app;
  }
}

export function refused(status: number, message: string, headers: Record<string, string> = {}): Refusal {
  return new Refusal({ status, body: { message, documentation_url: 'https://docs.github.com/rest' }, headers });
}

function tokenOf(authorization: string | undefined): string {
  return /^(?:Bearer|token) (.+)$/i.exec(authorization ?? '')?.[1] ?? '';
}

function decoded(part: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}
