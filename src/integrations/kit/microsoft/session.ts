// The Graph client of one opened reading: authentication, the shared budget, and refusals as SourceErrors. Knows no resource but the path
// that it is given. https://learn.microsoft.com/graph/use-the-api

import { type Clock } from '../../../base/clock.ts';
import { accountKey } from '../accounts.ts';
import { grantedCredential, type Credential } from '../oauth.ts';
import { SourceError } from '../../ports/failure.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from '../../ports/http.ts';
import type { VendorContext } from '../../provider.ts';
import type { Account } from './account.ts';
import { authorityOf, graphBaseOf, loginBaseOf, scopeOf, type Tenancy } from './clouds.ts';
import type { Client } from './credential.ts';
import { refusal, type Attempted } from './refusals.ts';
import { requestToken } from './token.ts';

export interface Call extends Pick<HttpRequest, 'path' | 'query' | 'method' | 'body' | 'signal'> {
  readonly attempted: Attempted;
}

export interface Session {
  /** A whole answer (200, 201, 204), or one of the `expected` statuses. Throws SourceError for everything else, 206 included. */
  ask(call: Call, expected?: readonly number[]): Promise<HttpAnswer>;
  /** Graph's time at its last answer, else ours, in epoch milliseconds. */
  vendorMs(): number;
  readonly credential: Credential;
  readonly baseUrl: string;
}

/** Opens a tenant with an app. The account is the app's, and outlives the session. */
export function openGraph(
  context: Pick<VendorContext<Tenancy>, 'config' | 'http' | 'clock'>,
  client: Client,
  accountOf: (key: string, clock: Clock) => Account,
): Session {
  const { config, clock } = context;
  const [baseUrl, authority] = [graphBaseOf(config), authorityOf(config)];
  const account = accountOf(accountKey([baseUrl, authority, client.clientId, client.fingerprint]), clock);
  const identity = context.http(loginBaseOf(config));
  const scope = scopeOf(config);
  const grant = (signal: AbortSignal) => requestToken({ client, authority, scope, identity, clock }, signal);
  const credential = grantedCredential({ tokens: account.tokens, scope, clock, grant });
  return createSession({ http: context.http(baseUrl), baseUrl, credential, account, clock });
}

interface SessionOptions {
  readonly http: HttpClient;
  readonly baseUrl: string;
  readonly credential: Credential;
  readonly account: Account;
  readonly clock: Clock;
}

/** Without it, values of enums that were added later arrive as `unknownFutureValue`. */
const PREFER = 'include-unknown-enum-members';

function createSession({ http, baseUrl, credential, account, clock }: SessionOptions): Session {
  let vendorMs: number | undefined;
  const sendAs = async (call: Call, authorization: string): Promise<HttpAnswer> => {
    const { attempted, ...request } = call;
    account.budget.check(attempted.what);
    const answer = await http.send({ ...request, headers: { authorization, prefer: PREFER } });
    account.budget.note(answer);
    const date = Date.parse(answer.headers['date'] ?? '');
    if (!Number.isNaN(date)) vendorMs = date;
    return answer;
  };
  return {
    async ask(call, expected = []) {
      const authorization = await credential.authorization(call.signal);
      let answer = await sendAs(call, authorization);
      if (answer.status === 401 && credential.renew(authorization)) {
        answer = await sendAs(call, await credential.authorization(call.signal));
      }
      // A token keeps the permissions that it was granted.
      if (answer.status === 403) credential.forget();
      if (isWhole(answer, call.attempted) || expected.includes(answer.status)) return answer;
      throw refusal(answer, call.attempted, clock.now());
    },
    vendorMs: () => vendorMs ?? clock.now().getTime(),
    credential,
    baseUrl,
  };
}

/** 206 with a `Warning`: one of the products behind Graph did not answer. */
function isWhole({ status }: HttpAnswer, { what }: Attempted): boolean {
  if (status === 206) {
    throw new SourceError('incomplete', `${what}: 206 from Microsoft Graph: a product behind it did not answer`);
  }
  return status >= 200 && status < 300;
}
