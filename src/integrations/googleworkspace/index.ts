// The directory of Google Workspace, composed of the parts in this folder. README.md here lists its scopes, limits and quirks.

import type { Clock } from '../../base/clock.ts';
import { accountKey, createAccounts } from '../kit/accounts.ts';
import { createTokens, grantedCredential } from '../kit/oauth.ts';
import { onceUnlessFailed } from '../kit/once.ts';
import { createRateBudget } from '../kit/rate-budget.ts';
import type { Directory, DirectoryProbe } from '../ports/directory.ts';
import type { ListingProvider, VendorContext } from '../provider.ts';
import { apiBaseOf, scopesOf, tokenBaseOf, type GoogleWorkspaceConfig } from './config.ts';
import { readServiceAccount, requestToken, SECRET_KEYS } from './credential.ts';
import { RATE_SIGNALS } from './limits.ts';
import { readPeople, rolesOf, unmatchedGroups, usersCall, type Reading } from './people.ts';
import { createSession, type Session } from './session.ts';

export { type GoogleWorkspaceConfig } from './config.ts';

/** One per program: rosters that use the same service account share its budget and tokens. */
export function createGoogleWorkspace(): ListingProvider<GoogleWorkspaceConfig, Directory> {
  const keptOf = createAccounts((clock: Clock) => ({
    budget: createRateBudget(clock, RATE_SIGNALS),
    tokens: createTokens(),
  }));
  const sessionOf = ({ config, clock, secret, http }: VendorContext<GoogleWorkspaceConfig>): Session => {
    const account = readServiceAccount(secret);
    const base = apiBaseOf(config);
    const { budget, tokens } = keptOf(accountKey([base, config.subject, account.fingerprint]), clock);
    const scopes = scopesOf(config);
    const token = { account, subject: config.subject, scopes, identity: http(tokenBaseOf(config)), clock };
    const grant = (signal: AbortSignal) => requestToken(token, signal);
    const credential = grantedCredential({ tokens, scope: scopes.join(' '), clock, grant });
    return createSession({ http: http(base), credential, budget, clock });
  };
  return {
    endpoint: ({ endpoint }) => endpoint,
    secretKeys: SECRET_KEYS,
    open: (context) => createDirectory(sessionOf(context), context.config),
  };
}

function createDirectory(session: Session, config: GoogleWorkspaceConfig): Directory {
  const readingFor = (signal: AbortSignal): Reading => ({ session, config, signal });
  const unmatched = onceUnlessFailed((signal) => unmatchedGroups(readingFor(signal)));
  return {
    degraded: new Set(),
    async probe(signal): Promise<DirectoryProbe> {
      signal.throwIfAborted();
      await session.get(usersCall(readingFor(signal), '1'));
      return { missingScopes: [], unmatched: await unmatched(signal) };
    },
    async *people(signal) {
      signal.throwIfAborted();
      const lost = await unmatched(signal);
      const groups = (config.groups ?? []).filter((group) => !lost.includes(group));
      const reading = readingFor(signal);
      yield* readPeople(reading, await rolesOf(reading, groups));
    },
    async [Symbol.asyncDispose]() {
      // Nothing to close: the HTTP client owns the connections, and the budget outlives the sync.
    },
  };
}
