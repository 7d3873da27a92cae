// The HTTP side of a loopback vendor: serves what `answer` computes, logs requests and injects faults. Knows no vendor. Nothing in src knows
// that it exists.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

import { type ApiAnswer, type ApiRequest, Refusal } from './answers.ts';
import {
  isUnexecuted,
  matches,
  sendFaulty,
  withoutItems,
  type Fault,
  type Match,
  type ScriptedFault,
} from './faults.ts';

export { type ApiAnswer, type ApiRequest } from './answers.ts';
export { type Fault, type Match } from './faults.ts';

export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string;
  /** 0: no answer was sent. */
  readonly status: number;
}

export interface LoopbackOptions {
  readonly now: () => Date;
  /** The vendor's response, without HTTP and without faults. A thrown Refusal is the response. */
  readonly answer: (request: ApiRequest) => ApiAnswer;
  /** Requests that control the server; they are neither logged nor spoilt. Undefined: not one of them. */
  readonly administer?: (request: ApiRequest) => ApiAnswer | undefined;
  /** The body of a listing without its items; default: every list of it is empty. */
  readonly emptied?: (body: unknown) => unknown;
}

/** What the loopback servers of all vendors can do. */
export interface VendorServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly LoggedRequest[];
  /** Applies the fault to the next `times` matching requests. */
  failNext(match: Match, fault: Fault, times?: number): void;
  clearFaults(): void;
  /** All requests since the last call. */
  takeRequests(): LoggedRequest[];
  /** The response of the API, without HTTP and without faults. */
  answer(request: ApiRequest): ApiAnswer;
}

export class Loopback implements VendorServer {
  readonly requests: LoggedRequest[] = [];
  /** Runs before each response is computed, so that a test can change the vendor's state between two pages. */
  beforeAnswer: ((request: ApiRequest) => void) | undefined;
  #faults: ScriptedFault[] = [];
  readonly #http: Server;
  readonly #options: LoopbackOptions;

  private constructor(options: LoopbackOptions) {
    this.#options = options;
    this.#http = createServer((request, response) => void this.#serve(request, response));
  }

  /** Listens on a free port unless one is given. Dispose of it, or it keeps the process running. */
  static async start(options: LoopbackOptions, port = 0): Promise<Loopback> {
    const loopback = new Loopback(options);
    await new Promise<void>((resolve, reject) => {
      loopback.#http.once('error', reject);
      loopback.#http.listen(port, '127.0.0.1', resolve);
    });
    return loopback;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  failNext(match: Match, fault: Fault, times = 1): void {
    this.#faults.push({ match, fault, left: times });
  }

  clearFaults(): void {
    this.#faults = [];
  }

  takeRequests(): LoggedRequest[] {
    return this.requests.splice(0);
  }

  answer(request: ApiRequest): ApiAnswer {
    try {
      return this.#options.answer(request);
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await read(incoming);
    const administered = this.#options.administer?.(request);
    if (administered !== undefined) return this.#send(response, administered);
    this.beforeAnswer?.(request);
    const scripted = this.#faults.find(({ match, left }) => left > 0 && matches(match, request));
    const isSkipped = scripted !== undefined && isUnexecuted(scripted.fault);
    const answer = isSkipped ? { status: 0 } : this.answer(request);
    const { method, path, query, body } = request;
    const status =
      scripted === undefined ? answer.status : scripted.fault.kind === 'status' ? scripted.fault.status : 0;
    this.requests.push({ method, path, query: decodeURIComponent(query.toString()), body, status });
    if (scripted === undefined) return this.#send(response, answer);
    scripted.left--;
    sendFaulty(response, scripted.fault, { answer, emptied: this.#options.emptied ?? withoutItems });
  }

  #send(response: ServerResponse, { status, body, headers, text: raw }: ApiAnswer): void {
    const text = raw ?? (body === undefined ? '' : JSON.stringify(body));
    const date = this.#options.now().toUTCString();
    const length = status === 204 ? {} : { 'content-length': Buffer.byteLength(text) };
    response.writeHead(status, { 'content-type': 'application/json', ...length, date, ...headers }).end(text);
  }
}

async function read(incoming: IncomingMessage): Promise<ApiRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  const url = new URL(incoming.url ?? '/', 'http://loopback');
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers as ApiRequest['headers'],
    body: Buffer.concat(chunks).toString('utf8'),
  };
}
