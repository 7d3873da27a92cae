// HTTP/1.1 to one API server: a pool of kept connections for requests, and one connection of its own per watch, so that
// watches never hold up requests. It must not retry, authenticate or interpret: it throws what the sockets throw.

import { buildConnector, Client, Pool, ProxyAgent, type Dispatcher } from 'undici';
import { exchange } from './exchange.ts';

/** What a TLS connection is made with. A new object means new connections; the same one reuses them. */
export interface TlsMaterial {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface AnswerHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Answer extends AnswerHead {
  readonly body: string;
}

/** For a status of 2xx `chunks` is the body as it comes and `body` is empty; else the other way round. */
export interface StreamedAnswer extends Answer {
  readonly chunks: AsyncIterable<Buffer>;
  /** Closes the connection. */
  close(): void;
}

export interface TransportOptions {
  /** `https://host[:port]`, without a path. */
  readonly origin: string;
  readonly proxyUrl?: string | undefined;
  readonly connections: number;
  readonly timeouts?: Partial<TransportTimeouts> | undefined;
}

export interface TransportTimeouts {
  readonly connectMs: number;
  /** From the request sent to the answer's headers; a watch's too. */
  readonly headersMs: number;
  /** Between two pieces of a body. Never applied to a watch: an idle one is not a dead one. */
  readonly bodyMs: number;
}

export interface Transport {
  request(tls: TlsMaterial, request: HttpRequest): Promise<Answer>;
  stream(tls: TlsMaterial, request: HttpRequest): Promise<StreamedAnswer>;
  /** How many connections were opened so far, those of watches included. */
  connectionsOpened(): number;
  /** Cuts every connection; what is in flight fails. */
  close(): Promise<void>;
}

const defaultTimeouts: TransportTimeouts = { connectMs: 10_000, headersMs: 30_000, bodyMs: 60_000 };

/** Shorter than the API server's 90 s and the 60 s of common load balancers, so that we close first. */
const IDLE_CONNECTION_MS = 50_000;
const TCP_KEEPALIVE_MS = 30_000;

export function createTransport(options: TransportOptions): Transport {
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const streams = new Set<Dispatcher>();
  let opened = 0;
  let isClosed = false;
  let pool: { readonly tls: TlsMaterial; readonly dispatcher: Dispatcher } | undefined;

  const connect = (tls: TlsMaterial, kind: 'pool' | 'stream'): Dispatcher => {
    if (isClosed) throw new Error('the client is closed');
    return createDispatcher({ ...options, timeouts, tls, kind }).on('connect', () => opened++);
  };

  // New TLS material (a rotated client certificate or CA): requests in flight finish on the old connections.
  const poolFor = (tls: TlsMaterial): Dispatcher => {
    if (pool?.tls !== tls) {
      pool?.dispatcher.close(() => undefined);
      pool = { tls, dispatcher: connect(tls, 'pool') };
    }
    return pool.dispatcher;
  };
  const release = (dispatcher: Dispatcher): void => {
    streams.delete(dispatcher);
    dispatcher.destroy(() => undefined);
  };

  return {
    request(tls, request) {
      return exchange(poolFor(tls), requestOptions(options.origin, request), request.signal);
    },
    async stream(tls, request) {
      const dispatcher = connect(tls, 'stream');
      streams.add(dispatcher);
      const close = (): void => release(dispatcher);
      try {
        const { statusCode, headers, body } = await dispatcher.request({
          ...requestOptions(options.origin, request),
          signal: request.signal ?? null,
        });
        const isStream = statusCode >= 200 && statusCode < 300;
        const text = isStream ? '' : await body.text();
        if (!isStream) close();
        return { status: statusCode, headers, body: text, chunks: body, close };
      } catch (error) {
        close();
        throw error;
      }
    },
    connectionsOpened: () => opened,
    async close() {
      const open = [...streams, ...(pool === undefined ? [] : [pool.dispatcher])];
      streams.clear();
      pool = undefined;
      isClosed = true;
      await Promise.all(open.map((dispatcher) => dispatcher.destroy()));
    },
  };
}

function requestOptions(origin: string, { method, path, headers, body }: HttpRequest): Dispatcher.DispatchOptions {
  // Without `reset: false` undici closes the connection after every DELETE that has a body.
  return { origin, method, path, headers: { ...headers }, body: body ?? null, reset: false };
}

interface DispatcherOptions extends TransportOptions {
  readonly timeouts: TransportTimeouts;
  readonly tls: TlsMaterial;
  readonly kind: 'pool' | 'stream';
}

function createDispatcher({ origin, proxyUrl, connections, timeouts, tls, kind }: DispatcherOptions): Dispatcher {
  const common = {
    allowH2: false,
    pipelining: 1,
    keepAliveTimeout: IDLE_CONNECTION_MS,
    headersTimeout: timeouts.headersMs,
    bodyTimeout: kind === 'stream' ? 0 : timeouts.bodyMs,
  };
  const socket = { keepAliveInitialDelay: TCP_KEEPALIVE_MS, timeout: timeouts.connectMs, allowH2: false };
  if (proxyUrl !== undefined) {
    const perKind = { connections: kind === 'stream' ? 1 : connections, connectTimeout: timeouts.connectMs };
    return new ProxyAgent({ ...common, ...perKind, uri: proxyUrl, requestTls: { ...socket, ...tls } });
  }
  const connect = buildConnector({ ...socket, ...tls });
  return kind === 'stream'
    ? new Client(origin, { ...common, connect })
    : new Pool(origin, { ...common, connect, connections });
}
