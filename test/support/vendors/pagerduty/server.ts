// A stateful PagerDuty server on the loopback interface, which enforces the vendor's rules. Tests drive the account directly or over
// /__admin/. Nothing in src knows that it exists.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

import { Access, RateLimited } from './access.ts';
import { Account } from './account.ts';
import { ADMIN_PREFIX, administer } from './admin.ts';
import { Refusal, type ApiAnswer, type ApiRequest } from './answers.ts';
import { matches, sendFaulty, type Fault, type Match, type ScriptedFault } from './faults.ts';
import { routeOf, type Plan, type Route } from './routes.ts';
import { DEFAULT_RULES, type ListingRules } from './rules.ts';

export { type Account } from './account.ts';
export { type ApiRequest } from './answers.ts';
export { type Fault, type Match } from './faults.ts';

export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** 0: no answer was sent. */
  readonly status: number;
}

export interface PagerDutyOptions {
  /** Accepted API keys; default `good-token`. */
  readonly keys?: readonly string[];
  readonly rules?: Partial<ListingRules>;
  readonly plan?: Partial<Plan>;
  readonly now?: () => Date;
  readonly port?: number;
  /** The endpoint to use instead of the vendor's hosts. */
  readonly routes?: (request: ApiRequest) => Route;
}

export class PagerDutyServer implements AsyncDisposable {
  readonly account: Account;
  readonly access: Access;
  readonly requests: LoggedRequest[] = [];
  plan: Plan;
  rules: ListingRules;
  /** Runs before each response is computed, so that a test can change the account between two pages. */
  beforeAnswer: ((request: ApiRequest) => void) | undefined;
  #faults: ScriptedFault[] = [];
  readonly #http: Server;
  readonly #now: () => Date;
  readonly #routes: (request: ApiRequest) => Route;

  constructor(options: PagerDutyOptions) {
    this.#now = options.now ?? (() => new Date());
    this.#routes = options.routes ?? routeOf;
    this.account = new Account(this.#now);
    this.access = new Access(this.#now);
    for (const key of options.keys ?? ['good-token']) this.access.keys.add(key);
    this.plan = { teams: true, priorities: true, logEntries: true, ...options.plan };
    this.rules = { ...DEFAULT_RULES, now: this.#now, ...options.rules };
    this.#http = createServer((request, response) => void this.#serve(request, response));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(port, '127.0.0.1', resolve);
    });
  }

  /** Applies the fault to the next `times` matching requests. */
  failNext(match: Match, fault: Fault, times = 1): void {
    this.#faults.push({ match, fault, left: times });
  }

  clearFaults(): void {
    this.#faults = [];
  }

  /** Paths with their queries, of all requests since the last call. */
  takeRequests(): LoggedRequest[] {
    return this.requests.splice(0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await read(incoming);
    if (request.path.startsWith(ADMIN_PREFIX)) return this.#send(response, administer(this, request));
    this.beforeAnswer?.(request);
    const answer = this.answer(request);
    const scripted = this.#faults.find(({ match, left }) => left > 0 && matches(match, request));
    const { method, path, query } = request;
    const status =
      scripted === undefined ? answer.status : scripted.fault.kind === 'status' ? scripted.fault.status : 0;
    this.requests.push({ method, path, query: decodeURIComponent(query.toString()), status });
    if (scripted === undefined) return this.#send(response, answer);
    scripted.left--;
    sendFaulty(response, scripted.fault, answer);
  }

  /** The response of the API, without HTTP and without faults. */
  answer(request: ApiRequest): ApiAnswer {
    try {
      if (request.path === '/oauth/token' && request.method === 'POST') return this.access.grant(request);
      const route = this.#routes(request);
      const headers = this.access.admit(request, route.scope);
      return { status: 200, headers, body: route.answer(this, request) };
    } catch (error) {
      if (error instanceof Refusal || error instanceof RateLimited) return error.answer;
      throw error;
    }
  }

  #send(response: ServerResponse, { status, body, headers }: ApiAnswer): void {
    const text = body === undefined ? '' : JSON.stringify(body);
    const length = Buffer.byteLength(text);
    const date = this.#now().toUTCString();
    response
      .writeHead(status, { 'content-type': 'application/json', 'content-length': length, date, ...headers })
      .end(text);
  }
}

/** Listens on a free port unless one is given. Dispose of it, or it keeps the process running. */
export async function startPagerDuty(options: PagerDutyOptions = {}): Promise<PagerDutyServer> {
  const server = new PagerDutyServer(options);
  await server.listen(options.port ?? 0);
  return server;
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
