// A loopback server for what a real API server cannot be made to do on demand: resets, half answers, pages of a proxy,
// silence. It plays a script, one entry per request, and knows nothing of Kubernetes: whatever the real one can show is
// tested against the real one.

import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type ScriptEntry = (response: ServerResponse, request: RecordedRequest) => void | Promise<void>;

export interface FakeApiServer extends AsyncDisposable {
  readonly url: string;
  /** Every request so far, whole ones only. */
  readonly requests: readonly RecordedRequest[];
  /** Connections accepted so far, and those that are open now. */
  readonly connections: { readonly accepted: number; readonly open: number };
  /** What the next requests get, in order. A request beyond the script gets a 500 that says so. */
  script(...entries: readonly ScriptEntry[]): void;
  /** What every request beyond the script gets instead. */
  otherwise(entry: ScriptEntry): void;
  close(): Promise<void>;
}

export async function startFakeApiServer(tls?: ServerOptions): Promise<FakeApiServer> {
  const requests: RecordedRequest[] = [];
  const sockets = new Set<Socket>();
  const queue: ScriptEntry[] = [];
  let accepted = 0;
  let fallback: ScriptEntry = (response, { method, path }) =>
    json(500, { message: `unscripted ${method} ${path}` })(response);

  const listener = (incoming: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const request = record(incoming, Buffer.concat(chunks).toString('utf8'));
      requests.push(request);
      void (queue.shift() ?? fallback)(response, request);
    });
  };
  const server = tls === undefined ? createHttpServer(listener) : createHttpsServer(tls, listener);
  server.keepAliveTimeout = 0;
  server.on(tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
    accepted++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  const close = async (): Promise<void> => {
    server.closeAllConnections();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    requests,
    get connections() {
      return { accepted, open: sockets.size };
    },
    script: (...entries) => void queue.push(...entries),
    otherwise: (entry) => void (fallback = entry),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function record({ method, url, headers }: IncomingMessage, body: string): RecordedRequest {
  const { pathname, searchParams } = new URL(url ?? '/', 'http://loopback');
  return { method: method ?? '', path: pathname, query: Object.fromEntries(searchParams), headers, body };
}

export function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}) {
  return text(status, 'application/json', JSON.stringify(body), headers);
}

export function text(status: number, type: string, body: string, headers: Readonly<Record<string, string>> = {}) {
  return (response: ServerResponse): void => {
    response
      .writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body), ...headers })
      .end(body);
  };
}

/** Announces more than it sends, then resets the connection. */
export function cutOff(body: string): ScriptEntry {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) + 100 });
    response.write(body, () => response.socket?.resetAndDestroy());
  };
}

/** Takes the request in (so whatever it asked for may have happened) and resets the connection without an answer. */
export const reset: ScriptEntry = (response) => void response.socket?.resetAndDestroy();

/** Takes the request in and never answers. */
export const hang: ScriptEntry = () => undefined;

/** Streams the pieces one after the other, each in a packet of its own, waits for `before`, and ends as said. */
export function stream(
  pieces: readonly (string | Buffer)[],
  end: 'end' | 'reset' | 'stay open' = 'end',
  before: () => Promise<void> = () => Promise.resolve(),
): ScriptEntry {
  return async (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'transfer-encoding': 'chunked' });
    response.flushHeaders();
    for (const piece of pieces) {
      await new Promise<void>((resolve) => response.write(piece, () => setImmediate(resolve)));
    }
    await before();
    if (end === 'end') response.end();
    if (end === 'reset') response.socket?.resetAndDestroy();
  };
}
