// A stateful GitHub on the loopback interface, which enforces the vendor's rules. Tests drive the account directly. Nothing in src knows
// that it exists.

import { createHash } from 'node:crypto';

import { type ApiAnswer, type ApiRequest } from '../loopback/answers.ts';
import type { Fault, Match } from '../loopback/faults.ts';
import { type LoggedRequest, Loopback, type VendorServer } from '../loopback/server.ts';
import { Access, refused } from './access.ts';
import { Account } from './account.ts';
import { DEFAULT_RULES, type ListingRules } from './listings.ts';
import { answerOf } from './routes.ts';
import type { Write } from './writes.ts';

export interface GitHubOptions {
  /** Accepted classic tokens with the scope `repo`; default `ghp_good-token`. */
  readonly tokens?: readonly string[];
  readonly rules?: Partial<ListingRules>;
  readonly now?: () => Date;
  readonly port?: number;
}

export class GitHubServer implements VendorServer {
  readonly account: Account;
  readonly access: Access;
  readonly rules: ListingRules;
  /** Changes that were made over the API. */
  readonly writes: Write[] = [];
  readonly #loopback: Loopback;

  private constructor(parts: { account: Account; access: Access; rules: ListingRules; loopback: Loopback }) {
    this.account = parts.account;
    this.access = parts.access;
    this.rules = parts.rules;
    this.#loopback = parts.loopback;
  }

  static async start(options: GitHubOptions): Promise<GitHubServer> {
    const now = options.now ?? (() => new Date());
    const access = new Access(now);
    for (const token of options.tokens ?? ['ghp_good-token']) access.holders.set(token, { scopes: ['repo'] });
    const rules = { ...DEFAULT_RULES, ...options.rules };
    const loopback = await Loopback.start({ now, answer: (request) => server.#answer(request) }, options.port);
    const server = new GitHubServer({ account: new Account(now), access, rules, loopback });
    return server;
  }

  /** Requests below `/api/v3` are the same, as on GitHub Enterprise. */
  #answer(asked: ApiRequest): ApiAnswer {
    const headers: ApiRequest['headers'] = { ...asked.headers, host: asked.headers['host'] ?? new URL(this.url).host };
    const request = { ...asked, headers, path: asked.path.replace(/^\/api\/v3(?=\/)/, '') };
    const granted = this.#grant(request);
    if (granted !== undefined) return granted;
    const holder = this.access.admit(request);
    const scopes = holder.scopes === undefined ? {} : { 'x-oauth-scopes': holder.scopes.join(', ') };
    const answer = answerOf(this, holder, request);
    const etag = etagOf(answer.body);
    const isUnchanged = this.rules.hasETags && request.method === 'GET' && request.headers['if-none-match'] === etag;
    const sent = { ...answer.headers, ...scopes, etag, ...this.access.count(request, isUnchanged) };
    return isUnchanged ? { status: 304, headers: sent } : { status: answer.status, headers: sent, body: answer.body };
  }

  /** Undefined for a request that is about no installation. */
  #grant(request: ApiRequest): ApiAnswer | undefined {
    const installation = /^\/app\/installations\/([^/]+)\/access_tokens$/.exec(request.path)?.[1];
    if (installation === undefined) return undefined;
    if (request.method === 'POST') return this.access.grant(request, installation);
    throw refused(404, 'Not Found');
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

function etagOf(body: unknown): string {
  const text = JSON.stringify(body) ?? '';
  return `W/"${createHash('sha1').update(text).digest('hex')}"`;
}

/** Listens on a free port unless one is given. Dispose of it, or it keeps the process running. */
export function startGitHub(options: GitHubOptions = {}): Promise<GitHubServer> {
  return GitHubServer.start(options);
}
