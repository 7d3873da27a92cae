// Microsoft Defender behind Graph, and the tenant's token service, on the loopback interface. It enforces the vendor's rules: permissions,
// filters, page sizes, requests per minute. Nothing in src knows that it exists.

import { type ApiAnswer, type ApiRequest } from '../loopback/answers.ts';
import { Loopback } from '../loopback/server.ts';
import { DefenderAccount, type StoredIncident } from './account.ts';
import { TokenService } from './entra.ts';
import { graphError } from './errors.ts';
import { DEFAULT_LISTING, listIncidents, type ListingRules } from './listing.ts';
import { incidentView } from './views.ts';
import { comment, update } from './writes.ts';

export const TENANT = 'b3c1b5fc-828c-45fa-a1e1-10d74f6d6e9c';
export const GOOD_APP = {
  clientId: '6731de76-14a6-49ae-97bc-6eba6914391e',
  clientSecret: 'x8Q~defender-secret',
} as const;

const READ = ['SecurityIncident.Read.All', 'SecurityIncident.ReadWrite.All'];
const WRITE = ['SecurityIncident.ReadWrite.All'];

export interface DefenderOptions {
  readonly now?: () => Date;
  readonly listing?: Partial<ListingRules>;
  readonly port?: number;
  /** Default {@link TENANT}. */
  readonly tenant?: string;
}

export interface DefenderServer extends AsyncDisposable {
  readonly url: string;
  readonly account: DefenderAccount;
  readonly entra: TokenService;
  readonly loopback: Loopback;
  listing: ListingRules;
  /** Requests to Graph per minute of the clock. */
  perMinute: number;
}

export async function startDefender(options: DefenderOptions = {}): Promise<DefenderServer> {
  const now = options.now ?? (() => new Date());
  const entra = new TokenService(options.tenant ?? TENANT, now);
  entra.apps.set(GOOD_APP.clientId, { clientSecret: GOOD_APP.clientSecret, roles: WRITE });
  const used = { minute: 0, count: 0 };
  const answer = (request: ApiRequest): ApiAnswer => {
    if (request.path.endsWith('/token')) return entra.grant(request);
    throttle(used, { perMinute: server.perMinute, now: now() });
    return route(server, request, now());
  };
  const loopback = await Loopback.start({ now, answer }, options.port);
  const server: DefenderServer = {
    url: loopback.url,
    account: new DefenderAccount(now),
    entra,
    loopback,
    listing: { ...DEFAULT_LISTING, ...options.listing },
    perMinute: 1_000_000,
    [Symbol.asyncDispose]: () => loopback[Symbol.asyncDispose](),
  };
  return server;
}

function throttle(used: { minute: number; count: number }, { perMinute, now }: { perMinute: number; now: Date }): void {
  const minute = Math.floor(now.getTime() / 60_000);
  used.count = used.minute === minute ? used.count + 1 : 1;
  used.minute = minute;
  if (used.count <= perMinute) return;
  const refusal = graphError(429, 'TooManyRequests', 'Too many requests.');
  const left = Math.ceil(((minute + 1) * 60_000 - now.getTime()) / 1000);
  throw Object.assign(refusal, { answer: { ...refusal.answer, headers: { 'retry-after': String(left) } } });
}

const INCIDENT = /^\/v1\.0\/security\/incidents\/([^/]+)(\/comments)?$/;

function route(server: DefenderServer, request: ApiRequest, now: Date): ApiAnswer {
  const { method, path } = request;
  const showsAll = (request.headers['prefer'] ?? '').includes('include-unknown-enum-members');
  const view = (incident: StoredIncident): object => incidentView(incident, showsAll);
  server.entra.admit(request, method === 'GET' ? READ : WRITE);
  if (path === '/v1.0/security/incidents' && method === 'GET')
    return { status: 200, body: listing(server, request, { now, view }) };
  const [, id = '', part = ''] = INCIDENT.exec(path) ?? [];
  const incident = server.account.incidents.get(id);
  if (incident === undefined) throw graphError(404, 'NotFound', 'The incident was not found.');
  switch (`${method} ${part}`) {
    case 'GET ':
      return { status: 200, body: view(incident) };
    case 'PATCH ':
      update(server.account, incident, request);
      return { status: 200, body: view(incident) };
    case 'POST /comments':
      return { status: 200, body: comment(server.account, incident, request) };
    default:
      throw graphError(405, 'MethodNotAllowed', 'The method is not allowed.');
  }
}

interface Shown {
  readonly now: Date;
  readonly view: (incident: StoredIncident) => object;
}

function listing(server: DefenderServer, { query }: ApiRequest, { now, view }: Shown): object {
  const incidents = [...server.account.incidents.values()];
  const { shown, total, next } = listIncidents({ incidents, query, rules: server.listing, nowMs: now.getTime() });
  return {
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#security/incidents',
    ...(total === undefined ? {} : { '@odata.count': total }),
    ...(next === undefined ? {} : { '@odata.nextLink': `${server.url}/v1.0/security/incidents?${next.toString()}` }),
    value: shown.map(view),
  };
}
