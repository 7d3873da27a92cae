// The users of a Jira site: people, apps, and customers of its service desks, active or not. Pages are by offset and may be shorter than asked
// for. Groups are not read, as that takes a request for each user.
// https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-users/#api-rest-api-3-users-search-get

import { rosterPage, type ReadAccount } from '../kit/people.ts';
import { wholeListing } from '../kit/whole-listing.ts';
import { SourceError } from '../ports/failure.ts';
import type { Roster, RosterPage } from '../ports/roster.ts';
import { normalizeUser } from './normalize-user.ts';
import { lacksScope } from './refusals.ts';
import type { Session } from './session.ts';

const LIST = 'list users';
const SCOPE = 'read:jira-user';
const RIGHT = 'browse users and groups';
/** The vendor's largest page. */
const PAGE_SIZE = '1000';
const MAX_PAGES = 20_000;
/** After so many pages in a row without anything new, the vendor gives the same page for every offset. */
const MAX_STALE = 3;

export function createRoster(session: Session): Roster {
  return {
    degraded: new Set(),
    async probe(signal) {
      signal.throwIfAborted();
      const answer = await session.ask(callOf(0, '1', signal), [401]);
      if (lacksScope(answer)) return { missingScopes: [SCOPE] };
      if (answer.status === 401) throw session.refuse(answer, callOf(0, '1', signal));
      return { missingScopes: [] };
    },
    accounts: (signal) => readAccounts(session, signal),
    async [Symbol.asyncDispose]() {
      // Nothing to close: the HTTP client owns the connections, and the account outlives the sync.
    },
  };
}

async function* readAccounts(session: Session, signal: AbortSignal): AsyncGenerator<RosterPage> {
  signal.throwIfAborted();
  const once = (): AsyncIterable<readonly ReadAccount[]> => readOnce(session, signal);
  const listing = { what: LIST, vendor: 'Jira', pages: 'shifts', once } as const;
  for await (const { rows, last } of wholeListing(listing)) yield rosterPage(rows, last);
}

/** To the first empty page: a short one is not the last. */
async function* readOnce(session: Session, signal: AbortSignal): AsyncGenerator<readonly ReadAccount[]> {
  const seen = new Set<string | undefined>();
  let stale = 0;
  let offset = 0;
  for (let count = 0; count < MAX_PAGES; count++) {
    const { status, body } = await session.ask(callOf(offset, PAGE_SIZE, signal));
    if (!Array.isArray(body)) {
      throw new SourceError('malformed', `${LIST}: ${status} from Jira without a list of users`);
    }
    if (body.length === 0) return;
    const rows = body.map((item: unknown) => normalizeUser(item));
    stale = rows.every(({ key }) => seen.has(key)) ? stale + 1 : 0;
    if (stale === MAX_STALE) break;
    for (const { key } of rows) seen.add(key);
    offset += rows.length;
    yield rows;
  }
  throw new SourceError('incomplete', `${LIST}: the same page was offered again and again: the listing does not end`);
}

function callOf(offset: number, limit: string, signal: AbortSignal) {
  const query = [
    ['startAt', String(offset)],
    ['maxResults', limit],
  ] as const;
  return { path: 'rest/api/3/users/search', query, what: LIST, scope: SCOPE, right: RIGHT, signal };
}
