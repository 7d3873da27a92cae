// The tracker on the loopback interface, over HTTP. Tests drive its account directly; nothing in src knows that it exists.

import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Clock } from '../../../../src/base/clock.ts';
import { TrackerAccount } from './account.ts';
import { handle, type TrackerAnswer, type TrackerFault, type TrackerRequest } from './api.ts';

/** How a client reaches a tracker. Throws when there is no response. */
export type TrackerTransport = (request: TrackerRequest, signal: AbortSignal) => Promise<TrackerAnswer>;

export class TrackerServer implements AsyncDisposable {
  readonly account = new TrackerAccount();
  /** The faults of the next requests, in order. Later requests have none. */
  readonly faults: Array<TrackerFault | undefined> = [];
  readonly #clock: Clock;
  readonly #http: Server;
  /** The requests without a response so far, and those among them that wait for time to pass. */
  #open = 0;
  readonly #held = new Set<ServerResponse>();

  private constructor(clock: Clock) {
    this.#clock = clock;
    this.#http = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(clock: Clock): Promise<TrackerServer> {
    const tracker = new TrackerServer(clock);
    await new Promise<void>((resolve) => tracker.#http.listen(0, '127.0.0.1', resolve));
    return tracker;
  }

  /** Whether a request is in progress and not only waiting for time to pass. */
  get isBusy(): boolean {
    return this.#open > this.#held.size;
  }

  /** Over HTTP. */
  readonly transport: TrackerTransport = async (request, signal) => {
    this.#open++;
    try {
      return await this.#send(request, signal);
    } finally {
      this.#open--;
    }
  };

  #send({ method, path, body }: TrackerRequest, signal: AbortSignal): Promise<TrackerAnswer> {
    return new Promise((resolve, reject) => {
      const { port } = this.#http.address() as AddressInfo;
      const outgoing = httpRequest({ host: '127.0.0.1', port, path, method, agent: false, signal }, (answer) => {
        textOf(answer).then((text) => resolve(answerOf(answer, text)), reject);
      });
      outgoing.on('error', reject);
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const fault = this.faults.shift();
    const text = await textOf(incoming);
    const { method, url: path = '' } = incoming;
    const request = { method, path, ...(text !== '' && { body: JSON.parse(text) as Record<string, string> }) };
    const { afterSeconds, perform } = handle(this.account, request as TrackerRequest, fault);
    const finish = (): void => reply(response, perform());
    if (afterSeconds === 0) return finish();
    this.#held.add(response);
    response.once('close', () => this.#held.delete(response));
    this.#clock.setTimer(() => {
      this.#held.delete(response);
      finish();
    }, afterSeconds * 1_000);
  }
}

/** Without a network: as fast as memory. */
export function directTransport(
  account: TrackerAccount,
  clock: Clock,
  nextFault: () => TrackerFault | undefined,
): TrackerTransport {
  return (request, signal) =>
    new Promise((resolve, reject) => {
      const { afterSeconds, perform } = handle(account, request, nextFault());
      signal.addEventListener('abort', () => reject(new Error('the client gave up')), { once: true });
      const finish = (): void => {
        const answer = perform();
        if (answer === undefined) return reject(new Error('socket hang up'));
        // A later change of the account must not change this response.
        resolve(structuredClone(answer));
      };
      if (afterSeconds === 0) finish();
      else clock.setTimer(finish, afterSeconds * 1_000);
    });
}

function reply(response: ServerResponse, answer: TrackerAnswer | undefined): void {
  if (answer === undefined) return void response.socket?.resetAndDestroy();
  const { status, retryAfterSeconds, body } = answer;
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body === undefined ? '' : JSON.stringify(body));
}

async function textOf(stream: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of stream) text += String(piece);
  return text;
}

function answerOf({ statusCode = 0, headers }: IncomingMessage, text: string): TrackerAnswer {
  const seconds = Number(headers['retry-after']);
  return {
    status: statusCode,
    ...(!Number.isNaN(seconds) && { retryAfterSeconds: seconds }),
    ...(text !== '' && { body: JSON.parse(text) as unknown }),
  };
}
