// The directory of Okta, composed of the parts in this folder. README.md here lists its rights, limits and quirks.

import { accountKey, createAccounts } from '../kit/accounts.ts';
import { onceUnlessFailed } from '../kit/once.ts';
import { directoryPage, type ReadPerson } from '../kit/people.ts';
import { createRateBudget } from '../kit/rate-budget.ts';
import { wholeListing } from '../kit/whole-listing.ts';
import type { Directory, DirectoryPage, DirectoryProbe } from '../ports/directory.ts';
import type { ListingProvider } from '../provider.ts';
import { allowedBaseOf, apiBaseOf, type OktaConfig } from './config.ts';
import { authorizationOf, SECRET_KEYS } from './credential.ts';
import { findGroups, rolesOf } from './groups.ts';
import { RATE_SIGNALS } from './limits.ts';
import { normalizeUser } from './normalize.ts';
import { createSession, type Call, type Session } from './session.ts';

export { type OktaConfig } from './config.ts';

const LIST = 'list users';
/** The vendor's largest page. */
const PAGE_SIZE = '200';

/** One per program: rosters that use the same token share its budget. */
export function createOkta(): ListingProvider<OktaConfig, Directory> {
  const budgetOf = createAccounts((clock) => createRateBudget(clock, RATE_SIGNALS));
  return {
    endpoint: allowedBaseOf,
    secretKeys: SECRET_KEYS,
    open({ config, clock, secret, http }) {
      const base = apiBaseOf(config);
      const authorization = authorizationOf(secret);
      const budget = budgetOf(accountKey([base, authorization]), clock);
      return createDirectory(createSession({ base, http: http(base), authorization, budget, clock }), config);
    },
  };
}

function createDirectory(session: Session, { groups: wanted = [] }: OktaConfig): Directory {
  const groups = onceUnlessFailed((signal) => findGroups(session, wanted, signal));
  return {
    degraded: new Set(),
    async probe(signal): Promise<DirectoryProbe> {
      signal.throwIfAborted();
      await session.get({ path: 'api/v1/users', query: [['limit', '1']], what: LIST, signal });
      const { unmatched } = await groups(signal);
      return { missingScopes: [], unmatched };
    },
    async *people(signal) {
      signal.throwIfAborted();
      const { found } = await groups(signal);
      yield* readPeople(session, await rolesOf(session, found, signal), signal);
    },
    async [Symbol.asyncDispose]() {
      // Nothing to close: the HTTP client owns the connections, and the budget outlives the sync.
    },
  };
}

type Roles = Awaited<ReturnType<typeof rolesOf>>;

async function* readPeople(session: Session, roles: Roles, signal: AbortSignal): AsyncGenerator<DirectoryPage> {
  const once = (): AsyncIterable<readonly ReadPerson[]> => readOnce(session, roles, signal);
  for await (const { rows, last } of wholeListing({ what: LIST, vendor: 'Okta', pages: 'stands', once })) {
    yield directoryPage(rows, last);
  }
}

/** The first listing leaves out who is gone, and says nothing of it. */
async function* readOnce(session: Session, roles: Roles, signal: AbortSignal): AsyncGenerator<readonly ReadPerson[]> {
  const limit = ['limit', PAGE_SIZE] as const;
  const gone = ['filter', 'status eq "DEPROVISIONED"'] as const;
  // Those who leave meanwhile are in the second listing, and were in the first one.
  const calls: readonly Call[] = [
    { path: 'api/v1/users', query: [limit], what: LIST, signal },
    { path: 'api/v1/users', query: [limit, gone], what: 'list deactivated users', signal },
  ];
  for (const call of calls) {
    for await (const items of session.pages(call)) yield items.map((item) => normalizeUser(item, roles));
  }
}
