// The GitHub provider, composed of the parts in this folder. README.md here lists its permissions, limits and quirks.

import { accountKey, createAccounts } from '../kit/accounts.ts';
import { SourceError } from '../ports/failure.ts';
import type { ChangesSource, Provider, SourceContext, VendorContext } from '../provider.ts';
import { createAccount, type Account } from './account.ts';
import { apiBaseOf, type GitHubAccess, type GitHubConfig } from './config.ts';
import {
  appCredential,
  readSecret,
  SECRET_KEYS,
  tokenCredential,
  type Credential,
  type SecretValues,
} from './credential.ts';
import { isLimited } from './limits.ts';
import { refusal } from './refusals.ts';
import { createRoster } from './roster.ts';
import { createSession, type Session, type Transport } from './session.ts';
import { createSource } from './source.ts';
import { createWriter } from './writer.ts';
import { receiver } from './receive.ts';

export { type GitHubConfig } from './config.ts';

/** One per program: sources that use the same credential share its budget, its token and the responses that did not change. */
export function createGitHub(): Provider<GitHubConfig, ChangesSource, GitHubAccess> {
  const accountOf = createAccounts(createAccount);
  const open = (context: VendorContext<Pick<GitHubConfig, 'endpoint'>>, variant: string): Session => {
    const values = readSecret(context.secret);
    const base = apiBaseOf(context.config);
    const account = accountOf(accountKey([base, ...Object.values(values)]), context.clock);
    return createSession({
      http: context.http(base),
      base,
      account,
      clock: context.clock,
      variant,
      credential: (transport) => credentialOf(values, { account, context, transport }),
    });
  };
  return {
    receive: receiver,
    endpoint: (config) => config.endpoint,
    secretKeys: SECRET_KEYS,
    lacksAcknowledgement: true,
    open: (context) => createSource(open(context, context.dataPolicy), context),
    roster: {
      endpoint: (config) => config.endpoint,
      secretKeys: SECRET_KEYS,
      open: (context) => createRoster(open(context, 'roster'), context.config),
    },
    openWriter: (context) => createWriter(open(context, context.dataPolicy), context.config),
  };
}

interface Parts {
  readonly account: Account;
  readonly context: Pick<SourceContext<unknown>, 'clock'>;
  readonly transport: Transport;
}

function credentialOf(values: SecretValues, { account, context, transport }: Parts): Credential {
  if (values.kind === 'token') return tokenCredential(values.token);
  const what = 'request an installation token';
  return appCredential({
    values,
    account,
    clock: context.clock,
    async exchange(installationID, jwt, signal) {
      const route = 'POST /app/installations/{installation_id}/access_tokens';
      const call = { route, params: { installation_id: installationID }, what, signal };
      const answer = await transport(call, `Bearer ${jwt}`);
      if (answer.status === 401 || (answer.status >= 200 && answer.status < 300)) return answer;
      const isUnknown = (answer.status === 403 || answer.status === 404) && !isLimited(answer);
      if (!isUnknown) throw refusal(answer, { what }, context.clock.now());
      throw new SourceError(
        'unauthorized',
        `${what}: ${answer.status} from GitHub: check installationID in the Secret`,
      );
    },
    refuse: () => new SourceError('unauthorized', `${what}: 401 from GitHub: check appID and privateKey in the Secret`),
  });
}
