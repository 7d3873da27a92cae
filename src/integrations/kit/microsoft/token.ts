// Asks Microsoft Entra for a token through MSAL, which builds the request and signs assertions. MSAL sends through the guarded client, keeps
// nothing and retries nothing: a new instance asks each time, and the token is kept in the account.

import { ConfidentialClientApplication, type INetworkModule, type NetworkRequestOptions } from '@azure/msal-node';

import { abortable } from '../../../base/abort.ts';
import { type Clock } from '../../../base/clock.ts';
import type { Grant } from '../oauth.ts';
import { SourceError } from '../../ports/failure.ts';
import type { HttpAnswer, HttpClient } from '../../ports/http.ts';
import type { Client } from './credential.ts';
import { tokenRefusal } from './refusals.ts';
import { memberOf } from './answers.ts';

const ATTEMPT = 'request a token';

export interface TokenOptions {
  readonly client: Client;
  /** The tenant at its own token service. MSAL takes https addresses only, so a replaced host is put in when sending. */
  readonly authority: string;
  /** `https://graph.microsoft.com/.default` */
  readonly scope: string;
  /** At the token service, or at the host in its place. */
  readonly identity: HttpClient;
  readonly clock: Clock;
}

/** Throws SourceErrors, and the signal's reason after an abort. */
export async function requestToken(options: TokenOptions, signal: AbortSignal): Promise<Grant> {
  const { client, authority, scope } = options;
  const network = createNetwork(options, signal);
  const app = new ConfidentialClientApplication({
    auth: { clientId: client.clientId, authority, ...client.proof },
    system: { networkClient: network, disableInternalRetries: true },
  });
  try {
    const result = await abortable(app.acquireTokenByClientCredential({ scopes: [scope] }), signal);
    return grantOf(result?.accessToken, network.lifeMs);
  } catch (error) {
    signal.throwIfAborted();
    // MSAL wraps what its network threw. Its own messages may quote the answer, so they are not passed on.
    if (network.failure !== undefined) throw network.failure;
    throw error instanceof SourceError ? error : noToken();
  }
}

function grantOf(token: string | undefined, lifeMs: number | undefined): Grant {
  if (token === undefined || !/^[!-~]{1,16384}$/.test(token)) throw noToken();
  return { token, lifeMs, scopes: rolesOf(token) };
}

function noToken(): SourceError {
  return new SourceError(
    'malformed',
    `${ATTEMPT}: the answer of Microsoft Entra holds no token: check endpoint and cloud`,
  );
}

interface Network extends INetworkModule {
  /** What went wrong with the last request. */
  failure: SourceError | undefined;
  lifeMs: number | undefined;
}

function createNetwork({ identity, clock, client }: TokenOptions, signal: AbortSignal): Network {
  const send = async <T>(method: 'GET' | 'POST', address: string, options: NetworkRequestOptions = {}) => {
    try {
      const { pathname, searchParams } = new URL(address);
      const { headers = {}, body } = options;
      const answer = await identity.send({ method, path: pathname, query: [...searchParams], headers, body, signal });
      if (answer.status < 200 || answer.status >= 300)
        throw tokenRefusal(answer, { what: ATTEMPT, advice: client.advice }, clock.now());
      network.lifeMs = lifeOf(answer);
      return { status: answer.status, headers: { ...answer.headers }, body: answer.body as T };
    } catch (error) {
      if (error instanceof SourceError) network.failure = error;
      throw error;
    }
  };
  const network: Network = {
    failure: undefined,
    lifeMs: undefined,
    sendGetRequestAsync: (address, options) => send('GET', address, options),
    sendPostRequestAsync: (address, options) => send('POST', address, options),
  };
  return network;
}

function lifeOf({ body }: HttpAnswer): number | undefined {
  const seconds = memberOf(body, 'expires_in');
  return typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : undefined;
}

/** The application permissions that the token says it has. Graph alone may rely on them; here they only name what is missing. */
function rolesOf(token: string): ReadonlySet<string> | undefined {
  const [, payload = ''] = token.split('.');
  try {
    const roles = memberOf(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')), 'roles');
    return Array.isArray(roles) ? new Set(roles.filter((role) => typeof role === 'string')) : undefined;
  } catch {
    return undefined;
  }
}
