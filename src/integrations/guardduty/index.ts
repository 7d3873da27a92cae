// The GuardDuty provider, composed of the parts in this folder. README.md here lists its permissions, limits and quirks.

import { accountKey, createAccounts } from '../kit/accounts.ts';
import type { ProbeResult, Provider, ChangesSource, SourceContext } from '../provider.ts';
import { createAccount, type Account, type Credential, type Keys } from './account.ts';
import { guardDutyBaseOf, stsBaseOf, type GuardDutyConfig } from './config.ts';
import { keysCredential, readKeys, roleCredential, SECRET_KEYS } from './credential.ts';
import { lookUp } from './lookup.ts';
import { podCredential } from './pod-credential.ts';
import { pullChanges, type Pulling } from './pull.ts';
import { createFailures } from './regions.ts';
import { createSession, type Session } from './session.ts';
import { createWriter } from './writer.ts';

export { type GuardDutyConfig } from './config.ts';

const MAX_UNMAPPED = 50;

/** One per program: sources that use the same credential share its budgets and the sessions of its roles. */
export function createGuardDuty(): Provider<GuardDutyConfig, ChangesSource> {
  const accountOf = createAccounts(createAccount);
  const callerOf = (context: SourceContext<GuardDutyConfig>): Caller => {
    const { config, clock, podIdentity } = context;
    if (podIdentity === undefined) {
      const keys = readKeys(context.secret);
      return { account: accountOf(keyOf(config, keys), clock), base: keysCredential(keys) };
    }
    const account = accountOf(accountKey([config.endpoint ?? '', 'pod']), clock);
    return { account, base: podCredential({ identity: podIdentity.aws, account, ...stsOf(context) }) };
  };
  const sessionOf = (context: SourceContext<GuardDutyConfig>): Session => {
    const { config, clock } = context;
    const { account, base } = callerOf(context);
    const credential = withRole(base, context, account);
    const baseOf = (region: string): string => guardDutyBaseOf(config, region);
    return createSession({ account, credential, clock, baseOf, http: (url) => context.http(url) });
  };
  return {
    endpoint: (config) => config.endpoint,
    secretKeys: SECRET_KEYS,
    lacksAcknowledgement: true,
    takesPodIdentity: true,
    open: (context) => createSource(sessionOf(context), context),
    openWriter: (context) => createWriter(sessionOf(context)),
  };
}

/** Who asks, before a role of the spec is assumed, and what is kept of it. */
interface Caller {
  readonly account: Account;
  readonly base: Credential;
}

function keyOf({ endpoint = '' }: GuardDutyConfig, { accessKeyId, secretAccessKey, sessionToken = '' }: Keys): string {
  return accountKey([endpoint, accessKeyId, secretAccessKey, sessionToken]);
}

function withRole(base: Credential, context: SourceContext<GuardDutyConfig>, account: Account): Credential {
  const { roleARN } = context.config;
  return roleARN === undefined ? base : roleCredential({ roleARN, base, account, ...stsOf(context) });
}

/** The STS of the first region, and what a session is called there. */
function stsOf({ config, source, clock, http }: SourceContext<GuardDutyConfig>) {
  // The CRD asks for one region at least.
  const region = config.regions[0] ?? '';
  const endpoint = stsBaseOf(config, region);
  const sessionName = `docket-${source.namespace}-${source.name}`.slice(0, 64);
  return { region, endpoint, sessionName, http: http(endpoint), clock };
}

function createSource(session: Session, context: SourceContext<GuardDutyConfig>): ChangesSource {
  const { config, severityMap, dataPolicy, dataLossWords } = context;
  const unmapped = new Set<string>();
  const pulling: Pulling = {
    session,
    regions: config.regions,
    minSeverity: config.minSeverity,
    options: { severityMap, dataPolicy, dataLossWords },
    noteUnmapped(value) {
      if (value !== undefined && unmapped.size < MAX_UNMAPPED) unmapped.add(value);
    },
  };
  return {
    reads: 'changes',
    // Nobody documents that archiving a finding changes the time of its last change.
    openSet: 'always',
    unmappedSeverities: unmapped,
    degraded: new Set(),
    probe: (signal) => probe(pulling, signal),
    changes: (request) => pullChanges(pulling, request),
    lookup: (externalIDs, signal) => lookUp(pulling, externalIDs, signal),
    async [Symbol.asyncDispose]() {
      // Nothing to close: the HTTP client owns the connections, and the account outlives the sync.
    },
  };
}

/** Asks each region for its detector. One region that answers is enough to read: the reading itself names those that do not. */
async function probe({ session, regions }: Pulling, signal: AbortSignal): Promise<ProbeResult> {
  const failures = createFailures(regions);
  for (const region of regions) {
    try {
      await session.detector(region, signal);
    } catch (error) {
      failures.add(region, error);
    }
  }
  if (regions.every((region) => failures.has(region))) failures.throwAny();
  return { missingScopes: [], unmatched: [] };
}
