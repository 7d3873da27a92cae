// Issues as the REST API returns them, including data that Docket must not keep: names, addresses, descriptions. Times are in the time zone of
// the account, with an offset without a colon.

import { type Issue, STATUSES, categoryOf, type Comment, type History, type Transition } from './account.ts';
import { projectOf } from './jql.ts';

const PERSON = {
  accountId: '5b10ac8d82e05b22cc7d4ef5',
  accountType: 'atlassian',
  displayName: 'Earline Greenholt',
  emailAddress: 'earline.greenholt@example.com',
};

export interface Viewing {
  /** Minutes east of UTC. */
  readonly timeZoneMinutes: number;
}

export function issueView(
  issue: Issue,
  fields: readonly string[] | undefined,
  viewing: Viewing,
): Record<string, unknown> {
  const status = STATUSES.find(({ id }) => id === issue.statusID);
  const all: Record<string, unknown> = {
    summary: issue.summary,
    description: documentOf(issue.description),
    status: { id: issue.statusID, name: status?.name, statusCategory: categoryView(issue.statusID) },
    priority: issue.priority === null ? null : { id: '2', name: issue.priority },
    labels: issue.labels,
    project: { id: '10000', ...projectOf(issue) },
    issuetype: { id: '10004', name: 'Incident' },
    resolution: issue.resolution === null ? null : { id: '10000', name: issue.resolution },
    resolutiondate: issue.resolvedAtMs === undefined ? null : timeOf(issue.resolvedAtMs, viewing),
    statuscategorychangedate: timeOf(issue.categoryChangedAtMs, viewing),
    created: timeOf(issue.createdAtMs, viewing),
    updated: timeOf(issue.updatedAtMs, viewing),
    assignee: PERSON,
    reporter: PERSON,
    ...issue.custom,
  };
  const isAll = fields === undefined || fields.includes('*all') || fields.includes('*navigable');
  const shown = isAll ? all : Object.fromEntries(Object.entries(all).filter(([name]) => fields.includes(name)));
  return {
    id: issue.id,
    key: issue.key,
    self: `https://acme.atlassian.net/rest/api/3/issue/${issue.id}`,
    fields: shown,
  };
}

export function statusViews(): unknown {
  return STATUSES.map(({ id, name }) => ({ id, name, statusCategory: categoryView(id) }));
}

export function historyView({ atMs, items }: History, index: number, viewing: Viewing): Record<string, unknown> {
  return { id: String(index), author: PERSON, created: timeOf(atMs, viewing), items };
}

export function commentView({ id, atMs, body }: Comment, viewing: Viewing): Record<string, unknown> {
  return { id, author: PERSON, body, created: timeOf(atMs, viewing), updated: timeOf(atMs, viewing) };
}

export function transitionView({ id, name, to, fields }: Transition, isExpanded: boolean): Record<string, unknown> {
  const shown = Object.entries(fields).map(([key, field]) => [
    key,
    {
      key,
      name: key === 'resolution' ? 'Resolution' : `The ${key}`,
      required: field.required,
      hasDefaultValue: field.hasDefaultValue ?? false,
      operations: ['set'],
      allowedValues: field.allowed?.map((value, index) => ({ id: String(index), name: value })),
    },
  ]);
  const status = STATUSES.find((each) => each.id === to);
  const target = { id: to, name: status?.name, statusCategory: categoryView(to) };
  return { id, name, to: target, isAvailable: true, ...(isExpanded && { fields: Object.fromEntries(shown) }) };
}

function categoryView(statusID: string): Record<string, unknown> {
  const key = categoryOf(statusID);
  return {
    id: { new: 2, indeterminate: 4, done: 3 }[key],
    key,
    name: { new: 'To Do', indeterminate: 'In Progress', done: 'Done' }[key],
  };
}

function documentOf(text: string): unknown {
  if (text === '') return null;
  const paragraph = { type: 'paragraph', content: [{ type: 'text', text }] };
  return { version: 1, type: 'doc', content: [paragraph] };
}

function timeOf(ms: number, { timeZoneMinutes }: Viewing): string {
  const local = new Date(ms + timeZoneMinutes * 60_000).toISOString().slice(0, 23);
  const [sign, minutes] = [timeZoneMinutes < 0 ? '-' : '+', Math.abs(timeZoneMinutes)];
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${local}${sign}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}
