// The one way out to a vendor, on a dispatcher of its own: no proxy from the environment, no redirect, no other origin than the
// base URL's. It puts no header, query or body into an error, knows no vendor and never retries.

import { Agent, errors, request, type Dispatcher } from 'undici';

import { type Clock } from '../base/clock.ts';
import { SourceError } from './ports/failure.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from './ports/http.ts';

/** Milliseconds and bytes. `headersMs` bounds the wait for the first byte, `totalMs` the whole exchange. */
export interface HttpLimits {
  readonly connectMs: number;
  readonly headersMs: number;
  readonly totalMs: number;
  readonly maxAnswerBytes: number;
}

const DEFAULT_HTTP_LIMITS: HttpLimits = {
  connectMs: 10_000,
  headersMs: 30_000,
  totalMs: 60_000,
  maxAnswerBytes: 32 * 1024 * 1024,
};

export interface HttpOptions {
  readonly clock: Clock;
  /** For each request, `code` the status, or `timeout`, `aborted`, `error` without an answer. Bounded: fit for a metric's labels. */
  readonly onRequest?: (request: { readonly provider: string; readonly code: string }) => void;
  readonly userAgent?: string;
  readonly limits?: Partial<HttpLimits>;
}

/** Clients that share one pool of connections. Close it when the program stops. */
export interface Http {
  /** `provider` names the vendor in messages and counts. Throws SourceError `invalid-config` for a base that is no http(s) URL. */
  client(provider: string, baseUrl: string): HttpClient;
  close(): Promise<void>;
}

export function createHttp(options: HttpOptions): Http {
  const limits = { ...DEFAULT_HTTP_LIMITS, ...options.limits };
  // Timers are ours (the clock's), so undici's own are off.
  const agent = new Agent({
    connect: { timeout: limits.connectMs },
    headersTimeout: 0,
    bodyTimeout: 0,
    connections: 8,
  });
  return {
    client(provider, baseUrl) {
      const base = parseBase(provider, baseUrl);
      const exchange: Exchange = { agent, base, limits, provider, options };
      return { send: (call) => send(exchange, call) };
    },
    close: () => agent.destroy(),
  };
}

interface Exchange {
  readonly agent: Agent;
  readonly base: URL;
  readonly limits: HttpLimits;
  readonly provider: string;
  readonly options: HttpOptions;
}

/** Throws the signal's reason when the caller aborts; else the SourceErrors that {@link HttpClient} promises. */
async function send(exchange: Exchange, call: HttpRequest): Promise<HttpAnswer> {
  const url = targetOf(exchange, call);
  const attempt = `${call.method ?? 'GET'} ${url.origin}${url.pathname}`;
  call.signal.throwIfAborted();
  const deadline = startDeadline(exchange, call.signal);
  try {
    const answer = await exchangeOnce(exchange, { call, url, attempt, deadline });
    exchange.options.onRequest?.({ provider: exchange.provider, code: String(answer.status) });
    return answer;
  } catch (error) {
    const failure = failureOf(error, { attempt, signal: call.signal, deadline });
    exchange.options.onRequest?.({ provider: exchange.provider, code: failure.code });
    throw failure.error;
  } finally {
    deadline.stop();
  }
}

interface Attempt {
  readonly call: HttpRequest;
  readonly url: URL;
  readonly attempt: string;
  readonly deadline: Deadline;
}

async function exchangeOnce(exchange: Exchange, { call, url, attempt, deadline }: Attempt): Promise<HttpAnswer> {
  const { headers, body } = contentOf(call);
  const response = await request(url, {
    dispatcher: exchange.agent,
    method: call.method ?? 'GET',
    headers: { 'user-agent': exchange.options.userAgent ?? 'docket', ...headers },
    signal: deadline.signal,
    ...(body === undefined ? {} : { body }),
  });
  deadline.headersArrived();
  // A body that is given up emits an error, which without a listener ends the process; whoever reads it gets it as well.
  response.body.on('error', ignore);
  const status = response.statusCode;
  if (status >= 300 && status < 400) {
    response.body.destroy();
    throw coded(status, new SourceError('malformed', `${attempt}: redirect ${status} refused: check the endpoint`));
  }
  const text = await readCapped(response.body, exchange.limits.maxAnswerBytes, attempt);
  return { status, headers: flatten(response.headers), body: parseBody({ status, text, attempt }) };
}

function ignore(): void {
  // See above.
}

