// The people of a tenant: its users, and those that were deleted within the last 30 days.
// https://learn.microsoft.com/graph/api/user-list, https://learn.microsoft.com/graph/api/directory-deleteditems-list

import type { Clock } from '../../base/clock.ts';
import type { Session } from '../kit/microsoft/session.ts';
import { directoryPage, type ReadPerson } from '../kit/people.ts';
import { wholeListing } from '../kit/whole-listing.ts';
import type { DirectoryPage, PersonRecord } from '../ports/directory.ts';
import { USERS } from './config.ts';
import { normalizeDeleted, normalizeUser, type NormalizeOptions } from './normalize.ts';
import { PAGE_SIZE, pages, type Listing } from './pages.ts';
import { LEAVE_FIELD, USER_FIELDS } from './schema.ts';

export interface Reading {
  readonly session: Session;
  readonly clock: Clock;
  readonly roles: NormalizeOptions['roles'];
  /** The app may read when people left. */
  readonly withLeaveDates: boolean;
  readonly signal: AbortSignal;
}

export const LIST = 'list users';

export async function* readPeople(reading: Reading): AsyncGenerator<DirectoryPage> {
  const options = { roles: reading.roles, nowMs: reading.clock.now().getTime() };
  const [ids, addresses] = [new Set<string>(), new Set<string>()];
  const once = (): AsyncIterable<readonly ReadPerson[]> =>
    rowsOf(reading, usersListing(reading), (item) => normalizeUser(item, options));
  for await (const { rows, last } of wholeListing({
    what: LIST,
    vendor: 'Microsoft Entra ID',
    pages: 'stands',
    once,
  })) {
    const page = directoryPage(rows, false);
    for (const person of page.people) note(person, ids, addresses);
    if (!last) yield page;
  }
  const isTaken = (address: string): boolean => addresses.has(address.toLowerCase());
  const isNew = (row: ReadPerson): boolean => row.key === undefined || !ids.has(row.key);
  for await (const rows of rowsOf(reading, deletedListing(reading), (item) => normalizeDeleted(item, isTaken))) {
    const page = directoryPage(rows.filter(isNew), false);
    for (const { person } of page.people) ids.add(person);
    yield page;
  }
  yield directoryPage([], true);
}

function note({ person, email, aliases }: PersonRecord, ids: Set<string>, addresses: Set<string>): void {
  ids.add(person);
  for (const address of [email, ...aliases]) if (address !== undefined) addresses.add(address.toLowerCase());
}

async function* rowsOf(
  { session }: Reading,
  listing: Listing,
  read: (item: unknown) => ReadPerson | undefined,
): AsyncGenerator<readonly ReadPerson[]> {
  for await (const items of pages(session, listing)) yield items.flatMap((item) => read(item) ?? []);
}

function usersListing({ withLeaveDates, signal }: Reading): Listing {
  const fields = [...USER_FIELDS, ...(withLeaveDates ? [LEAVE_FIELD] : [])];
  return { path: 'v1.0/users', query: queryOf(fields), what: LIST, permission: USERS, signal };
}

function deletedListing({ withLeaveDates, signal }: Reading): Listing {
  const fields = [...USER_FIELDS, 'deletedDateTime', ...(withLeaveDates ? [LEAVE_FIELD] : [])];
  const path = 'v1.0/directory/deletedItems/microsoft.graph.user';
  return { path, query: queryOf(fields), what: 'list deleted users', permission: USERS, signal };
}

function queryOf(fields: readonly string[]): Listing['query'] {
  return [
    ['$select', fields.join(',')],
    ['$top', String(PAGE_SIZE)],
  ];
}
