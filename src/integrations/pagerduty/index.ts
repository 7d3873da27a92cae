// The PagerDuty provider, composed of the parts in this folder. README.md here lists its scopes, limits and quirks.

import { SourceError } from '../ports/failure.ts';
import type { ProbeResult, Provider, ListingSource, SourceContext, VendorContext } from '../provider.ts';
import { createAcknowledgementReader } from './acknowledgements.ts';
import { accountKey, createAccounts } from '../kit/accounts.ts';
import { mapConcurrently } from '../kit/concurrency.ts';
import type { Credential } from '../kit/oauth.ts';
import { createAccount, type Account } from './account.ts';
import {
  accountScopeOf,
  apiBaseOf,
  identityBaseOf,
  ROSTER_SCOPES,
  scopesOf,
  WRITE_SCOPES,
  type PagerDutyAccess,
  type PagerDutyConfig,
} from './config.ts';
import { oauthCredential, readSecret, SECRET_KEYS, tokenCredential, type SecretValues } from './credential.ts';
import { resolveFilters, type Filters } from './filters.ts';
import { lookUp } from './lookup.ts';
import { createNoteReader } from './notes.ts';
import { pullIncidents, type Pulling } from './pull.ts';
import { createRoster } from './roster.ts';
import { createSession, type Session } from './session.ts';
import { createWriter } from './writer.ts';
import { receiver } from './receive.ts';

export { type PagerDutyConfig } from './config.ts';

/** New incidents appear in listings within seconds. Ten minutes cover an outage of the vendor, and cost one page. */
const LISTING_LAG_MS = 10 * 60_000;
/** The vendor asks for few requests at once per credential. */
const LOOKUP_WIDTH = 4;
const MAX_UNMAPPED = 50;

/** One per program: sources that use the same credential share its budget and tokens. */
export function createPagerDuty(): Provider<PagerDutyConfig, ListingSource, PagerDutyAccess> {
  const accountOf = createAccounts(createAccount);
  return {
    receive: receiver,
    endpoint: (config) => config.endpoint,
    secretKeys: SECRET_KEYS,
    open: (context) => createSource(sessionOf(context, scopesOf(context.config)), context),
    openWriter: (context) => createWriter(sessionOf(context, WRITE_SCOPES), context.config),
    roster: {
      endpoint: ({ endpoint }) => endpoint,
      secretKeys: SECRET_KEYS,
      open: (context) => createRoster(sessionOf(context, ROSTER_SCOPES)),
    },
  };

  function sessionOf(context: VendorContext<PagerDutyAccess>, scopes: readonly string[]): Session {
    const values = readSecret(context.secret);
    const base = apiBaseOf(context.config);
    const http = context.http(base);
    const account = accountOf(accountKey([base, ...Object.values(values)]), context.clock);
    const credential = credentialOf(values, account, context, scopes);
    return createSession({ http, credential, account, clock: context.clock });
  }
}

function credentialOf(
  values: SecretValues,
  account: Account,
  context: VendorContext<PagerDutyAccess>,
  scopes: readonly string[],
): Credential {
  if (values.kind === 'token') return tokenCredential(values.token);
  const { config, clock } = context;
  return oauthCredential({
    values,
    scope: [accountScopeOf(config, values.subdomain), ...scopes].join(' '),
    identity: context.http(identityBaseOf(config)),
    account,
    clock,
  });
}

function createSource(session: Session, context: SourceContext<PagerDutyConfig>): ListingSource {
  const unmapped = new Set<string>();
  const noteUnmapped = (value: string | undefined): void => {
    if (value !== undefined && unmapped.size < MAX_UNMAPPED) unmapped.add(value);
  };
  const { clock, recorded, severityMap, dataPolicy, dataLossWords } = context;
  const acknowledgements = createAcknowledgementReader({ session, clock, recorded });
  const notes = createNoteReader({ session, clock, words: dataLossWords, recorded });
  const refused = new Set<string>();
  const filters = filtersOnce(session, context.config, (part) => refused.add(part));
  const prepare = async (signal: AbortSignal): Promise<Pulling> => ({
    session,
    clock,
    filters: await filters(signal),
    options: { severityMap, dataPolicy, dataLossWords },
    complete: async (records, own) => notes.complete(await acknowledgements.complete(records, own), own),
    noteUnmapped,
  });
  return {
    reads: 'listing',
    overlapMs: LISTING_LAG_MS,
    unmappedSeverities: unmapped,
    get degraded() {
      return refused.union(session.account.degraded);
    },
    probe: (signal) => probe(session, { config: context.config, filters, signal }),
    async *pull(request) {
      yield* pullIncidents(await prepare(request.signal), request);
    },
    async *lookup(externalIDs, signal) {
      const looking = { ...(await prepare(signal)), signal };
      const ask = (id: string, own: AbortSignal) => lookUp({ ...looking, signal: own }, id);
      for await (const found of mapConcurrently(externalIDs, { width: LOOKUP_WIDTH, signal }, ask)) {
        if (found.kind !== 'found') yield found;
        else {
          const completed = await acknowledgements.complete([found.record], signal);
          const [record = found.record] = await notes.complete(completed, signal, { anew: true });
          yield { ...found, record };
        }
      }
    },
    async [Symbol.asyncDispose]() {
      // Nothing to close: the HTTP client owns the connections, and the account outlives the sync.
    },
  };
}

type FiltersOnce = (signal: AbortSignal) => Promise<Filters>;

/** Names are looked up once per sync. The next caller retries a failed look-up. */
function filtersOnce(session: Session, config: PagerDutyConfig, onDegraded: (part: string) => void): FiltersOnce {
  let resolved: Promise<Filters> | undefined;
  return (signal) => {
    resolved ??= resolveFilters(session, config, signal).then(
      (filters) => {
        filters.degraded.forEach(onDegraded);
        return filters;
      },
      (error: unknown) => {
        resolved = undefined;
        throw error;
      },
    );
    return resolved;
  };
}

interface Probing {
  readonly config: PagerDutyConfig;
  readonly filters: FiltersOnce;
  readonly signal: AbortSignal;
}

/** Requests one incident, after the names were looked up. `/users/me` would not work: account keys have no user. */
async function probe(session: Session, { config, filters, signal }: Probing): Promise<ProbeResult> {
  const missing = await missingScopes(session, config, signal);
  if (missing.length > 0) session.credential.forget();
  if (missing.includes('incidents.read')) {
    throw new SourceError(
      'forbidden',
      'check the OAuth token: PagerDuty did not grant incidents.read: grant the app that scope',
    );
  }
  const query = [['limit', '1']] as const;
  await session.get({ path: 'incidents', query, what: 'list incidents', scope: 'incidents.read', signal });
  const { unmatched } = await filters(signal);
  return { missingScopes: missing, unmatched };
}

async function missingScopes(session: Session, config: PagerDutyConfig, signal: AbortSignal): Promise<string[]> {
  const granted = await session.credential.grantedScopes(signal);
  return granted === undefined ? [] : scopesOf(config).filter((scope) => !granted.has(scope));
}
