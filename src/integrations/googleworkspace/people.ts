// The people of a Google Workspace: its users, those that were deleted within the last 20 days, and who is in the groups of the spec.
// https://developers.google.com/workspace/admin/directory/reference/rest/v1/users/list, .../v1/members/list

import { directoryPage, type ReadPerson } from '../kit/people.ts';
import { wholeListing } from '../kit/whole-listing.ts';
import type { DirectoryPage } from '../ports/directory.ts';
import { MEMBERS_SCOPE, USERS_SCOPE, type GoogleWorkspaceConfig } from './config.ts';
import { normalizeDeleted, normalizeUser } from './normalize.ts';
import { MEMBER_FIELDS, memberOf, USER_FIELDS } from './schema.ts';
import type { Call, Session } from './session.ts';

const LIST = 'list users';
const USERS_PATH = 'admin/directory/v1/users';

export interface Reading {
  readonly session: Session;
  readonly config: GoogleWorkspaceConfig;
  readonly signal: AbortSignal;
}

export function usersCall({ config, signal }: Reading, size: string, isDeleted = false): Call {
  const query = [
    ['customer', config.customer ?? 'my_customer'],
    ['maxResults', size],
    ['fields', USER_FIELDS],
    ...(isDeleted ? ([['showDeleted', 'true']] as const) : []),
  ] as const;
  return { path: USERS_PATH, query, what: isDeleted ? 'list deleted users' : LIST, scope: USERS_SCOPE, signal };
}

/** The vendor's largest page. */
const PAGE_SIZE = '500';

export async function* readPeople(
  reading: Reading,
  roles: ReadonlyMap<string, readonly string[]>,
): AsyncGenerator<DirectoryPage> {
  const [ids, addresses] = [new Set<string>(), new Set<string>()];
  const once = (): AsyncIterable<readonly ReadPerson[]> => rowsOf(reading, false, (item) => normalizeUser(item, roles));
  for await (const { rows, last } of wholeListing({ what: LIST, vendor: 'Google', pages: 'stands', once })) {
    const page = directoryPage(rows, false);
    for (const { person, email, aliases } of page.people) {
      ids.add(person);
      for (const address of [email, ...aliases]) if (address !== undefined) addresses.add(address.toLowerCase());
    }
    if (!last) yield page;
  }
  const isTaken = (address: string): boolean => addresses.has(address.toLowerCase());
  for await (const rows of rowsOf(reading, true, (item) => normalizeDeleted(item, isTaken))) {
    const fresh = rows.filter(({ key }) => key === undefined || !ids.has(key));
    for (const { key } of fresh) if (key !== undefined) ids.add(key);
    yield directoryPage(fresh, false);
  }
  yield directoryPage([], true);
}

async function* rowsOf(
  reading: Reading,
  isDeleted: boolean,
  read: (item: unknown) => ReadPerson,
): AsyncGenerator<readonly ReadPerson[]> {
  const call = usersCall(reading, PAGE_SIZE, isDeleted);
  for await (const items of reading.session.pages('users', call)) yield items.map((item) => read(item));
}

function membersCall(group: string, size: string, signal: AbortSignal): Call {
  const query = [
    ['includeDerivedMembership', 'true'],
    ['maxResults', size],
    ['fields', MEMBER_FIELDS],
  ] as const;
  const path = `admin/directory/v1/groups/${encodeURIComponent(group)}/members`;
  return { path, query, what: 'list the members of a group', scope: MEMBERS_SCOPE, signal };
}

/** Those of the spec's groups that do not exist. */
export async function unmatchedGroups({ session, config, signal }: Reading): Promise<readonly string[]> {
  const unmatched: string[] = [];
  for (const group of config.groups ?? []) {
    const { status } = await session.get(membersCall(group, '1', signal), [404]);
    if (status === 404) unmatched.push(group);
  }
  return unmatched;
}

/** The roles of people, by their ids: the addresses of the groups that exist. */
export async function rolesOf(
  { session, signal }: Reading,
  groups: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const roles = new Map<string, string[]>();
  for (const group of groups) {
    for await (const items of session.pages('members', membersCall(group, '200', signal))) {
      for (const item of items) {
        const user = memberOf(item, 'id');
        if (typeof user === 'string') roles.set(user, [...(roles.get(user) ?? []), group]);
      }
    }
  }
  return roles;
}
