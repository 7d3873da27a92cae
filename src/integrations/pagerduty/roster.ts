// The users of a PagerDuty account with their roles and teams. Pages are by offset, and shift when a user is deleted or renamed.
// https://developer.pagerduty.com/api-reference/c96e889522dd6-list-users

import { rosterPage, type ReadAccount } from '../kit/people.ts';
import { wholeListing } from '../kit/whole-listing.ts';
import { SourceError } from '../ports/failure.ts';
import type { Roster, RosterPage } from '../ports/roster.ts';
import { ROSTER_SCOPES } from './config.ts';
import { normalizeUser } from './normalize-user.ts';
import { PAGE_SIZE, walkPages, type Listing } from './pages.ts';
import type { Session } from './session.ts';

const LIST = 'list users';
const [USERS, TEAMS] = ROSTER_SCOPES;
/** PagerDuty refuses offsets beyond 10,000. */
const MAX_PAGES = 10_000 / PAGE_SIZE;

export function createRoster(session: Session): Roster {
  const degraded = new Set<string>();
  return {
    degraded,
    probe: (signal) => probe(session, signal),
    async *accounts(signal) {
      signal.throwIfAborted();
      const granted = await session.credential.grantedScopes(signal);
      const withTeams = granted?.has(TEAMS) !== false;
      if (!withTeams) degraded.add('teams');
      yield* readAccounts(session, { withTeams, signal });
    },
    async [Symbol.asyncDispose]() {
      // Nothing to close: the HTTP client owns the connections, and the account outlives the sync.
    },
  };
}

/** Requests one user, after the granted scopes were looked at. */
async function probe(session: Session, signal: AbortSignal): Promise<{ readonly missingScopes: readonly string[] }> {
  const granted = await session.credential.grantedScopes(signal);
  const missingScopes = granted === undefined ? [] : ROSTER_SCOPES.filter((scope) => !granted.has(scope));
  if (missingScopes.length > 0) session.credential.forget();
  if (missingScopes.includes(USERS)) {
    const message = `check the OAuth token: PagerDuty did not grant ${USERS}: grant the app that scope`;
    throw new SourceError('forbidden', message);
  }
  await session.get({ path: 'users', query: [['limit', '1']], what: LIST, scope: USERS, signal });
  return { missingScopes };
}

interface Wanted {
  readonly withTeams: boolean;
  readonly signal: AbortSignal;
}

async function* readAccounts(session: Session, { withTeams, signal }: Wanted): AsyncGenerator<RosterPage> {
  const query = withTeams ? ([['include[]', 'teams']] as const) : [];
  const call: Listing = { path: 'users', query, what: LIST, scope: USERS, signal, resource: 'users' };
  const once = (): AsyncIterable<readonly ReadAccount[]> => readOnce(session, call);
  const listing = { what: LIST, vendor: 'PagerDuty', pages: 'shifts', once } as const;
  for await (const { rows, last } of wholeListing(listing)) yield rosterPage(rows, last);
}

async function* readOnce(session: Session, call: Listing): AsyncGenerator<readonly ReadAccount[]> {
  const pages = walkPages(session, call, MAX_PAGES);
  for (;;) {
    const step = await pages.next();
    if (step.done === true) {
      if (step.value.complete) return;
      throw new SourceError(
        'incomplete',
        `${LIST}: the account has more than 10,000 users, and PagerDuty lists no more`,
      );
    }
    yield step.value.items.map((item) => normalizeUser(item));
  }
}
