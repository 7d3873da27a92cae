// HTTP/1.1 to one API server: a pool of kept connections for requests, and a separate connection per watch, so that watches never delay
// requests. It must not retry, authenticate or interpret: it throws what the sockets throw.

import { buildConnector, Client, Pool, ProxyAgent, type Dispatcher } from 'undici';
import { errorTextOf, exchange, open, type Stops } from './exchange.ts';
import type { Answer, HttpRequest, StreamedAnswer, TlsMaterial } from './wire.ts';

export interface TransportOptions {
  /** `https://host[:port]`, without a path. */
  readonly origin: string;
  readonly proxyUrl?: string | undefined;
  readonly connections: number;
  readonly timeouts?: Partial<TransportTimeouts> | undefined;
}

export interface TransportTimeouts {
  readonly connectMs: number;
  /** From sending a request to the headers of its answer, for watches too. */
  readonly headersMs: number;
  /** Between two pieces of a body. Never applied to a watch: an idle one is not a dead one. */
  readonly bodyMs: number;
}

export interface Transport {
  request(tls: TlsMaterial, request: HttpRequest): Promise<Answer>;
  stream(tls: TlsMaterial, request: HttpRequest): Promise<StreamedAnswer>;
  /** How many connections were opened so far, those of watches included. */
  connectionsOpened(): number;
  /** Closes every connection. Requests in flight fail. */
  close(): Promise<void>;
}

const defaultTimeouts: TransportTimeouts = { connectMs: 10_000, headersMs: 30_000, bodyMs: 60_000 };

/** Shorter than the API server's 90 s and the 60 s of common load balancers, so that this side closes first. */
const IDLE_CONNECTION_MS = 50_000;
const TCP_KEEPALIVE_MS = 30_000;

export function createTransport(options: TransportOptions): Transport {
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const live = new Set<Dispatcher>();
  let opened = 0;
  let isClosed = false;
  let pool: { readonly tls: TlsMaterial; readonly dispatcher: Dispatcher } | undefined;

  const create = (tls: TlsMaterial, kind: 'pool' | 'stream'): Dispatcher => {
    if (isClosed) throw new Error('the client is closed');
    const dispatcher = createDispatcher({ ...options, timeouts, tls, kind }).on('connect', () => opened++);
    live.add(dispatcher);
    return dispatcher;
  };
  // New TLS material (a rotated client certificate or CA): requests in flight finish on the old connections.
  const poolFor = (tls: TlsMaterial): Dispatcher => {
    if (pool?.tls === tls) return pool.dispatcher;
    const retired = pool?.dispatcher;
    retired?.close(() => live.delete(retired));
    pool = { tls, dispatcher: create(tls, 'pool') };
    return pool.dispatcher;
  };

  return {
    request(tls, request) {
      return exchange(poolFor(tls), requestOptions(options.origin, request), request);
    },
    stream(tls, request) {
      const dispatcher = create(tls, 'stream');
      const close = (): void => dispatcher.destroy(() => live.delete(dispatcher));
      return openStream(dispatcher, requestOptions(options.origin, request), { ...request, close });
    },
    connectionsOpened: () => opened,
    async close() {
      isClosed = true;
      pool = undefined;
      await Promise.all([...live].map((dispatcher) => dispatcher.destroy()));
      live.clear();
    },
  };
}

async function openStream(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  { close, ...stops }: Stops & { readonly close: () => void },
): Promise<StreamedAnswer> {
  try {
    const { status, headers, pieces } = await open(dispatcher, options, stops);
    const isStream = status >= 200 && status < 300;
    const body = isStream ? '' : await errorTextOf(pieces);
    if (!isStream) close();
    return { status, headers, body, pieces, [Symbol.dispose]: close };
  } catch (error) {
    close();
    throw error;
  }
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
    // The agent opens the tunnel with a client of its own, which would wait five minutes for the proxy's answer.
    const clientFactory = (proxy: URL, its: object): Dispatcher =>
      new Pool(proxy, { ...its, headersTimeout: timeouts.connectMs, connectTimeout: timeouts.connectMs });
    const requestTls = { ...socket, ...tls };
    return new ProxyAgent({ ...common, ...perKind, clientFactory, uri: proxyUrl, requestTls });
  }
  const connect = buildConnector({ ...socket, ...tls });
  return kind === 'stream'
    ? new Client(origin, { ...common, connect })
    : new Pool(origin, { ...common, connect, connections });
}
