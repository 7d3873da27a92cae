// How a request proves who sends it: an API key, or a token of a scoped OAuth app that is fetched when needed and kept until it
// expires. Values leave this file only as an Authorization header.

import { type Clock } from '../../base/clock.ts';
import { SourceError, type HttpAnswer, type HttpClient, type Secret } from '../provider.ts';
import { type Account, type GrantedToken } from './accounts.ts';
import { refusal } from './refusals.ts';
import { isToken, memberOf } from './schema.ts';

/** The keys of the Secret; a complete OAuth set counts only without a `token`. */
export const SECRET_KEYS = [['token'], ['clientId', 'clientSecret', 'subdomain']] as const;

export type SecretValues =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'oauth'; readonly clientId: string; readonly clientSecret: string; readonly subdomain: string };

/** Throws SourceError `unauthorized` (not `invalid-config`: a new Secret mends it, without a change of the spec). */
export function readSecret(secret: ReadonlyMap<string, Secret>): SecretValues {
  if (secret.has('token')) return { kind: 'token', token: valueOf(secret, 'token') };
  const [clientId, clientSecret] = [valueOf(secret, 'clientId'), valueOf(secret, 'clientSecret')];
  const subdomain = valueOf(secret, 'subdomain').replace(/(\.eu)?\.pagerduty\.com$/i, '');
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/i.test(subdomain))
    throw unusable('subdomain', 'is not the first part of a host name');
  return { kind: 'oauth', clientId, clientSecret, subdomain };
}

/** Without the line break that a file or an editor leaves at the end. */
function valueOf(secret: ReadonlyMap<string, Secret>, key: string): string {
  const value = secret.get(key)?.reveal().trim();
  if (value === undefined) throw unusable(key, 'is missing: set token, or clientId, clientSecret and subdomain');
  if (!/^[!-~]{1,4096}$/.test(value)) throw unusable(key, 'is empty or holds characters that no credential has');
  return value;
}

function unusable(key: string, why: string): SourceError {
  return new SourceError('unauthorized', `read the credential for PagerDuty: key ${key} of the Secret ${why}`);
}

export interface Credential {
  readonly kind: 'token' | 'oauth';
  /** The value of the Authorization header. */
  authorization(signal: AbortSignal): Promise<string>;
  /** Gives up what `authorization` gave, as it was refused; false when there is nothing else to try. */
  renew(refused: string): boolean;
  /** Lets the next sync ask anew: what was granted may be more by then. */
  forget(): void;
  /** The scopes that the vendor granted; undefined when it does not say (API keys). */
  grantedScopes(signal: AbortSignal): Promise<ReadonlySet<string> | undefined>;
}

/** PagerDuty/developer-docs docs/REST-API/02-Authentication.md: `Token token=` for keys of both kinds. */
export function tokenCredential(token: string): Credential {
  return {
    kind: 'token',
    authorization: async () => `Token token=${token}`,
    renew: () => false,
    forget: () => undefined,
    grantedScopes: async () => undefined,
  };
}

export interface OAuthOptions {
  readonly values: Extract<SecretValues, { kind: 'oauth' }>;
  /** `as_account-us.acme incidents.read ...` */
  readonly scope: string;
  readonly identity: HttpClient;
  readonly account: Account;
  readonly clock: Clock;
}

/**
 * Client credentials: there is no refresh token, a new one is asked for (docs/app-integration-development/12-App-OAuth-Token.md
 * of PagerDuty/developer-docs).
 */
export function oauthCredential(options: OAuthOptions): Credential {
  const { account, clock, scope } = options;
  const current = async (signal: AbortSignal): Promise<GrantedToken> => {
    const held = account.tokens.get(scope);
    if (held !== undefined && clock.monotonicMs() < held.expiresAtMs) return held;
    const token = await sharedRequest(options, signal);
    account.tokens.set(scope, token);
    return token;
  };
  return {
    kind: 'oauth',
    authorization: async (signal) => `Bearer ${(await current(signal)).reveal()}`,
    renew(refused) {
      // Someone else may have renewed it meanwhile: that one is tried before another is asked for.
      const held = account.tokens.get(scope);
      if (held !== undefined && refused === `Bearer ${held.reveal()}`) account.tokens.delete(scope);
      return true;
    },
    forget: () => void account.tokens.delete(scope),
    grantedScopes: async (signal) => (await current(signal)).scopes,
  };
}

/** One request at a time per credential. When another sync's request fails (it may have been aborted), we ask ourselves. */
async function sharedRequest(options: OAuthOptions, signal: AbortSignal): Promise<GrantedToken> {
  const { account, scope } = options;
  const others = account.pendingTokens.get(scope);
  if (others !== undefined) {
    const token = await orAbort(
      others.catch(() => undefined),
      signal,
    );
    if (token !== undefined) return token;
    signal.throwIfAborted();
  }
  const pending = requestToken(options, signal);
  account.pendingTokens.set(scope, pending);
  try {
    return await pending;
  } finally {
    if (account.pendingTokens.get(scope) === pending) account.pendingTokens.delete(scope);
  }
}

/** The promise is somebody else's: it goes on, whoever stops waiting for it. */
function orAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

const ATTEMPT = 'request an OAuth token';
/** A token is given up this long before it expires, or after nine tenths of a short life. */
const EXPIRY_MARGIN_MS = 5 * 60_000;
const DEFAULT_LIFE_MS = 30 * 60_000;

async function requestToken(options: OAuthOptions, signal: AbortSignal): Promise<GrantedToken> {
  const { values, scope, identity, clock } = options;
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: values.clientId,
    client_secret: values.clientSecret,
    scope,
  });
  const askedAtMs = clock.monotonicMs();
  const answer = await identity.send({ method: 'POST', path: 'oauth/token', body, signal });
  if (answer.status < 200 || answer.status >= 300) throw tokenRefusal(answer, options);
  if (!isToken(answer.body)) {
    throw new SourceError(
      'malformed',
      `${ATTEMPT}: the answer of PagerDuty holds no token: check endpoint in the spec`,
    );
  }
  const { access_token: token, expires_in: seconds, scope: granted } = answer.body;
  const lifeMs = typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : DEFAULT_LIFE_MS;
  return {
    reveal: () => token,
    expiresAtMs: askedAtMs + Math.max(lifeMs - EXPIRY_MARGIN_MS, lifeMs * 0.9),
    scopes: typeof granted === 'string' ? new Set(granted.split(/\s+/)) : undefined,
  };
}

function tokenRefusal(answer: HttpAnswer, { scope, clock }: OAuthOptions): SourceError {
  const head = `${ATTEMPT}: ${answer.status} from PagerDuty`;
  if (memberOf(answer.body, 'error') === 'invalid_scope') {
    const scopes = scope.split(' ').slice(1).join(', ');
    return new SourceError('forbidden', `${head}: the app may not ask for ${scopes}: grant it these scopes`);
  }
  if (answer.status === 400 || answer.status === 403) {
    return new SourceError('unauthorized', `${head}: check clientId, clientSecret and subdomain in the Secret`);
  }
  return refusal(answer, { what: ATTEMPT, scope: 'the account', credential: 'oauth' }, clock.now());
}
