// A vendor whose API filters by the time of the last change. It has the state, credentials and faults of the loopback PagerDuty under other
// paths. Changes become visible some time after they are made, pages are requested by tokens that expire, and it has no changes
// older than its horizon.

import { rfc3339 } from '../../../../src/base/instants.ts';
import { type Account, type StoredIncident } from '../pagerduty/account.ts';
import { type ApiRequest, refuse } from '../pagerduty/answers.ts';
import type { Route, World } from '../pagerduty/route.ts';
import { routeOf } from '../pagerduty/routes.ts';
import { startPagerDuty, type PagerDutyOptions, type PagerDutyServer } from '../pagerduty/server.ts';
import { incidentView } from '../pagerduty/views.ts';

export interface LedgerRules {
  readonly pageSize: number;
  /** Changes of every third incident become visible after this delay. */
  readonly lagMs: number;
  readonly tokenLifeMs: number;
  /** `updated_since` may not be older than this. */
  readonly horizonMs: number;
}

/** The codes of its error responses, both with status 410. */
export const TOKEN_EXPIRED = 2190;
export const TOO_OLD = 2191;

const DEFAULT_RULES: LedgerRules = { pageSize: 50, lagMs: 0, tokenLifeMs: 600_000, horizonMs: 200 * 86_400_000 };

export interface LedgerServer {
  readonly server: PagerDutyServer;
  rules: LedgerRules;
}

export interface LedgerOptions extends Omit<PagerDutyOptions, 'routes'> {
  readonly ledgerRules?: Partial<LedgerRules>;
}

/** The caller must dispose of its server. */
export async function startLedger({ ledgerRules, ...options }: LedgerOptions = {}): Promise<LedgerServer> {
  const now = options.now ?? (() => new Date());
  const pages = new Map<string, Walk>();
  const routes = (request: ApiRequest): Route => {
    const id = /^\/incidents\/([^/]+)$/.exec(request.path)?.[1];
    if (request.method !== 'GET' || (request.path !== '/incidents' && id === undefined)) return routeOf(request);
    if (id !== undefined) {
      return { scope: 'incidents.read', answer: ({ account }) => ({ incident: viewOf(account, find(account, id)) }) };
    }
    return {
      scope: 'incidents.read',
      answer: (world) => pageOf({ rules: ledger.rules, nowMs: now().getTime(), pages }, world, request),
    };
  };
  const server = await startPagerDuty({ ...options, now, routes });
  const ledger: LedgerServer = { server, rules: { ...DEFAULT_RULES, ...ledgerRules } };
  return ledger;
}

function find(account: Account, id: string): StoredIncident {
  return account.incidents.get(id) ?? refuse(404, 2100, 'Not Found');
}

/** Unlike PagerDuty, it keeps who acknowledged a resolved incident. */
function viewOf(account: Account, incident: StoredIncident): Record<string, unknown> {
  const acknowledgements = account.logEntries
    .filter(({ incidentID, type }) => incidentID === incident.id && type === 'acknowledge_log_entry')
    .map(({ atMs }) => ({ at: rfc3339(new Date(atMs)) }));
  return { ...incidentView(account, incident), acknowledgements };
}

/** The rest of a listing. It was sorted when its first page was requested. */
interface Walk {
  readonly ids: readonly string[];
  readonly offset: number;
  readonly expiresAtMs: number;
}

interface Desk {
  readonly rules: LedgerRules;
  readonly nowMs: number;
  readonly pages: Map<string, Walk>;
}

function pageOf(desk: Desk, world: World, { query, headers }: ApiRequest): unknown {
  const { rules, nowMs, pages } = desk;
  const token = query.get('page_token');
  const walk = token === null ? begin(desk, world, query) : pages.get(token);
  if (walk === undefined || walk.expiresAtMs < nowMs) refuse(410, TOKEN_EXPIRED, 'The page token has expired.');
  const limit = Math.min(rules.pageSize, Number(query.get('limit') ?? rules.pageSize));
  const end = walk.offset + limit;
  const shown = walk.ids.slice(walk.offset, end).flatMap((id) => world.account.incidents.get(id) ?? []);
  let next: string | null = null;
  if (end < walk.ids.length) {
    const follower = `t${pages.size}`;
    pages.set(follower, { ids: walk.ids, offset: end, expiresAtMs: nowMs + rules.tokenLifeMs });
    next = `http://${headers['host'] ?? ''}/incidents?page_token=${follower}&offset=${end}`;
  }
  return { incidents: shown.map((incident) => viewOf(world.account, incident)), next };
}

function begin({ rules, nowMs }: Desk, { account }: World, query: URLSearchParams): Walk {
  const all = [...account.incidents.values()];
  const expiresAtMs = nowMs + rules.tokenLifeMs;
  if (query.get('open') === 'true') {
    return { ids: all.filter(({ status }) => status !== 'resolved').map(({ id }) => id), offset: 0, expiresAtMs };
  }
  const sinceMs = Date.parse(query.get('updated_since') ?? '');
  if (Number.isNaN(sinceMs)) refuse(400, 2001, 'updated_since must be a time.');
  if (sinceMs < nowMs - rules.horizonMs) refuse(410, TOO_OLD, 'updated_since is too long ago.');
  const changed = all
    .filter((incident) => incident.updatedAtMs >= sinceMs && isVisible(incident, { rules, nowMs }))
    .sort((a, b) => a.updatedAtMs - b.updatedAtMs || a.number - b.number);
  return { ids: changed.map(({ id }) => id), offset: 0, expiresAtMs };
}

function isVisible({ number, updatedAtMs }: StoredIncident, { rules, nowMs }: Pick<Desk, 'rules' | 'nowMs'>): boolean {
  return number % 3 !== 0 || updatedAtMs + rules.lagMs <= nowMs;
}
