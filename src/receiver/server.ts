// The HTTP server of the receiver: sockets, time limits and sizes. It takes POST /webhooks/<namespace>/<source>, knows no source and no
// signature, and answers nothing but a code.

import { createServer as createHttp, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../runtime/log.ts';
import { Holding, MAX_BODY_BYTES, readBody } from './body.ts';
import { type CertificateFiles, followPair, readPair } from './certificate.ts';
import type { Admitted, Receiver } from './receiver.ts';
import { REPLIES, type Reply } from './reply.ts';

export interface ServerOptions {
  readonly receiver: Receiver;
  readonly address: { readonly host: string | undefined; readonly port: number };
  /** Absent: HTTP without TLS, for behind an ingress. */
  readonly tls?: CertificateFiles | undefined;
  readonly meters: { webhookAnswered(code: string, seconds: number): void };
  readonly clock: Clock;
  readonly log: Logger;
  /** For tests that cannot wait so long, or send so much. */
  readonly limits?: Partial<ServerLimits>;
}

export interface ServerLimits {
  /** The TLS handshake, and the head of a request. A sender that is slower is cut off. */
  readonly headMs: number;
  /** All of a request. A sender that is slower is cut off. */
  readonly requestMs: number;
  /** How often the two are looked after. */
  readonly lookEveryMs: number;
  /** At the same time. One more is closed without a word. */
  readonly connections: number;
  /** Of all bodies that are held at the same time, half of it for those of one namespace. */
  readonly heldBytes: number;
}

export interface ReceiverServer {
  /** The port that is listened on; another than the one asked for if that was 0. */
  readonly port: number;
  /** Takes no more connections, and lets those requests end that are being answered. */
  close(): Promise<void>;
}

const LIMITS: ServerLimits = {
  headMs: 5_000,
  requestMs: 10_000,
  lookEveryMs: 1_000,
  connections: 256,
  heldBytes: 4 * 1024 * 1024,
};
/** From the whole body to the answer: the most impatient sender waits for three seconds, on its own clock. */
const ANSWER_MS = 2_700;
const MAX_HEAD_BYTES = 16 * 1024;
const CLOSE_MS = 3_000;

const PATH = /^\/webhooks\/([a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)\/([a-z0-9](?:[-a-z0-9]{0,26}[a-z0-9])?)(?:\?.*)?$/;

/** Rejects when the address cannot be listened on, or the certificate cannot be used. */
export async function serveReceiver(options: ServerOptions): Promise<ReceiverServer> {
  const limits = { ...LIMITS, ...options.limits };
  const holding = new Holding(limits.heldBytes);
  const ending = new AbortController();
  const handler = (request: IncomingMessage, response: ServerResponse): void =>
    void answer({ options, holding, request, response, ending: ending.signal });
  const { server, stop } = await createListener(options, limits, handler);
  server.maxConnections = limits.connections;
  // A sender that asks before it sends its body is told to go on, unless the answer is clear.
  server.on('checkContinue', handler);
  await listen(server, options.address);
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      ending.abort();
      stop();
      await close(server, options.clock);
    },
  };
}

async function createListener(
  { tls, clock, log }: ServerOptions,
  { headMs, requestMs, lookEveryMs }: ServerLimits,
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ readonly server: Server; readonly stop: () => void }> {
  const http = {
    headersTimeout: headMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: lookEveryMs,
    maxHeaderSize: MAX_HEAD_BYTES,
    keepAliveTimeout: 5_000,
  };
  if (tls === undefined) return { server: createHttp(http, handler), stop: () => undefined };
  const pair = await readPair(tls);
  const server = createHttps({ ...http, ...pair, minVersion: 'TLSv1.2', handshakeTimeout: headMs }, handler);
  return { server, stop: followPair(tls, pair, { clock, log, onChange: (next) => server.setSecureContext(next) }) };
}

interface Exchange {
  readonly options: ServerOptions;
  readonly holding: Holding;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Aborted once no more connections are taken. */
  readonly ending: AbortSignal;
}

async function answer(exchange: Exchange): Promise<void> {
  const { options, response } = exchange;
  const startedMs = options.clock.monotonicMs();
  try {
    send(exchange, await replyTo(exchange));
  } catch (err) {
    options.log.error({ err }, 'webhook not answered');
    send(exchange, REPLIES.failed);
  }
  options.meters.webhookAnswered(String(response.statusCode), (options.clock.monotonicMs() - startedMs) / 1_000);
}

async function replyTo({ options, holding, request, response }: Exchange): Promise<Reply> {
  const admitted = admit(options.receiver, request);
  if ('code' in admitted) return admitted;
  if (request.headers.expect !== undefined && stateable(request)) response.writeContinue();
  const { body, done } = await readBody(request, holding, admitted.source.metadata.namespace ?? '');
  switch (body.kind) {
    case 'read': {
      const reply = options.receiver.receive(admitted, { headers: headersOf(request), body: body.bytes });
      return inTime(options, reply.finally(done));
    }
    case 'too-large':
      return REPLIES.tooLarge;
    case 'busy':
      return REPLIES.busy;
    case 'gone':
      return REPLIES.tooSlow;
  }
}

function admit(receiver: Receiver, { url = '', method }: IncomingMessage): Admitted | Reply {
  const [, namespace, name] = PATH.exec(url) ?? [];
  if (namespace === undefined || name === undefined) return REPLIES.unknown;
  return method === 'POST' ? receiver.admit(namespace, name) : REPLIES.wrongMethod;
}

/** Its stated length is none that is refused anyway. */
function stateable({ headers }: IncomingMessage): boolean {
  return Number(headers['content-length'] ?? 0) <= MAX_BODY_BYTES;
}

/** The sender is told to come again before it gives up. What is stored after all is known by its keys. */
function inTime({ clock }: ServerOptions, reply: Promise<Reply>): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const cancel = clock.setTimer(() => resolve(REPLIES.unavailable), ANSWER_MS);
    reply.then(resolve, reject).finally(cancel);
  });
}

/** The first value of each header; the names are in lower case already. */
function headersOf({ headersDistinct }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headersDistinct).map(([name, values]) => [name, values?.[0] ?? '']));
}

/** A connection is not kept when its request was not read to its end, nor when the server ends, which would have to wait for it. */
function send({ request, response, ending }: Exchange, { code, retryAfterS }: Reply): void {
  const headers: Record<string, string> = { 'content-length': '0' };
  if (retryAfterS !== undefined) headers['retry-after'] = String(retryAfterS);
  if (code === REPLIES.wrongMethod.code) headers['allow'] = 'POST';
  if (!request.complete || ending.aborted) headers['connection'] = 'close';
  response.writeHead(code, headers).end();
}

function listen(server: Server, { host, port }: ServerOptions['address']): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(new Error(`listen on ${host ?? ''}:${port}: ${error.message}`, { cause: error })),
    );
    server.listen({ port, ...(host === undefined ? {} : { host }) }, resolve);
  });
}

function close(server: Server, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.setTimer(() => server.closeAllConnections(), CLOSE_MS);
    server.close(() => {
      cancel();
      resolve();
    });
    server.closeIdleConnections();
  });
}
