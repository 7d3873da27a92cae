// The only HTTP client for vendors, on its own dispatchers. It uses no proxy from the environment, follows no redirect, sends to no origin
// but the base URL's, and connects to public addresses only, unless the administrator allowed the base. It puts no header, query or body
// into an error, knows no vendor and never retries.

import type { LookupFunction } from 'node:net';

import { Agent, request, type Dispatcher } from 'undici';

import { type Clock } from '../base/clock.ts';
import { contentOf, flatten, readBody, readCapped } from './http/body.ts';
import { startDeadline, type Deadline, type Waits } from './http/deadline.ts';
import { coded, failureOf } from './http/failure.ts';
import { checkBase, checkIdentityAgent, guardedLookup, type GuardOptions, type Trust } from './http/guard.ts';
import { checkedUrl, parseBase, targetOf, type Base } from './http/target.ts';
import { SourceError } from './ports/failure.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from './ports/http.ts';

/** Limits in milliseconds and bytes. */
export interface HttpLimits extends Waits {
  readonly connectMs: number;
  readonly maxAnswerBytes: number;
}

const DEFAULT_HTTP_LIMITS: HttpLimits = {
  connectMs: 10_000,
  headersMs: 30_000,
  totalMs: 60_000,
  maxAnswerBytes: 32 * 1024 * 1024,
};

export interface HttpOptions extends GuardOptions {
  readonly clock: Clock;
  /**
   * Whether the administrator allowed requests to this base URL (`--allow-endpoints`). Default: none is. What is not allowed must be
   * https, and is connected to at public addresses only.
   */
  readonly isAllowed?: (baseUrl: string) => boolean;
  /**
   * Called for each request. `code` is the status, or without one `timeout`, `aborted`, `blocked` (by the check of addresses) or
   * `error`: few values, fit for a metric label.
   */
  readonly onRequest?: (request: { readonly provider: string; readonly code: string }) => void;
  readonly userAgent?: string;
  readonly limits?: Partial<HttpLimits>;
}

/** Creates clients on one shared connection pool. Close it when the program stops. */
export interface Http {
  /**
   * `provider` names the vendor in messages and counts. Throws SourceError `invalid-config` for a base that is no http(s) URL, and for one
   * that is neither allowed nor https to a public host.
   */
  client(provider: string, baseUrl: string): HttpClient;
  /**
   * The way to the agent of EKS Pod Identity on the operator's own node, at its two fixed link-local addresses. No source can name it.
   * Throws SourceError `invalid-config` for any other address, unless the administrator allowed that one.
   */
  identityAgent(provider: string, origin: string): HttpClient;
  close(): Promise<void>;
}

export function createHttp(options: HttpOptions): Http {
  const limits = { ...DEFAULT_HTTP_LIMITS, ...options.limits };
  // Each pool has the connections of one way to check addresses.
  const agents: Record<Trust, Agent> = {
    vendor: createAgent('vendor', limits, options),
    allowed: createAgent('allowed', limits, options),
  };
  const lookups: Record<Trust, LookupFunction> = {
    vendor: guardedLookup('vendor', options),
    allowed: guardedLookup('allowed', options),
  };
  return {
    client(provider, baseUrl) {
      const base = parseBase(provider, baseUrl);
      const trust = options.isAllowed?.(baseUrl) === true ? 'allowed' : 'vendor';
      checkBase(base, trust, options);
      return clientOf({ agent: agents[trust], lookup: lookups[trust], base, limits, options });
    },
    identityAgent(provider, origin) {
      const base = parseBase(provider, origin);
      if (options.isAllowed?.(origin) !== true) checkIdentityAgent(base);
      return clientOf({ agent: agents.allowed, lookup: lookups.allowed, base, limits, options });
    },
    close: async () => void (await Promise.all([agents.vendor.destroy(), agents.allowed.destroy()])),
  };
}

function clientOf(exchange: Exchange): HttpClient {
  return {
    send: (call) => send(exchange, call),
    fetch: (...call) => guardedFetch(exchange, ...call),
    lookup: exchange.lookup,
    count: (code) => exchange.options.onRequest?.({ provider: exchange.base.provider, code }),
  };
}

/** The clock runs the timers, so undici's own timeouts are off. */
function createAgent(trust: Trust, { connectMs }: HttpLimits, options: GuardOptions): Agent {
  return new Agent({
    connect: { timeout: connectMs, lookup: guardedLookup(trust, options) },
    headersTimeout: 0,
    bodyTimeout: 0,
    connections: 8,
  });
}

