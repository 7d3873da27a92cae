// What each request answers, by the vendor's rules: a filter without `all_teams` shows one's own teams, without `status` triggered incidents
// only; pages have numbers; a change takes the unique id.

import { type ApiAnswer, type ApiRequest, Refusal } from '../loopback/answers.ts';
import type { Member, Note, StoredIncident, ZendutyAccount } from './account.ts';

export interface ZendutyRules {
  readonly now: () => Date;
  /** The largest page, whatever is asked for. */
  readonly pageSize: number;
  /** Listings are documented oldest first, and shown newest first. */
  readonly order: 'oldest' | 'newest' | 'scattered';
  /** Rows of listings have `urgency` and `summary`. */
  readonly fullRows: boolean;
  /** Notes come in pages of {@link pageSize}, as the vendor's own clients read them, or as a bare list, as it documents them. */
  readonly pagedNotes: boolean;
  /** Members come as a bare list, as the vendor has it, or in pages of {@link pageSize}. */
  readonly pagedMembers: boolean;
  /** A single incident is read by its number alone, as it is documented. */
  readonly byNumber: boolean;
  /** Requests for incidents a minute. */
  readonly perMinute: number;
}

export const DEFAULT_RULES = {
  pageSize: 100,
  order: 'newest',
  fullRows: false,
  pagedNotes: false,
  pagedMembers: false,
  byNumber: false,
  perMinute: 1_000_000,
} as const satisfies Omit<ZendutyRules, 'now'>;

export interface ZendutyWorld {
  readonly account: ZendutyAccount;
  readonly rules: ZendutyRules;
  readonly url: string;
}

export function refuse(status: number, detail: string): never {
  throw new Refusal({ status, body: { detail } });
}

const ok = (body: unknown, status = 200): ApiAnswer => ({ status, body });

export function route(world: ZendutyWorld, request: ApiRequest): ApiAnswer {
  const { method, path } = request;
  const [, id = '', part = ''] = /^\/api\/incidents\/([^/]+)\/(?:(note)\/)?$/.exec(path) ?? [];
  if (method === 'POST' && path === '/api/incidents/filter/') return ok(filtered(world, request));
  if (id !== '') return incidentRoute(world, { request, id: decodeURIComponent(id), isNote: part === 'note' });
  return method === 'GET' ? accountRoute(world, request) : refuse(404, 'Not found.');
}

function accountRoute(world: ZendutyWorld, request: ApiRequest): ApiAnswer {
  if (request.path === '/api/account/members/') return ok(members(world, request));
  const team = /^\/api\/account\/teams\/(?:([^/]+)\/services\/)?$/.exec(request.path);
  return team === null ? refuse(404, 'Not found.') : ok(named(world, team[1]));
}

function named({ account }: ZendutyWorld, teamID: string | undefined): unknown {
  const list = teamID === undefined ? account.teams : account.services.filter((each) => each.teamID === teamID);
  return list.map(({ id, name }) => ({ unique_id: id, name, creation_date: '2020-01-01T00:00:00Z' }));
}

function members({ account, rules, url }: ZendutyWorld, { query }: ApiRequest): unknown {
  const all = [...account.members.values()].map((member) => memberView(member));
  if (!rules.pagedMembers) return all;
  return pageOf(all, { query, rules, address: `${url}/api/account/members/` });
}

function memberView({ id, username, name, email, role, isVerified }: Member): unknown {
  const [first = '', ...rest] = name.split(' ');
  return {
    unique_id: id,
    time_zone: 'Asia/Kolkata',
    user: { username, first_name: first, last_name: rest.join(' '), email },
    joining_date: '2020-05-17T10:02:41.061404Z',
    ...{ role, is_verified: isVerified, team: null, custom_role_id: null },
  };
}

interface Addressed {
  readonly request: ApiRequest;
  readonly id: string;
  readonly isNote: boolean;
}

function incidentRoute(world: ZendutyWorld, { request, id, isNote }: Addressed): ApiAnswer {
  const { account } = world;
  const incident = account.find(id) ?? refuse(404, 'Not found.');
  switch (`${request.method}${isNote ? ' note' : ''}`) {
    case 'GET':
      if (world.rules.byNumber && incident.id === id) refuse(404, 'Not found.');
      return ok(view(world, incident, true));
    case 'GET note':
      return ok(notes(world, incident, request));
    case 'POST note': {
      const { note } = jsonOf(request);
      if (typeof note !== 'string' || note === '') return refuse(400, 'note: This field may not be blank.');
      return ok(noteView(account.note(incident.id, note)), 201);
    }
    case 'PATCH': {
      if (incident.id !== id) refuse(404, 'Not found.');
      const { status } = jsonOf(request);
      if (status !== 3) refuse(400, 'status: not a valid choice here.');
      account.resolve(incident.id, undefined, 'docket');
      return ok(view(world, incident, true));
    }
    default:
      return refuse(405, 'Method not allowed.');
  }
}

/** The newest is the last one. */
function notes({ rules, url }: ZendutyWorld, { notes: all, number }: StoredIncident, { query }: ApiRequest): unknown {
  const views = all.map((note) => noteView(note));
  return rules.pagedNotes ? pageOf(views, { query, rules, address: `${url}/api/incidents/${number}/note/` }) : views;
}

