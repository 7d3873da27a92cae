// The Zenduty provider, composed of the parts in this folder. README.md here lists its scopes, limits and quirks.

import { accountKey, createAccounts } from '../kit/accounts.ts';
import { mapConcurrently } from '../kit/concurrency.ts';
import type { ListingSource, ProbeResult, Provider, SourceContext, VendorContext } from '../provider.ts';
import { createAccount, type Numbers } from './account.ts';
import { apiBaseOf, incidentUrlOf, type ZendutyAccess, type ZendutyConfig } from './config.ts';
import { authorizationOf, SECRET_KEYS } from './credential.ts';
import { resolveFilters, type Filters } from './filters.ts';
import { lookUp, type LookingUp } from './lookup.ts';
import { pullIncidents, type Pulling } from './pull.ts';
import { createRoster } from './roster.ts';
import { createSession, type Session } from './session.ts';
import { LISTING_LAG_MS, UnfinishedReadings } from './unfinished.ts';
import { createWriter } from './writer.ts';
import { receiver } from './receive.ts';

export { type ZendutyConfig } from './config.ts';

const MAX_UNMAPPED = 50;

/** One per program: sources that use the same credential share its budget. */
export function createZenduty(): Provider<ZendutyConfig, ListingSource, ZendutyAccess> {
  const accountOf = createAccounts(createAccount);
  const unfinishedOf = createAccounts(() => new UnfinishedReadings());
  const numbersOf = createAccounts((): Numbers => new Map());
  const sessionFor = ({ config, clock, secret, http }: VendorContext<ZendutyAccess>): Session => {
    const base = apiBaseOf(config);
    const authorization = authorizationOf(secret);
    const account = accountOf(keyOf({ config, secret }), clock);
    const numbers = numbersOf(accountKey([base]), clock);
    return createSession({ base, http: http(base), authorization, account, numbers, clock });
  };
  return {
    receive: receiver,
    endpoint: (config) => config.endpoint,
    secretKeys: SECRET_KEYS,
    open: (context) => createSource(sessionFor(context), unfinishedOf(keyOf(context), context.clock), context),
    openWriter: (context) => createWriter(sessionFor(context)),
    roster: {
      endpoint: ({ endpoint }) => endpoint,
      secretKeys: SECRET_KEYS,
      open: (context) => createRoster(sessionFor(context)),
    },
  };
}

/** Of an account, by its credential. */
function keyOf({ config, secret }: Pick<VendorContext<ZendutyAccess>, 'config' | 'secret'>): string {
  return accountKey([apiBaseOf(config), authorizationOf(secret)]);
}

function createSource(
  session: Session,
  unfinished: UnfinishedReadings,
  context: SourceContext<ZendutyConfig>,
): ListingSource {
  const { config, clock, severityMap, dataPolicy, dataLossWords, recorded } = context;
  const unmapped = new Set<string>();
  const filters = filtersOnce(session, config);
  const prepare = async (signal: AbortSignal): Promise<Pulling> => ({
    session,
    unfinished,
    clock,
    filters: await filters(signal),
    options: { severityMap, dataPolicy, dataLossWords, urlOf: incidentUrlOf },
    noteUnmapped(value) {
      if (value !== undefined && unmapped.size < MAX_UNMAPPED) unmapped.add(value);
    },
  });
  return {
    reads: 'listing',
    overlapMs: LISTING_LAG_MS,
    unmappedSeverities: unmapped,
    degraded: new Set(),
    probe: (signal) => probe(session, filters, signal),
    async *pull(request) {
      yield* pullIncidents(await prepare(request.signal), request);
    },
    async *lookup(externalIDs, signal) {
      const looking: LookingUp = { pulling: await prepare(signal), recorded, days: new Set(), rows: new Map() };
      const ask = (id: string, own: AbortSignal) => lookUp(looking, id, own);
      yield* mapConcurrently(externalIDs, { width: 1, signal }, ask);
    },
    async [Symbol.asyncDispose]() {
      // Nothing to close: the HTTP client owns the connections, and the account outlives the sync.
    },
  };
}

type FiltersOnce = (signal: AbortSignal) => Promise<Filters>;

/** Names are looked up once per sync. The next caller retries a failed look-up. */
function filtersOnce(session: Session, config: ZendutyConfig): FiltersOnce {
  let resolved: Promise<Filters> | undefined;
  return (signal) => {
    resolved ??= resolveFilters(session, config, signal).catch((error: unknown) => {
      resolved = undefined;
      throw error;
    });
    return resolved;
  };
}

/** Lists the teams, which every key may: a request for incidents would count against a smaller budget. A key has no scopes. */
async function probe(session: Session, filters: FiltersOnce, signal: AbortSignal): Promise<ProbeResult> {
  await session.ask({ path: 'api/account/teams/', what: 'check the credential', signal });
  const { unmatched } = await filters(signal);
  return { missingScopes: [], unmatched };
}