interface Exchange {
  readonly agent: Agent;
  readonly lookup: LookupFunction;
  readonly base: Base;
  readonly limits: HttpLimits;
  readonly options: HttpOptions;
}

/** The method, headers and body that are sent. */
interface Outgoing {
  /** Whether a redirect is returned. It is never followed. */
  readonly returnsRedirects?: boolean;
  readonly url: URL;
  readonly method: Dispatcher.HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
  readonly signal: AbortSignal;
}

interface Incoming {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
}

/** Throws the signal's reason when the caller aborts; otherwise the SourceErrors that {@link HttpClient} documents. */
async function exchanged<T>(exchange: Exchange, outgoing: Outgoing, read: (incoming: Incoming) => T): Promise<T> {
  const { base, limits, options } = exchange;
  const attempt = attemptOf(outgoing);
  outgoing.signal.throwIfAborted();
  const deadline = startDeadline(options.clock, limits, outgoing.signal);
  const count = (code: string): void => options.onRequest?.({ provider: base.provider, code });
  try {
    const incoming = await exchangeOnce(exchange, outgoing, deadline);
    const result = read(incoming);
    count(String(incoming.status));
    return result;
  } catch (error) {
    const failure = failureOf(error, { attempt, signal: outgoing.signal, deadline });
    count(failure.code);
    throw failure.error;
  } finally {
    deadline.stop();
  }
}

/** The URL for messages: without its query, which may hold something confidential. */
function attemptOf({ method, url }: Outgoing): string {
  return `${method} ${url.origin}${url.pathname}`;
}

async function exchangeOnce(exchange: Exchange, outgoing: Outgoing, deadline: Deadline): Promise<Incoming> {
  const { url, method, headers, body } = outgoing;
  const attempt = attemptOf(outgoing);
  const response = await request(url, {
    dispatcher: exchange.agent,
    method,
    headers: { 'user-agent': exchange.options.userAgent ?? 'docket', ...headers },
    signal: deadline.signal,
    ...(body === undefined ? {} : { body }),
  });
  deadline.headersArrived();
  // A body that is destroyed emits an error, and an error without a listener ends the process. The reader of the body still gets it.
  response.body.on('error', ignore);
  const status = response.statusCode;
  if (status >= 300 && status < 400 && status !== NOT_MODIFIED && outgoing.returnsRedirects !== true) {
    response.body.destroy();
    throw coded(status, new SourceError('malformed', `${attempt}: redirect ${status} refused: check the endpoint`));
  }
  const bytes = await readCapped(response.body, exchange.limits.maxAnswerBytes, attempt);
  return { status, headers: flatten(response.headers), bytes };
}

/** 304 answers a conditional request. It has no Location, so it is not a redirect. */
const NOT_MODIFIED = 304;

function ignore(): void {
  // See above.
}

async function send(exchange: Exchange, call: HttpRequest): Promise<HttpAnswer> {
  const outgoing = {
    url: targetOf(exchange.base, call),
    method: call.method ?? 'GET',
    ...contentOf(call),
    signal: call.signal,
  };
  const attempt = attemptOf(outgoing);
  return exchanged(exchange, outgoing, ({ status, headers, bytes }) => ({
    status,
    headers,
    body: readBody({ status, bytes, attempt }, call.answer),
  }));
}

/** Resolves once the whole body is read, so the time that an SDK then spends on it does not count against the vendor. */
async function guardedFetch(exchange: Exchange, ...[input, init]: Parameters<typeof fetch>): Promise<Response> {
  // The signal goes beside it: a Request listens to it until it is collected, and a sync has thousands of them.
  const { signal, ...about } = init ?? {};
  const asked = new Request(input, about);
  const url = checkedUrl(exchange.base, asked.url);
  const body = asked.body === null ? undefined : new Uint8Array(await asked.arrayBuffer());
  const { 'accept-encoding': _unread, ...headers } = Object.fromEntries(asked.headers);
  const { method } = asked;
  const returnsRedirects = asked.redirect === 'manual';
  const outgoing = { url, method, headers, body, signal: signal ?? asked.signal, returnsRedirects };
  return exchanged(exchange, outgoing, (incoming) => {
    const isWithoutBody = incoming.bytes.length === 0;
    const answer = new Response(isWithoutBody ? null : Buffer.from(incoming.bytes), incoming);
    // A Response that is constructed has no URL, and SDKs log or compare it.
    return Object.defineProperty(answer, 'url', { value: url.href });
  });
}
