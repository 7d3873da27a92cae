// The groups of the spec, and who is in them: a role each for its members. Okta has no groups in groups.
// https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Group/

import { memberOf } from './schema.ts';
import type { Session } from './session.ts';

interface Group {
  readonly id: string;
  readonly name: string;
}

interface Groups {
  readonly found: readonly Group[];
  /** Names of the spec that no group has, or more than one. */
  readonly unmatched: readonly string[];
}

/** What may go into a path. The form of Okta's own ids is not relied on. */
const ID = /^[A-Za-z0-9_-]{1,64}$/;
/** A text of the spec in the form that ids of Okta's groups have: it may be a name, too. */
const LIKE_ID = /^00g[A-Za-z0-9]{17}$/;

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

async function groupsNamed(session: Session, name: string, signal: AbortSignal): Promise<readonly Group[]> {
  // A quotation mark or a backslash in a text of a filter (SCIM) is escaped as in JSON.
  const text = JSON.stringify(name);
  const search = LIKE_ID.test(name) ? `id eq ${text} or profile.name eq ${text}` : `profile.name eq ${text}`;
  const call = { path: 'api/v1/groups', query: [['search', search]] as const, what: 'look up a group', signal };
  const groups: Group[] = [];
  for await (const items of session.pages(call)) {
    for (const item of items) {
      const [id, own] = [memberOf(item, 'id'), memberOf(memberOf(item, 'profile'), 'name')];
      if (typeof id === 'string' && ID.test(id)) groups.push({ id, name: typeof own === 'string' ? own : name });
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
    const query = [['limit', '200']] as const;
    const call = { path: `api/v1/groups/${id}/users`, query, what: 'list the members of a group', signal };
    for await (const items of session.pages(call)) {
      for (const item of items) {
        const user = memberOf(item, 'id');
        if (typeof user === 'string') roles.set(user, [...(roles.get(user) ?? []), name]);
      }
    }
  }
  return roles;
}
