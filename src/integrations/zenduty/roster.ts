// The members of a Zenduty account, in one answer: a bare list, or pages of results where the vendor has come to page it. Teams are not read,
// as that takes a request for each. https://apidocs.zenduty.com/#tag/Account-Members

import { rosterPage, type ReadAccount } from '../kit/people.ts';
import { createPageTokens, nextRequest } from '../kit/paging.ts';
import { wholeListing } from '../kit/whole-listing.ts';
import { SourceError } from '../ports/failure.ts';
import type { Roster, RosterPage } from '../ports/roster.ts';
import { normalizeMember } from './normalize-member.ts';
import { pageOf, type RawPage } from './schema.ts';
import type { Call, Session } from './session.ts';

const LIST = 'list members';
const PATH = 'api/account/members/';
const MAX_PAGES = 1_000;

export function createRoster(session: Session): Roster {
  return {
    degraded: new Set(),
    /** A key has no scopes, and is refused with the listing itself. */
    async probe(signal) {
      await session.ask({ path: 'api/account/teams/', what: 'check the credential', signal });
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
  const listing = { what: LIST, vendor: 'Zenduty', pages: 'shifts', once } as const;
  for await (const { rows, last } of wholeListing(listing)) yield rosterPage(rows, last);
}

async function* readOnce(session: Session, signal: AbortSignal): AsyncGenerator<readonly ReadAccount[]> {
  const isNew = createPageTokens(LIST);
  let place: Pick<Call, 'path' | 'query'> = { path: PATH };
  for (let count = 0; count < MAX_PAGES; count++) {
    const { status, body } = await session.ask({ ...place, what: LIST, signal });
    const page = Array.isArray(body) ? wholeList(body) : pageOf(body);
    if (page === undefined)
      throw new SourceError('malformed', `${LIST}: ${status} from Zenduty without a list of members`);
    yield page.items.map((item) => normalizeMember(item));
    if (page.next === undefined) return;
    isNew(page.next);
    place = nextRequest(session.base, page.next, LIST);
  }
  throw new SourceError('incomplete', `${LIST}: more than ${MAX_PAGES} pages: the listing does not end`);
}

function wholeList(items: readonly unknown[]): RawPage {
  return { items, next: undefined };
}
