// The provider of reporting mailboxes, composed of the parts in this folder. README.md here says what becomes an incident, and what the
// credential needs.

import { accountKey, createAccounts } from '../kit/accounts.ts';
import { createTokens } from '../kit/oauth.ts';
import type { ChangesSource, Provider, SourceContext } from '../provider.ts';
import {
  addressOf,
  endpointOf,
  imapServer,
  type MailboxConfig,
  type MailServer,
  smtpServer,
  tokenServiceOf,
} from './config.ts';
import { loginOf, type MailLogin, SECRET_KEYS } from './credential.ts';
import { findMail, lookUp } from './lookup.ts';
import type { NormalizeOptions } from './normalize.ts';
import { type Pulling, pullChanges } from './pull.ts';
import type { Replier } from '../ports/reply.ts';
import type { Watching } from '../ports/watch.ts';
import { positionOf } from './position.ts';
import { Allowance, createReplier } from './replier.ts';
import { type MailSession, openSession, type SessionOptions } from './session.ts';
import { TextReader } from './text.ts';

export { type MailboxConfig } from './config.ts';

/** One per program: sources that use the same app share its token. */
export function createMailbox(): Provider<MailboxConfig, ChangesSource> {
  const tokensOf = createAccounts(createTokens);
  const allowance = new Allowance();
  const sessionOptions = (context: SourceContext<MailboxConfig>): SessionOptions => {
    const { config, secret, clock, http } = context;
    const [server, service] = [imapServer(config), tokenServiceOf(config)];
    const parts = ['tenantID', 'clientId', 'clientSecret'].map((key) => secret.get(key)?.reveal() ?? '');
    const tokens = tokensOf(accountKey([service.base, ...parts]), clock);
    const login = loginOf({ secret, tokens, service, http, clock });
    return { server, folder: config.folder, login, http: http(addressOf(server)), clock };
  };
  return {
    endpoint: (config) => endpointOf(imapServer(config)),
    secretKeys: SECRET_KEYS,
    lacksAcknowledgement: true,
    open: (context) => createSource(context, sessionOptions(context)),
    watch: (context, watching) => watch({ ...sessionOptions(context), follows: true }, watching),
    replyEndpoint(config) {
      const server = smtpServer(config);
      return server && endpointOf(server);
    },
    openReplier(context) {
      const server = smtpServer(context.config);
      return server && replierOf(context, sessionOptions(context), { server, allowance });
    },
  };
}

function createSource(context: SourceContext<MailboxConfig>, options: SessionOptions): ChangesSource {
  let session: Promise<MailSession> | undefined;
  const texts = context.dataPolicy === 'Full' ? new TextReader(context.clock) : undefined;
  const pulling: Pulling = {
    session: (signal) => (session ??= openSession(options, signal)),
    options: normalizeOptions(context, options.login),
    texts,
  };
  return {
    reads: 'changes',
    openSet: 'none',
    unmappedSeverities: new Set(),
    degraded: new Set(),
    async probe(signal) {
      signal.throwIfAborted();
      await pulling.session(signal);
      return { missingScopes: [], unmatched: [] };
    },
    changes: (request) => pullChanges(pulling, request),
    async *lookup(externalIDs, signal) {
      // One connection, one command after the other.
      for (const externalID of externalIDs) yield await lookUp(pulling, externalID, signal);
    },
    async [Symbol.asyncDispose]() {
      await texts?.[Symbol.asyncDispose]();
      await (await session?.catch(() => undefined))?.[Symbol.asyncDispose]();
    },
  };
}

async function watch(options: SessionOptions, { cursor, onNews, signal }: Watching): Promise<void> {
  await using session = await openSession(options, signal);
  const position = cursor && positionOf(cursor);
  const { uidValidity, uidNext } = session.folder;
  const isBehind = position?.uidValidity !== uidValidity || uidNext > position.lastUid + 1;
  if (isBehind) onNews();
  await session.follow(onNews, signal);
}

interface Replying {
  readonly server: MailServer & { readonly from: string };
  readonly allowance: Allowance;
}

function replierOf(
  context: SourceContext<MailboxConfig>,
  options: SessionOptions,
  { server, allowance }: Replying,
): Replier {
  let session: Promise<MailSession> | undefined;
  const finding = {
    session: (signal: AbortSignal) => (session ??= openSession(options, signal)),
    options: normalizeOptions(context, options.login),
  };
  return createReplier({
    ...{ server, allowance },
    from: server.from,
    http: context.http(addressOf(server)),
    login: options.login,
    find: (externalID, signal) => findMail(finding, externalID, signal),
    clock: context.clock,
    close: async () => (await session?.catch(() => undefined))?.[Symbol.asyncDispose](),
  });
}

function normalizeOptions(
  { config, severityMap }: SourceContext<MailboxConfig>,
  { user }: MailLogin,
): NormalizeOptions {
  const { allowedSenders, authenticationServer } = config;
  return { allowedSenders, authenticationServer, ownAddresses: [user], severityMap };
}