interface Paging {
  readonly query: URLSearchParams;
  readonly rules: ZendutyRules;
  readonly address: string;
}

function pageOf(all: readonly unknown[], { query, rules, address }: Paging): unknown {
  const page = Number(query.get('page') ?? '1');
  const start = (page - 1) * rules.pageSize;
  const next = start + rules.pageSize < all.length ? `${address}?page=${page + 1}` : null;
  return { count: null, next, previous: null, results: all.slice(start, start + rules.pageSize) };
}

function noteView({ id, text, atMs }: Note): Record<string, unknown> {
  const user = { username: '39f4dedd-2754-4ee1-9c0c-1', email: 'earline.greenholt@example.com' };
  return {
    unique_id: id,
    note: text,
    user,
    user_name: 'Earline Greenholt',
    creation_date: new Date(atMs).toISOString(),
  };
}

interface FilterBody {
  readonly status?: number;
  readonly all_teams?: number;
  readonly team_ids?: readonly string[];
  readonly service_ids?: readonly string[];
  readonly from_date?: string;
  readonly to_date?: string;
}

function filtered(world: ZendutyWorld, request: ApiRequest): unknown {
  const { account, rules, url } = world;
  const body = filterOf(request);
  const all = [...account.incidents.values()]
    .filter((incident) => isSelected(account, incident, body))
    .sort(ordered(rules));
  const page = Number(request.query.get('page') ?? '1');
  const size = Math.min(Number(request.query.get('page_size') ?? '10'), rules.pageSize);
  const start = (page - 1) * size;
  if (!(page >= 1) || (start >= all.length && page > 1)) refuse(404, 'Invalid page.');
  const next = start + size < all.length ? `${url}/api/incidents/filter/?page=${page + 1}&page_size=${size}` : null;
  const results = all.slice(start, start + size).map((incident) => view(world, incident, rules.fullRows));
  return { count: null, next, previous: null, results };
}

const DEFAULTS = { status: 1, all_teams: 0, team_ids: [], service_ids: [], from_date: '', to_date: '9999' } as const;

function filterOf(request: ApiRequest): Required<FilterBody> {
  const body: Required<FilterBody> = { ...DEFAULTS, ...(jsonOf(request) as FilterBody) };
  for (const day of [body.from_date, body.to_date]) {
    if (!/^(|9999|\d{4}-\d{2}-\d{2})$/.test(day)) refuse(400, 'Date has wrong format.');
  }
  return body;
}

function isSelected(account: ZendutyAccount, incident: StoredIncident, body: Required<FilterBody>): boolean {
  const teamID = account.services.find(({ id }) => id === incident.serviceID)?.teamID ?? '';
  const day = new Date(incident.createdAtMs).toISOString().slice(0, 10);
  // The user of the key belongs to the first team.
  const isShown = body.all_teams === 1 || teamID === account.teams[0]?.id;
  const isOfDay = day >= body.from_date && day <= body.to_date;
  const isFiltered = isAmong(body.team_ids, teamID) && isAmong(body.service_ids, incident.serviceID);
  return isOfStatus(incident, body.status) && isShown && isOfDay && isFiltered;
}

function isOfStatus({ status }: StoredIncident, wanted: number): boolean {
  if (wanted === 0) return true;
  return wanted === -1 ? status !== 3 : status === wanted;
}

function isAmong(ids: readonly string[], id: string): boolean {
  return ids.length === 0 || ids.includes(id);
}

function ordered({ order }: ZendutyRules): (one: StoredIncident, other: StoredIncident) => number {
  if (order === 'scattered') return (one, other) => scatter(one) - scatter(other);
  const sign = order === 'oldest' ? 1 : -1;
  return (one, other) => sign * (one.createdAtMs - other.createdAtMs || one.number - other.number);
}

function scatter({ number }: StoredIncident): number {
  return (number * 2_654_435_761) % 4_294_967_296;
}

function view({ account }: ZendutyWorld, incident: StoredIncident, isWhole: boolean): Record<string, unknown> {
  const service = account.services.find(({ id }) => id === incident.serviceID);
  const time = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());
  return {
    unique_id: incident.id,
    incident_number: incident.number,
    title: incident.title,
    status: incident.status,
    creation_date: time(incident.createdAtMs),
    acknowledged_date: time(incident.acknowledgedAtMs),
    resolved_date: time(incident.resolvedAtMs),
    service: incident.serviceID,
    service_object: {
      unique_id: service?.id,
      name: service?.name,
      team: service?.teamID,
      description: 'On call: Earline',
    },
    team_priority_object: incident.priority === null ? null : { unique_id: 'p', name: incident.priority },
    assigned_to: '39f4dedd-2754-4ee1-9c0c-1',
    assigned_to_name: 'Earline Greenholt',
    merged_with: incident.mergedWith,
    ...(isWhole && {
      tags: incident.tags.map((name) => ({ unique_id: `t-${name}`, name, tag_id: name, color: 'red' })),
    }),
    ...(isWhole && { summary: incident.summary, urgency: incident.urgency, incident_key: 'key-555-1212' }),
  };
}

function jsonOf({ body }: ApiRequest): Record<string, unknown> {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return refuse(400, 'JSON parse error');
  }
}
