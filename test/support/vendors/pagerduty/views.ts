// The account's objects as the REST API returns them, including data that Docket must not keep: names, addresses, notes.

import { type Account, type Named, type Person, type StoredIncident, type StoredLogEntry } from './account.ts';

export function incidentView(account: Account, incident: StoredIncident): Record<string, unknown> {
  return {
    ...reference('incident', incident.id, `[#${incident.number}] ${incident.title}`),
    incident_number: incident.number,
    title: incident.title,
    description: incident.description === '' ? incident.title : incident.description,
    created_at: instant(incident.createdAtMs),
    updated_at: instant(incident.updatedAtMs),
    status: incident.status,
    incident_key: `key-${incident.id}`,
    service: namedReference('service', account.services, incident.serviceID),
    teams: incident.teamIDs.map((id) => namedReference('team', account.teams, id)),
    priority: incident.priority === null ? null : reference('priority', 'PPRIO01', incident.priority),
    urgency: incident.urgency,
    assignments: incident.assigneeIDs.map((id) => ({
      at: instant(incident.createdAtMs),
      assignee: namedReference('user', account.people, id),
    })),
    acknowledgements: incident.acknowledgements.map(({ atMs, userID }) => ({
      at: instant(atMs),
      acknowledger: namedReference('user', account.people, userID),
    })),
    last_status_change_at: instant(incident.changedAtMs),
    last_status_change_by: namedReference('user', account.people, 'PUSER01'),
    resolved_at: incident.resolvedAtMs === undefined ? null : instant(incident.resolvedAtMs),
    resolve_reason: resolveReason(incident),
    escalation_policy: reference('escalation_policy', 'PESC001', 'Escalate to Earline Greenholt'),
    conference_bridge: { conference_number: '+1-415-555-1212', conference_url: 'https://meet.example.com/earline' },
    alert_counts: { all: 1, triggered: 0, resolved: 1 },
    is_mergeable: true,
  };
}

export function logEntryView(account: Account, entry: StoredLogEntry): Record<string, unknown> {
  return {
    ...reference(entry.type, entry.id, 'Acknowledged by Earline Greenholt'),
    type: entry.type,
    created_at: instant(entry.atMs),
    agent: entry.userID === undefined ? null : namedReference('user', account.people, entry.userID),
    channel: entry.resolution === undefined ? { type: 'web_ui' } : { type: 'api', summary: entry.resolution },
    incident: reference('incident', entry.incidentID, 'a summary that nobody needs'),
    teams: [],
  };
}

export function namedView(type: string, { id, name }: Named): Record<string, unknown> {
  return { ...reference(type, id, name), type, name, description: null };
}

export function userView(account: Account, person: Person, withTeams: boolean): Record<string, unknown> {
  const { id, name, email, role = 'user', invited = false, teamIDs = [] } = person;
  return {
    ...reference('user', id, name),
    type: 'user',
    ...{ name, email, role, invitation_sent: invited, time_zone: 'Europe/Berlin', job_title: 'Engineer' },
    contact_methods: [{ id: 'PCM1', type: 'phone_contact_method_reference', summary: '+1-415-555-1212' }],
    ...(withTeams && { teams: teamIDs.map((team) => namedReference('team', account.teams, team)) }),
  };
}

function resolveReason({ mergedInto }: StoredIncident): unknown {
  if (mergedInto === undefined) return null;
  return { type: 'merge_resolve_reason', incident: reference('incident', mergedInto, 'merged') };
}

function reference(type: string, id: string, summary: string): Record<string, unknown> {
  return {
    id,
    type: `${type}_reference`,
    summary,
    self: `https://api.pagerduty.com/${type}s/${id}`,
    html_url: `https://acme.pagerduty.com/${type}s/${id}`,
  };
}

function namedReference(type: string, things: ReadonlyMap<string, Named>, id: string): Record<string, unknown> {
  return reference(type, id, things.get(id)?.name ?? id);
}

function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
