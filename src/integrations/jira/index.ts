// The Jira provider, composed of the parts in this folder. README.md here lists its scopes, limits and quirks.

import { accountKey, createAccounts } from '../kit/accounts.ts';
import { SourceError } from '../ports/failure.ts';
import type { ChangesSource, ProbeResult, Provider, SourceContext, VendorContext } from '../provider.ts';
import { createAccount } from './account.ts';
import { createAcknowledgementReader } from './acknowledgements.ts';
import { readChanges, type Prepared } from './changes.ts';
import { allowedBaseOf, apiBaseOf, issueUrlOf, type JiraAccess, type JiraConfig } from './config.ts';
import { authorizationOf, SECRET_KEYS } from './credential.ts';
import { severityFieldOnce, type SeverityField } from './fields.ts';
import { changedSince, jqlFault } from './jql.ts';
import { lookUpIssues } from './lookup.ts';
import { lacksScope } from './refusals.ts';
import { fieldsFor, searchIssues } from './search.ts';
import { createRoster } from './roster.ts';
import { createSession, type Session } from './session.ts';
import { createWriter } from './writer.ts';
import { receiver } from './receive.ts';

export { type JiraConfig } from './config.ts';

const MAX_UNMAPPED = 50;

/** One per program: sources that use the same credential share its budget. */
export function createJira(): Provider<JiraConfig, ChangesSource, JiraAccess> {
  const accountOf = createAccounts(createAccount);
  const sessionFor = ({ config, clock, secret, http }: VendorContext<JiraAccess>): Session => {
    const base = apiBaseOf(config);
    const authorization = authorizationOf(secret);
    const account = accountOf(accountKey([base, authorization]), clock);
    return createSession({ http: http(base), authorization, account, clock });
  };
  return {
    receive: receiver,
    endpoint: allowedBaseOf,
    secretKeys: SECRET_KEYS,
    open(context) {
      const { config } = context;
      const fault = jqlFault(config.jql);
      if (fault !== undefined) throw new SourceError('invalid-config', `read jql of the spec: ${fault}: correct it`);
      return createSource(sessionFor(context), context);
    },
    openWriter: (context) => createWriter(sessionFor(context), context.config),
    roster: {
      endpoint: allowedBaseOf,
      secretKeys: SECRET_KEYS,
      open: (context) => createRoster(sessionFor(context)),
    },
  };
}

function createSource(session: Session, context: SourceContext<JiraConfig>): ChangesSource {
  const { config, clock, severityMap, dataPolicy, dataLossWords } = context;
  const unmapped = new Set<string>();
  const acknowledgements = createAcknowledgementReader(session, clock);
  const severityField = severityFieldOnce(session, config.severityField);
  const prepare = async (signal: AbortSignal): Promise<Prepared> => {
    const { id } = await severityField(signal);
    return {
      session,
      clock,
      jql: config.jql,
      fields: fieldsFor(id, dataPolicy),
      options: { severityMap, dataPolicy, dataLossWords, severityField: id, urlOf: (key) => issueUrlOf(config, key) },
      acknowledgements,
      noteUnmapped(value) {
        if (value !== undefined && unmapped.size < MAX_UNMAPPED) unmapped.add(value);
      },
    };
  };
  return {
    reads: 'changes',
    // An issue can come to be selected, or cease to be, without a change of its own: of a component, of a person's group, of time.
    openSet: 'always',
    unmappedSeverities: unmapped,
    degraded: session.account.degraded,
    probe: (signal) => probe({ session, context, severityField }, signal),
    async *changes(request) {
      yield* readChanges(await prepare(request.signal), request);
    },
    async *lookup(externalIDs, signal) {
      yield* lookUpIssues(await prepare(signal), externalIDs, signal);
    },
    async [Symbol.asyncDispose]() {
      // Nothing to close: the HTTP client owns the connections, and the account outlives the sync.
    },
  };
}

interface Probing {
  readonly session: Session;
  readonly context: SourceContext<JiraConfig>;
  readonly severityField: (signal: AbortSignal) => Promise<SeverityField>;
}

/**
 * Asks who the credential is, as Jira answers searches of anonymous visitors too, and then for what changed in the last minute. A scoped
 * token without `read:jira-user` may not ask who it is; it is no anonymous visitor.
 */
async function probe({ session, context, severityField }: Probing, signal: AbortSignal): Promise<ProbeResult> {
  const call = { path: 'rest/api/3/myself', what: 'check the credential', scope: 'read:jira-user', signal };
  const answer = await session.ask(call, [401, 403, 404]);
  if (answer.status === 401 && !lacksScope(answer)) throw session.refuse(answer, call);
  const jql = changedSince(context.config.jql, context.clock.now().getTime());
  const search = searchIssues({ session, clock: context.clock }, { jql, fields: ['updated'], signal });
  // One page is enough to know that the JQL is accepted.
  await search.next();
  await search.return(undefined);
  const { unmatched } = await severityField(signal);
  return { missingScopes: [], unmatched };
}
