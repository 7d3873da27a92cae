// Authenticates requests to PagerDuty: by an API key, or by a token of a scoped OAuth app. Credentials leave this file only as an
// Authorization header, or in the request for a token.

import { type Clock } from '../../base/clock.ts';
import { SourceError } from '../ports/failure.ts';
import type { HttpAnswer, HttpClient, Secret } from '../ports/http.ts';
import { clientCredential, type Credential } from '../kit/oauth.ts';
import { type Account } from './account.ts';
import { refusal } from './refusals.ts';
import { memberOf } from './schema.ts';

/** The keys of the Secret. A complete OAuth set is used only when there is no `token`. */
export const SECRET_KEYS = [['token'], ['clientId', 'clientSecret', 'subdomain']] as const;

export type SecretValues =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'oauth'; readonly clientId: string; readonly clientSecret: string; readonly subdomain: string };

/** Throws SourceError `unauthorized`, not `invalid-config`: a new Secret fixes it, without a change of the spec. */
export function readSecret(secret: ReadonlyMap<string, Secret>): SecretValues {
  if (secret.has('token')) return { kind: 'token', token: valueOf(secret, 'token') };
  const [clientId, clientSecret] = [valueOf(secret, 'clientId'), valueOf(secret, 'clientSecret')];
  const subdomain = valueOf(secret, 'subdomain').replace(/(\.eu)?\.pagerduty\.com$/i, '');
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/i.test(subdomain))
    throw unusable('subdomain', 'is not the first part of a host name');
  return { kind: 'oauth', clientId, clientSecret, subdomain };
}

/** Removes the line break that a file or an editor leaves at the end. */
function valueOf(secret: ReadonlyMap<string, Secret>, key: string): string {
  const value = secret.get(key)?.reveal().trim();
  if (value === undefined) throw unusable(key, 'is missing: set token, or clientId, clientSecret and subdomain');
  if (!/^[!-~]{1,4096}$/.test(value)) throw unusable(key, 'is empty or holds characters that no credential has');
  return value;
}

function unusable(key: string, why: string): SourceError {
  return new SourceError('unauthorized', `read the credential for PagerDuty: key ${key} of the Secret ${why}`);
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

/** docs/app-integration-development/12-App-OAuth-Token.md of PagerDuty/developer-docs. */
export function oauthCredential({ values, scope, identity, account, clock }: OAuthOptions): Credential {
  return clientCredential({
    tokens: account.tokens,
    clientId: values.clientId,
    clientSecret: values.clientSecret,
    scope,
    identity,
    path: 'oauth/token',
    clock,
    vendor: 'PagerDuty',
    refuse: (answer, attempted) => tokenRefusal(answer, { attempted, scope, clock }),
  });
}

interface TokenAttempt {
  readonly attempted: string;
  readonly scope: string;
  readonly clock: Clock;
}

function tokenRefusal(answer: HttpAnswer, { attempted, scope, clock }: TokenAttempt): SourceError {
  const head = `${attempted}: ${answer.status} from PagerDuty`;
  if (memberOf(answer.body, 'error') === 'invalid_scope') {
    const scopes = scope.split(' ').slice(1).join(', ');
    return new SourceError('forbidden', `${head}: the app may not ask for ${scopes}: grant it these scopes`);
  }
  if (answer.status === 400 || answer.status === 403) {
    return new SourceError('unauthorized', `${head}: check clientId, clientSecret and subdomain in the Secret`);
  }
  return refusal(answer, { what: attempted, scope: 'the account', credential: 'oauth' }, clock.now());
}
