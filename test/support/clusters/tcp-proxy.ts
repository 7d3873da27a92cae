// A loopback proxy before a real API server that breaks what passes: resets, half-open connections, refusals, errors in the middle
// of a watch. It takes plain HTTP, as TLS would hide the events from it, and speaks TLS to the server.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface Upstream {
  readonly server: string;
  /** PEM. */
  readonly ca: string;
  readonly token: string;
}

export interface FaultyProxy extends AsyncDisposable {
  readonly url: string;
  /** Answers under way, watches above all. */
  readonly open: number;
  /** Breaks every connection with a TCP reset. */
  reset(): void;
  /** What is open now stays open and carries nothing any more. */
  freeze(): void;
  /** Puts an ERROR event into every open watch, and ends it. */
  failWatches(code: number): void;
  /** Answers the next requests itself. */
  refuse(times: number, answer: { readonly code: number; readonly retryAfterSeconds?: number }): void;
  /** Requests that the proxy refused so far. */
  readonly refused: number;
}

const status = (code: number): object => {
  const reason = { 410: 'Expired', 429: 'TooManyRequests', 500: 'InternalError' }[code] ?? 'Unknown';
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: 'by the proxy', reason, code };
};

/** One answer on its way. A watch passes line by line, so that an event of the proxy's own can stand between two. */
class Passage {
  readonly #response: ServerResponse;
  readonly #isWatch: boolean;
  readonly cancel: () => void;
  #rest = '';
  isFrozen = false;

  constructor(response: ServerResponse, { isWatch, cancel }: { isWatch: boolean; cancel: () => void }) {
    this.#response = response;
    this.#isWatch = isWatch;
    this.cancel = cancel;
  }

  pass(chunk: string): void {
    if (this.isFrozen) return;
    if (!this.#isWatch) return void this.#response.write(chunk);
    const lines = this.#rest + chunk;
    const end = lines.lastIndexOf('\n') + 1;
    this.#rest = lines.slice(end);
    if (end > 0) this.#response.write(lines.slice(0, end));
  }

  end(): void {
    if (!this.isFrozen) this.#response.end();
  }

  fail(code: number): void {
    if (!this.#isWatch || this.isFrozen) return;
    this.#response.end(`${JSON.stringify({ type: 'ERROR', object: status(code) })}\n`);
    this.cancel();
  }

  /** Nothing more comes from the server, as when it went away without a word. */
  freeze(): void {
    this.isFrozen = true;
    this.cancel();
  }

  reset(): void {
    this.#response.socket?.resetAndDestroy();
    this.cancel();
  }
}

export async function startFaultyProxy(upstream: Upstream): Promise<FaultyProxy> {
  const passages = new Set<Passage>();
  const refusals: Array<{ readonly code: number; readonly retryAfterSeconds?: number }> = [];
  let refused = 0;

  const forward = (incoming: IncomingMessage, response: ServerResponse): void => {
    const isWatch = new URL(incoming.url ?? '/', upstream.server).searchParams.get('watch') === 'true';
    const outgoing = request(new URL(incoming.url ?? '/', upstream.server), {
      method: incoming.method ?? 'GET',
      ca: upstream.ca,
      agent: false,
      headers: { ...incoming.headers, host: new URL(upstream.server).host, authorization: `Bearer ${upstream.token}` },
    });
    const passage = new Passage(response, { isWatch, cancel: () => outgoing.destroy() });
    passages.add(passage);
    response.on('close', () => {
      passages.delete(passage);
      outgoing.destroy();
    });
    outgoing.on('error', () => {
      if (!passage.isFrozen) response.destroy();
    });
    outgoing.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      response.flushHeaders();
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => passage.pass(chunk));
      answer.on('end', () => passage.end());
    });
    incoming.pipe(outgoing);
  };

  const server = createServer((incoming, response) => {
    const refusal = refusals.shift();
    if (refusal === undefined) return forward(incoming, response);
    refused++;
    const after = refusal.retryAfterSeconds;
    const headers = {
      'content-type': 'application/json',
      ...(after !== undefined && { 'retry-after': String(after) }),
    };
    response.writeHead(refusal.code, headers).end(JSON.stringify(status(refusal.code)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const each = (act: (passage: Passage) => void): void => [...passages].forEach(act);

  return {
    url: `http://127.0.0.1:${port}`,
    get open() {
      return passages.size;
    },
    get refused() {
      return refused;
    },
    reset: () => each((passage) => passage.reset()),
    freeze: () => each((passage) => passage.freeze()),
    failWatches: (code) => each((passage) => passage.fail(code)),
    refuse: (times, answer) => {
      for (let time = 0; time < times; time++) refusals.push(answer);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
