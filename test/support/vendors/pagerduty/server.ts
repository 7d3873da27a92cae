// A stateful PagerDuty server on the loopback interface, which enforces the vendor's rules. Tests drive the account directly or over
// /__admin/. Nothing in src knows that it exists.

import { type ApiAnswer, type ApiRequest } from '../loopback/answers.ts';
import type { Fault, Match } from '../loopback/faults.ts';
import { type LoggedRequest, Loopback, type VendorServer } from '../loopback/server.ts';
import { Access } from './access.ts';
import { Account } from './account.ts';
import { ADMIN_PREFIX, administer } from './admin.ts';
import type { Plan, Route } from './route.ts';
import { routeOf } from './routes.ts';
import { DEFAULT_RULES, type ListingRules } from './rules.ts';

export { type ApiRequest } from '../loopback/answers.ts';
export { type Fault, type Match } from '../loopback/faults.ts';
export { type Account } from './account.ts';

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

export class PagerDutyServer implements VendorServer {
  readonly account: Account;
  readonly access: Access;
  plan: Plan;
  rules: ListingRules;
  readonly #loopback: Loopback;

  private constructor(parts: {
    account: Account;
    access: Access;
    rules: ListingRules;
    plan: Plan;
    loopback: Loopback;
  }) {
    this.account = parts.account;
    this.access = parts.access;
    this.rules = parts.rules;
    this.plan = parts.plan;
    this.#loopback = parts.loopback;
  }

  static async start(options: PagerDutyOptions): Promise<PagerDutyServer> {
    const now = options.now ?? (() => new Date());
    const access = new Access(now);
    for (const key of options.keys ?? ['good-token']) access.keys.add(key);
    const routes = options.routes ?? routeOf;
    const answer = (request: ApiRequest): ApiAnswer => {
      if (request.path === '/oauth/token' && request.method === 'POST') return access.grant(request);
      const route = routes(request);
      const headers = access.admit(request, route.scope);
      return { status: 200, headers, body: route.answer(server, request) };
    };
    const administered = (request: ApiRequest): ApiAnswer | undefined =>
      request.path.startsWith(ADMIN_PREFIX) ? administer(server, request) : undefined;
    const loopback = await Loopback.start({ now, answer, administer: administered, emptied }, options.port);
    const plan = { teams: true, priorities: true, logEntries: true, ...options.plan };
    const rules = { ...DEFAULT_RULES, now, ...options.rules };
    const server = new PagerDutyServer({ account: new Account(now), access, rules, plan, loopback });
    return server;
  }

  get url(): string {
    return this.#loopback.url;
  }

  get requests(): LoggedRequest[] {
    return this.#loopback.requests;
  }

  /** Runs before each response is computed, so that a test can change the account between two pages. */
  set beforeAnswer(run: ((request: ApiRequest) => void) | undefined) {
    this.#loopback.beforeAnswer = run;
  }

  failNext(match: Match, fault: Fault, times?: number): void {
    this.#loopback.failNext(match, fault, times);
  }

  clearFaults(): void {
    this.#loopback.clearFaults();
  }

  takeRequests(): LoggedRequest[] {
    return this.#loopback.takeRequests();
  }

  answer(request: ApiRequest): ApiAnswer {
    return this.#loopback.answer(request);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#loopback[Symbol.asyncDispose]();
  }
}

function emptied(body: unknown): unknown {
  const list = Object.entries(body ?? {}).find(([, value]) => Array.isArray(value));
  return list === undefined ? {} : { [list[0]]: [], limit: 100, offset: 0, total: null, more: false };
}

/** Listens on a free port unless one is given. Dispose of it, or it keeps the process running. */
export function startPagerDuty(options: PagerDutyOptions = {}): Promise<PagerDutyServer> {
  return PagerDutyServer.start(options);
}
