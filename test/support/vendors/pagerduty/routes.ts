// The REST API routes that Docket uses, answered from the account by the vendor's rules.

import type { Person, StoredIncident } from './account.ts';
import { type ApiRequest, refuse } from './answers.ts';
import { pageQuery, paged, rangeTest, selects, valuesOf, type ListingRules } from './rules.ts';
import type { Route, World } from './route.ts';
import { incidentView, logEntryView, namedView, userView } from './views.ts';
import { writeRouteOf } from './write-routes.ts';

const INCLUDES = [
  'acknowledgers',
  'assignees',
  'services',
  'teams',
  'priorities',
  'users',
  'escalation_policies',
  'body',
];

export function routeOf(request: ApiRequest): Route {
  const { method, path } = request;
  if (method !== 'GET') return writeRouteOf(request) ?? refuse(404, 2100, 'Not Found');
  const [resource = '', id, part] = path.split('/').filter((segment) => segment !== '');
  const route = id === undefined ? LISTS[resource] : part === undefined ? BY_ID[resource]?.(id) : PARTS[part]?.(id);
  return route ?? refuse(404, 2100, 'Not Found');
}

const LISTS: Readonly<Record<string, Route>> = {
  incidents: { scope: 'incidents.read', answer: listIncidents },
  log_entries: { scope: 'incidents.read', answer: listLogEntries },
  services: {
    scope: 'services.read',
    answer: ({ account, rules }, request) => listNamed('services', [...account.services.values()], { rules, request }),
  },
  teams: {
    scope: 'teams.read',
    answer({ account, rules, plan }, request) {
      if (!plan.teams) refuse(402, 2014, 'Missing Account Ability');
      return listNamed('teams', [...account.teams.values()], { rules, request });
    },
  },
  users: {
    scope: 'users.read',
    answer({ account, rules }, request) {
      const included = valuesOf(request.query, 'include', ['contact_methods', 'notification_rules', 'teams']);
      const people = [...account.people.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
      const view = (person: Person): unknown => userView(account, person, included.has('teams'));
      return paged('users', people, pageQuery(request.query, rules), view);
    },
  },
  priorities: {
    scope: 'priorities.read',
    answer({ rules, plan }, { query }) {
      if (!plan.priorities) refuse(402, 2014, 'Missing Account Ability');
      const names = ['P1', 'P2', 'P3', 'P4', 'P5'].map((name, index) => ({ id: `PPRIO0${index}`, name }));
      return paged('priorities', names, pageQuery(query, rules), (named) => namedView('priority', named));
    },
  },
};

const BY_ID: Readonly<Record<string, (id: string) => Route>> = {
  incidents: (id) => ({
    scope: 'incidents.read',
    answer({ account }) {
      const incident = account.incidents.get(id) ?? refuse(404, 2100, 'Not Found');
      return { incident: incidentView(account, incident) };
    },
  }),
  services: (id) => ({
    scope: 'services.read',
    answer({ account }) {
      return { service: namedView('service', account.services.get(id) ?? refuse(404, 2100, 'Not Found')) };
    },
  }),
  teams: (id) => ({
    scope: 'teams.read',
    answer({ account, plan }) {
      if (!plan.teams) refuse(402, 2014, 'Missing Account Ability');
      return { team: namedView('team', account.teams.get(id) ?? refuse(404, 2100, 'Not Found')) };
    },
  }),
};

const PARTS: Readonly<Record<string, (id: string) => Route>> = {
  notes: (id) => ({
    scope: 'incidents.read',
    answer({ account }) {
      if (!account.incidents.has(id)) refuse(404, 2100, 'Not Found');
      const notes = account.notes.get(id) ?? [];
      return { notes: notes.map((content, index) => ({ id: `PNOTE${index}`, content })) };
    },
  }),
  log_entries: (id) => ({
    scope: 'incidents.read',
    answer(world, request) {
      if (!world.account.incidents.has(id)) refuse(404, 2100, 'Not Found');
      return listLogEntries(world, request, id);
    },
  }),
};

function listIncidents({ account, rules }: World, { query }: ApiRequest): unknown {
  const page = pageQuery(query, rules);
  const inRange = rangeTest(query, rules);
  const statuses = valuesOf(query, 'statuses', ['triggered', 'acknowledged', 'resolved']);
  const urgencies = valuesOf(query, 'urgencies', ['high', 'low']);
  const [services, teams] = [valuesOf(query, 'service_ids'), valuesOf(query, 'team_ids')];
  valuesOf(query, 'include', INCLUDES);
  const found = [...account.incidents.values()].filter(
    (incident) =>
      inRange(incident.createdAtMs) &&
      selects(statuses, incident.status) &&
      selects(urgencies, incident.urgency) &&
      selects(services, incident.serviceID) &&
      selects(teams, ...incident.teamIDs),
  );
  const sorted = found.sort(orderOf(query.get('sort_by') ?? 'created_at:desc'));
  return paged('incidents', sorted, page, (incident) => incidentView(account, incident));
}

function orderOf(sortBy: string): (a: StoredIncident, b: StoredIncident) => number {
  const [field, direction = 'asc'] = sortBy.split(':');
  if (field !== 'created_at' && field !== 'incident_number') refuse(400, 2001, 'sort_by is not known.');
  const sign = direction === 'desc' ? -1 : 1;
  const key = field === 'created_at' ? 'createdAtMs' : 'number';
  return (a, b) => sign * (a[key] - b[key] || a.number - b.number);
}

/** Newest first, as no order is promised. */
function listLogEntries({ account, rules, plan }: World, { query }: ApiRequest, incidentID?: string): unknown {
  if (!plan.logEntries) refuse(403, 2010, 'Access Denied');
  const page = pageQuery(query, rules);
  const ranged = query.has('since') || query.has('until');
  const inRange = ranged ? rangeTest(query, rules) : () => true;
  const overview = query.get('is_overview') === 'true';
  const found = account.logEntries
    .filter(({ atMs, type }) => inRange(atMs) && !(overview && type === 'notify_log_entry'))
    .filter((entry) => incidentID === undefined || entry.incidentID === incidentID)
    .sort((a, b) => b.atMs - a.atMs || (a.id < b.id ? 1 : -1));
  return paged('log_entries', found, page, (entry) => logEntryView(account, entry));
}

interface NamedListing {
  readonly rules: ListingRules;
  readonly request: ApiRequest;
}

/** `query` finds names that contain it, in any case. */
function listNamed(
  resource: string,
  things: ReadonlyArray<{ readonly id: string; readonly name: string }>,
  { rules, request }: NamedListing,
): unknown {
  const sought = (request.query.get('query') ?? '').toLowerCase();
  const found = things.filter(({ name }) => name.toLowerCase().includes(sought));
  const sorted = found.sort((a, b) => a.name.localeCompare(b.name));
  return paged(resource, sorted, pageQuery(request.query, rules), (thing) => namedView(resource.slice(0, -1), thing));
}
