// The Defender provider, composed of the parts in this folder. README.md here lists its permissions, limits and quirks.

import { createAccounts } from '../kit/accounts.ts';
import { mapConcurrently } from '../kit/concurrency.ts';
import { createAccount } from '../kit/microsoft/account.ts';
import { podClient, readClient, SECRET_KEYS } from '../kit/microsoft/credential.ts';
import { openGraph, type Session } from '../kit/microsoft/session.ts';
import { SourceError } from '../ports/failure.ts';
import type { ChangesSource, ProbeResult, Provider, SourceContext } from '../provider.ts';
import { INCIDENTS, type DefenderConfig } from './config.ts';
import { lookUp } from './lookup.ts';
import { pullChanges, type Pulling } from './pull.ts';
import { LIST } from './walk.ts';
import { createWriter } from './writer.ts';

export { type DefenderConfig } from './config.ts';

/** Graph allows five requests at once per app, and more elsewhere. */
const LOOKUP_WIDTH = 4;
const MAX_UNMAPPED = 50;

/** One per program: sources that use the same app share its budget and token. */
export function createDefender(): Provider<DefenderConfig, ChangesSource> {
  const accountOf = createAccounts(createAccount);
  const sessionOf = (context: SourceContext<DefenderConfig>): Session => {
    const client = context.podIdentity === undefined ? readClient(context.secret) : podClient(context.podIdentity);
    return openGraph(context, client, accountOf);
  };
  return {
    endpoint: (config) => config.endpoint,
    secretKeys: SECRET_KEYS,
    lacksAcknowledgement: true,
    takesPodIdentity: true,
    open: (context) => createSource(sessionOf(context), context),
    openWriter: (context) => createWriter(sessionOf(context), context.config),
  };
}

function createSource(session: Session, context: SourceContext<DefenderConfig>): ChangesSource {
  const { config, severityMap, dataPolicy, dataLossWords } = context;
  const unmapped = new Set<string>();
  const pulling: Pulling = {
    session,
    minSeverity: config.minSeverity,
    options: { severityMap, dataPolicy, dataLossWords },
    noteUnmapped(value) {
      if (value !== undefined && unmapped.size < MAX_UNMAPPED) unmapped.add(value);
    },
  };
  return {
    reads: 'changes',
    // Every change of a status is a change of the incident.
    openSet: 'full',
    unmappedSeverities: unmapped,
    degraded: new Set(),
    probe: (signal) => probe(session, signal),
    changes: (request) => pullChanges(pulling, request),
    lookup: (externalIDs, signal) =>
      mapConcurrently(externalIDs, { width: LOOKUP_WIDTH, signal }, (id, own) => lookUp(pulling, id, own)),
    async [Symbol.asyncDispose]() {
      // Nothing to close: the HTTP client owns the connections, and the account outlives the sync.
    },
  };
}

/** Either permission lets an app read. */
const READING = ['SecurityIncident.Read.All', 'SecurityIncident.ReadWrite.All'];

/** Requests one incident, after the permissions in the token were looked at. */
async function probe(session: Session, signal: AbortSignal): Promise<ProbeResult> {
  signal.throwIfAborted();
  const granted = await session.credential.grantedScopes(signal);
  if (granted !== undefined && !READING.some((permission) => granted.has(permission))) {
    // An administrator may consent at any time: the next sync asks for a new token.
    session.credential.forget();
    throw new SourceError(
      'forbidden',
      `check the token: the app lacks ${LIST.permission}: grant it that application permission, with an administrator's consent`,
    );
  }
  await session.ask({ path: INCIDENTS, query: [['$top', '1']], attempted: LIST, signal });
  return { missingScopes: [], unmatched: [] };
}
