// The REST client of one opened source: Octokit over the guarded HTTP client, with authentication, required headers, the shared budget,
// ETags, and error responses as SourceErrors. Knows no stream. It retries nothing but one refused token, and never waits.

import { Octokit } from '@octokit/rest';

import type { Clock } from '../../base/clock.ts';
import { SourceError } from '../ports/failure.ts';
import type { HttpAnswer, HttpClient } from '../ports/http.ts';
import { nextRequest } from '../kit/paging.ts';
import type { Account } from './account.ts';
import type { Credential } from './credential.ts';
import { refusal, type Attempted } from './refusals.ts';
import { memberOf } from './schema.ts';

/** https://docs.github.com/rest/about-the-rest-api/api-versions */
const API_VERSION = '2022-11-28';
const MAX_SKEW_MS = 86_400_000;

export interface Call extends Attempted {
  /** `GET /repos/{owner}/{repo}`, as the vendor's reference writes it; or the method and a `next` address. */
  readonly route: string;
  /** For the path, the query or the body. */
  readonly params?: Readonly<Record<string, string | number>>;
  readonly signal: AbortSignal;
  /** Statuses besides 2xx that are returned, not thrown. */
  readonly expected?: readonly number[];
  /** The answer is not kept for its ETag: it is about people. */
  readonly isPersonal?: true;
}

export interface Session {
  /** Returns a 2xx response (of a GET, possibly the kept one), or one that is expected. Throws SourceError. */
  ask(call: Call): Promise<HttpAnswer>;
  /** The call for a `next` address. Throws SourceError `malformed` for one that is not below the base URL. */
  next(call: Call, address: string): Call;
  /** The error that `ask` throws for this response. */
  refuse(answer: HttpAnswer, call: Attempted): SourceError;
  readonly credential: Credential;
  readonly account: Account;
  /** The vendor's time. */
  now(): Date;
}

export interface SessionOptions {
  readonly http: HttpClient;
  readonly base: string;
  readonly account: Account;
  readonly clock: Clock;
  /** Responses are kept apart by it. */
  readonly variant: string;
  credential(transport: Transport): Credential;
}

/** One exchange with the vendor, with the given Authorization. Throws SourceError without an answer. */
export type Transport = (call: Call, authorization: string) => Promise<HttpAnswer>;

export function createSession(options: SessionOptions): Session {
  const { account, clock, base } = options;
  const octokit = createOctokit(options);
  const refuse = (answer: HttpAnswer, attempted: Attempted): SourceError => refusal(answer, attempted, clock.now());
  const transport: Transport = async (call, authorization) => {
    call.signal.throwIfAborted();
    account.budget.check(call.what);
    const answer = await exchange(octokit, { call, authorization, options });
    account.budget.note(answer);
    account.classicScopes = answer.headers['x-oauth-scopes'] ?? account.classicScopes;
    const aheadMs = Date.parse(answer.headers['date'] ?? '') - clock.now().getTime();
    // NaN without the header. A clock that is days off is not trusted.
    if (Math.abs(aheadMs) <= MAX_SKEW_MS) account.skewMs = aheadMs;
    return answer;
  };
  const credential = options.credential(transport);
  return {
    async ask(call) {
      const authorization = await credential.authorization(call.signal);
      let answer = await transport(call, authorization);
      if (answer.status === 401 && credential.renew(authorization)) {
        answer = await transport(call, await credential.authorization(call.signal));
      }
      if ((answer.status >= 200 && answer.status < 300) || call.expected?.includes(answer.status)) return answer;
      throw refuse(answer, call);
    },
    next(call, address) {
      const { path, query } = nextRequest(base, address, call.what);
      const url = new URL(`${base.replace(/\/+$/, '')}/${path}`);
      for (const [name, value] of query) url.searchParams.append(name, value);
      // A template's braces would be filled in.
      return { ...call, params: {}, route: `GET ${url.href.replaceAll('{', '%7B').replaceAll('}', '%7D')}` };
    },
    refuse,
    credential,
    account,
    now: () => new Date(clock.now().getTime() + account.skewMs),
  };
}

const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {
  // Octokit would write addresses and warnings to the console.
}

function createOctokit({ http, base }: SessionOptions): Octokit {
  const request = { fetch: http.fetch, redirect: 'manual' as const, log: silent };
  return new Octokit({ baseUrl: base.replace(/\/+$/, ''), log: silent, request });
}

interface Sending {
  readonly call: Call;
  readonly authorization: string;
  readonly options: SessionOptions;
}

async function exchange(octokit: Octokit, { call, authorization, options }: Sending): Promise<HttpAnswer> {
  const { route, params = {}, signal } = call;
  const { kept } = options.account;
  const key = `${options.variant} ${octokit.request.endpoint(route, params).url}`;
  const isKept = route.startsWith('GET ') && call.isPersonal === undefined;
  const known = isKept ? kept.get(key) : undefined;
  const headers = {
    authorization,
    'x-github-api-version': API_VERSION,
    ...(known === undefined ? {} : { 'if-none-match': known.etag }),
  };
  const answer = await answered(octokit.request(route, { ...params, headers, request: { signal } }), call);
  if (answer.status === 304 && known !== undefined) {
    const { body, headers: old } = known.answer;
    return { status: 200, headers: { ...old, ...answer.headers }, body };
  }
  if (answer.status === 200 && isKept) kept.keep(key, answer);
  return answer;
}

interface OctokitAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly data: unknown;
}

/** Octokit throws for everything but 2xx and 3xx; what it throws holds the request, so nothing of it is passed on. */
async function answered(sent: Promise<OctokitAnswer>, { signal, what }: Call): Promise<HttpAnswer> {
  try {
    return httpAnswer(await sent);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const cause = error instanceof Error ? error.cause : undefined;
    if (cause instanceof SourceError) throw cause;
    const response = typeof error === 'object' && error !== null && 'response' in error ? error.response : undefined;
    if (isOctokitAnswer(response)) return httpAnswer(response);
    throw new SourceError('malformed', `${what}: the answer cannot be read as one of GitHub`);
  }
}

function isOctokitAnswer(value: unknown): value is OctokitAnswer {
  const headers = memberOf(value, 'headers');
  return typeof memberOf(value, 'status') === 'number' && typeof headers === 'object' && headers !== null;
}

function httpAnswer({ status, headers, data }: OctokitAnswer): HttpAnswer {
  const texts = Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { status, headers: Object.fromEntries(texts), body: parsed(data) };
}

/** Octokit leaves JSON that it cannot parse, or whose type is not said, as text. */
function parsed(data: unknown): unknown {
  if (typeof data !== 'string') return data;
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return undefined;
  }
}
