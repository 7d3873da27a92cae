// The groups of the spec, and who is in them: a role each for its members, also for those of groups in it.
// https://learn.microsoft.com/graph/api/group-list, https://learn.microsoft.com/graph/api/group-list-transitivemembers

import { memberOf } from '../kit/microsoft/answers.ts';
import type { Session } from '../kit/microsoft/session.ts';
import { MEMBERS } from './config.ts';
import { PAGE_SIZE, pages } from './pages.ts';

interface Group {
  readonly id: string;
  readonly name: string;
}

interface Groups {
  readonly found: readonly Group[];
  /** Names of the spec that no group has, or more than one. */
  readonly unmatched: readonly string[];
}

export async function findGroups(session: Session, wanted: readonly string[], signal: AbortSignal): Promise<Groups> {
  const found = new Map<string, Group>();
  const unmatched: string[] = [];
  for (const name of wanted) {
    const groups = await groupsNamed(session, name, signal);
    const [group] = groups;
    if (group === undefined || groups.length > 1) unmatched.push(name);
    else found.set(group.id, group);
  }
  return { found: [...found.values()], unmatched };
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function groupsNamed(session: Session, name: string, signal: AbortSignal): Promise<readonly Group[]> {
  // A quotation mark in a text of OData is doubled.
  const text = `'${name.replaceAll("'", "''")}'`;
  const filter = ID.test(name) ? `id eq ${text} or displayName eq ${text}` : `displayName eq ${text}`;
  const query = [
    ['$filter', filter],
    ['$select', 'id,displayName'],
  ] as const;
  const listing = { path: 'v1.0/groups', query, what: 'look up a group', permission: MEMBERS, signal };
  const groups: Group[] = [];
  for await (const items of pages(session, listing)) {
    for (const item of items) {
      const [id, displayName] = [memberOf(item, 'id'), memberOf(item, 'displayName')];
      if (typeof id === 'string' && ID.test(id)) {
        groups.push({ id, name: typeof displayName === 'string' && displayName !== '' ? displayName : name });
      }
    }
  }
  return groups;
}

/** The roles of people, by their ids. */
export async function rolesOf(
  session: Session,
  groups: readonly Group[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const roles = new Map<string, string[]>();
  for (const { id, name } of groups) {
    const query = [
      ['$select', 'id'],
      ['$top', String(PAGE_SIZE)],
    ] as const;
    const path = `v1.0/groups/${id}/transitiveMembers/microsoft.graph.user`;
    const listing = { path, query, what: 'list the members of a group', permission: MEMBERS, signal };
    for await (const items of pages(session, listing)) {
      for (const item of items) {
        const user = memberOf(item, 'id');
        if (typeof user === 'string') roles.set(user, [...(roles.get(user) ?? []), name]);
      }
    }
  }
  return roles;
}