/** Caps while streaming: what is too large is never held. */
async function readCapped(stream: Dispatcher.ResponseData['body'], maxBytes: number, attempt: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      stream.destroy();
      throw new SourceError('malformed', `${attempt}: the answer is larger than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\ufeff/, '');
}

/** A 2xx must be JSON or empty. Of any other status the body is only a hint, so one that is not JSON counts as none. */
function parseBody({ status, text, attempt }: { status: number; text: string; attempt: string }): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    if (status < 200 || status >= 300) return undefined;
    const what = /^\s*</.test(text)
      ? 'an HTML page in place of JSON, as proxies and sign-in pages send: check the endpoint'
      : `${text.length} characters that are not JSON: the answer was cut off or comes from something else`;
    // Without the cause: the parser's message quotes the body.
    throw coded(status, new SourceError('malformed', `${attempt}: ${status} with ${what}`));
  }
}

function parseBase(provider: string, baseUrl: string): URL {
  const base = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  const usable =
    base !== undefined &&
    (base.protocol === 'https:' || base.protocol === 'http:') &&
    base.username + base.password + base.search + base.hash === '';
  if (usable) return base;
  throw new SourceError(
    'invalid-config',
    `the endpoint for ${provider} is not an http(s) URL without user, query and fragment: correct it`,
  );
}

/** The base's path stays in front: `new URL('/x', base)` would drop it. */
function targetOf({ base, provider }: Exchange, { path, query = [] }: HttpRequest): URL {
  const prefix = base.pathname.replace(/\/+$/, '');
  const url = new URL(base);
  url.pathname = `${prefix}/${path.replace(/^\/+/, '')}`;
  const escaped = /(^|\/)(\.|%2e){1,2}(\/|$)/i.test(path) || /[\\?#\s]/.test(path);
  if (escaped || url.origin !== base.origin || !url.pathname.startsWith(`${prefix}/`)) {
    throw new SourceError('invalid-config', `a request to ${provider} would leave ${base.origin}${prefix}/: not sent`);
  }
  for (const [name, value] of query) url.searchParams.append(name, value);
  return url;
}

function contentOf({ body, headers = {} }: HttpRequest): { headers: Record<string, string>; body: string | undefined } {
  const accept = { accept: 'application/json', ...headers };
  if (body === undefined) return { headers: accept, body: undefined };
  if (body instanceof URLSearchParams) {
    return { headers: { 'content-type': 'application/x-www-form-urlencoded', ...accept }, body: body.toString() };
  }
  return { headers: { 'content-type': 'application/json', ...accept }, body: JSON.stringify(body) };
}

function flatten(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

interface Deadline {
  readonly signal: AbortSignal;
  /** What ran out, once it did. */
  readonly expired: () => string | undefined;
  readonly headersArrived: () => void;
  readonly stop: () => void;
}

/** By an AbortController: it stops connect, headers and body alike. */
function startDeadline({ options: { clock }, limits }: Exchange, signal: AbortSignal): Deadline {
  const controller = new AbortController();
  let expired: string | undefined;
  const expire = (what: string) => () => {
    expired = what;
    controller.abort();
  };
  const stopTotal = clock.setTimer(expire(`no complete answer within ${limits.totalMs} ms`), limits.totalMs);
  const stopHeaders = clock.setTimer(expire(`no answer within ${limits.headersMs} ms`), limits.headersMs);
  const onAbort = (): void => controller.abort();
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    expired: () => expired,
    headersArrived: stopHeaders,
    stop() {
      stopTotal();
      stopHeaders();
      signal.removeEventListener('abort', onAbort);
    },
  };
}

/** Counts a SourceError under the status that it came with. */
const statusOf = new WeakMap<SourceError, string>();
function coded(status: number, error: SourceError): SourceError {
  statusOf.set(error, String(status));
  return error;
}

function failureOf(
  error: unknown,
  { attempt, signal, deadline }: { attempt: string; signal: AbortSignal; deadline: Deadline },
): { code: string; error: unknown } {
  if (error instanceof SourceError) return { code: statusOf.get(error) ?? 'error', error };
  const expired = deadline.expired();
  if (expired !== undefined) {
    return { code: 'timeout', error: new SourceError('unreachable', `${attempt}: ${expired}`) };
  }
  if (signal.aborted) return { code: 'aborted', error: signal.reason };
  const timedOut = error instanceof errors.ConnectTimeoutError;
  return {
    code: timedOut ? 'timeout' : 'error',
    error: new SourceError('unreachable', `${attempt}: no answer (${reasonOf(error)})`),
  };
}

/** The code of the system or of undici (`ECONNREFUSED`, `UND_ERR_SOCKET`): their messages may quote what was sent. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'string') return code;
  return error.cause === undefined ? error.name : reasonOf(error.cause);
}
