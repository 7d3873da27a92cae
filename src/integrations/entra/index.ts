// The directory of Microsoft Entra ID, composed of the parts in this folder. README.md here lists its permissions, limits and quirks.

import { createAccounts } from '../kit/accounts.ts';
import { createAccount } from '../kit/microsoft/account.ts';
import { readClient, SECRET_KEYS } from '../kit/microsoft/credential.ts';
import { openGraph, type Session } from '../kit/microsoft/session.ts';
import { onceUnlessFailed } from '../kit/once.ts';
import type { Directory, DirectoryProbe } from '../ports/directory.ts';
import { SourceError } from '../ports/failure.ts';
import type { ListingProvider, VendorContext } from '../provider.ts';
import { hasPermission, LEAVE_DATES, MEMBERS, USERS, type EntraConfig, type Permission } from './config.ts';
import { findGroups, rolesOf } from './groups.ts';
import { LIST, readPeople } from './people.ts';
import { LEAVE_FIELD } from './schema.ts';

export { type EntraConfig } from './config.ts';

/** One per program: rosters that use the same app share its budget and token. */
export function createEntra(): ListingProvider<EntraConfig, Directory> {
  const accountOf = createAccounts(createAccount);
  return {
    endpoint: ({ endpoint }) => endpoint,
    secretKeys: SECRET_KEYS,
    open: (context) => createDirectory(openGraph(context, readClient(context.secret), accountOf), context),
  };
}

function createDirectory(session: Session, { config, clock }: VendorContext<EntraConfig>): Directory {
  const degraded = new Set<string>();
  const groups = onceUnlessFailed((signal) => findGroups(session, config.groups ?? [], signal));
  const requireAll = async (signal: AbortSignal): Promise<{ readonly withLeaveDates: boolean }> => {
    signal.throwIfAborted();
    const granted = await session.credential.grantedScopes(signal);
    for (const permission of config.groups === undefined ? [USERS] : [USERS, MEMBERS]) {
      if (!hasPermission(granted, permission)) throw lacking(session, permission);
    }
    const withLeaveDates = granted !== undefined && hasPermission(granted, LEAVE_DATES);
    if (!withLeaveDates) degraded.add(LEAVE_FIELD);
    return { withLeaveDates };
  };
  return {
    degraded,
    async probe(signal): Promise<DirectoryProbe> {
      await requireAll(signal);
      const query = [['$top', '1']] as const;
      const attempted = { what: LIST, permission: USERS.name };
      await session.ask({ path: 'v1.0/users', query, attempted, signal });
      const { unmatched } = await groups(signal);
      return { missingScopes: [], unmatched };
    },
    async *people(signal) {
      const { withLeaveDates } = await requireAll(signal);
      const { found } = await groups(signal);
      const roles = await rolesOf(session, found, signal);
      yield* readPeople({ session, clock, roles, withLeaveDates, signal });
    },
    async [Symbol.asyncDispose]() {
      // Nothing to close: the HTTP client owns the connections, and the account outlives the sync.
    },
  };
}

/** An administrator may consent at any time: the next sync asks for a new token. */
function lacking(session: Session, { name }: Permission): SourceError {
  session.credential.forget();
  return new SourceError(
    'forbidden',
    `check the token: the app lacks ${name}: grant it that application permission, with an administrator's consent`,
  );
}
