// Who may do what: API tokens with their account, scoped tokens that work below the gateway's path only, and the limit on bursts.

import { type ApiRequest, Refusal } from '../loopback/answers.ts';

export interface Caller {
  /** Undefined: everything that its account may do. */
  readonly scopes: ReadonlySet<string> | undefined;
}

export interface BurstRules {
  readonly perMinute: number;
  /** How the wait is told. */
  readonly dialect: 'retry-after' | 'reset' | 'nothing';
}

export class JiraAccess {
  /** `email:token`. */
  readonly accounts = new Set<string>();
  /** Scopes by token. */
  readonly tokens = new Map<string, ReadonlySet<string>>();
  readonly cloudID: string;
  burst: BurstRules = { perMinute: 1_000_000, dialect: 'retry-after' };
  readonly #now: () => Date;
  #window = { startMs: 0, count: 0 };

  constructor(now: () => Date, cloudID: string) {
    this.#now = now;
    this.cloudID = cloudID;
  }

  /** The path below the base, and who asks. Throws the refusal. */
  admit({ path, headers }: ApiRequest): { readonly path: string; readonly caller: Caller | undefined } {
    const prefix = `/ex/jira/${this.cloudID}`;
    const isGateway = path.startsWith(`${prefix}/`);
    if (path.startsWith('/ex/') && !isGateway)
      throw new Refusal({ status: 404, body: { code: 404, message: 'Not Found' } });
    const caller = this.#caller(headers['authorization'] ?? '', isGateway);
    this.#count();
    return { path: isGateway ? path.slice(prefix.length) : path, caller };
  }

  #caller(authorization: string, isGateway: boolean): Caller | undefined {
    if (authorization === '') return undefined;
    const [kind, value = ''] = authorization.split(' ');
    const pair = kind === 'Basic' ? Buffer.from(value, 'base64').toString('utf8') : '';
    if (this.accounts.has(pair)) return { scopes: undefined };
    // A scoped token works below the gateway only.
    const scopes = isGateway ? this.tokens.get(pair === '' ? value : pair.slice(pair.indexOf(':') + 1)) : undefined;
    if (scopes !== undefined) return { scopes };
    throw new Refusal({ status: 401, body: isGateway ? { code: 401, message: 'Unauthorized' } : undefined });
  }

  #count(): void {
    const nowMs = this.#now().getTime();
    const startMs = Math.floor(nowMs / 60_000) * 60_000;
    this.#window = { startMs, count: (this.#window.startMs === startMs ? this.#window.count : 0) + 1 };
    if (this.#window.count <= this.burst.perMinute) return;
    const resetMs = startMs + 60_000;
    const told = {
      'retry-after': { 'retry-after': String(Math.ceil((resetMs - nowMs) / 1000)) },
      reset: { 'x-ratelimit-reset': `${new Date(resetMs).toISOString().slice(0, 16)}Z` },
      nothing: {},
    }[this.burst.dialect];
    throw new Refusal({ status: 429, headers: { 'ratelimit-reason': 'jira-burst-based', ...told } });
  }
}
