// A stateful Zenduty on the loopback interface, which enforces the vendor's rules. Nothing in src knows that it exists.

import { type ApiAnswer, type ApiRequest, Refusal } from '../loopback/answers.ts';
import { Loopback } from '../loopback/server.ts';
import { ZendutyAccount } from './account.ts';
import { DEFAULT_RULES, refuse, route, type ZendutyRules } from './routes.ts';

export interface ZendutyOptions {
  readonly now?: () => Date;
  readonly rules?: Partial<ZendutyRules>;
}

export interface ZendutyServer extends AsyncDisposable {
  readonly loopback: Loopback;
  readonly url: string;
  readonly account: ZendutyAccount;
  readonly keys: Set<string>;
  rules: ZendutyRules;
}

export const GOOD_KEY = 'good-token';

/** Dispose of it, or it keeps the process running. */
export async function startZenduty({
  now = () => new Date(),
  rules = {},
}: ZendutyOptions = {}): Promise<ZendutyServer> {
  const account = new ZendutyAccount(now);
  const count = counter(now);
  const answer = (request: ApiRequest): ApiAnswer => {
    const key = /^Token (.+)$/.exec(request.headers['authorization'] ?? '')?.[1];
    if (key === undefined || !server.keys.has(key)) refuse(403, 'Invalid or Inactive Token');
    const isOfIncidents = request.path.startsWith('/api/incidents/');
    if (isOfIncidents && count() > server.rules.perMinute) throw new Refusal({ status: 429, body: {} });
    return route(server, request);
  };
  const emptied = () => ({ count: null, next: null, previous: null, results: [] });
  const loopback = await Loopback.start({ now, answer, emptied });
  const server: ZendutyServer = {
    loopback,
    url: loopback.url,
    account,
    keys: new Set([GOOD_KEY]),
    rules: { ...DEFAULT_RULES, now, ...rules },
    [Symbol.asyncDispose]: () => loopback[Symbol.asyncDispose](),
  };
  return server;
}

/** Counts within the present minute. */
function counter(now: () => Date): () => number {
  let window = { minute: 0, count: 0 };
  return () => {
    const minute = Math.floor(now().getTime() / 60_000);
    window = { minute, count: (window.minute === minute ? window.count : 0) + 1 };
    return window.count;
  };
}
