// Asks for tokens as a service account that acts in the name of an administrator (domain-wide delegation): a signed assertion, exchanged for
// an access token. Values leave this file only there. https://developers.google.com/identity/protocols/oauth2/service-account

import { createPrivateKey, sign, type KeyObject } from 'node:crypto';

import type { Clock } from '../../base/clock.ts';
import type { Grant } from '../kit/oauth.ts';
import { SourceError } from '../ports/failure.ts';
import type { HttpClient, Secret } from '../ports/http.ts';
import { AUDIENCE, TOKEN_PATH } from './config.ts';
import { tokenRefusal } from './refusals.ts';
import { memberOf } from './schema.ts';

/** The key of the Secret: the JSON file of the service account's key. */
export const SECRET_KEYS = [['serviceAccount']] as const;

export interface ServiceAccount {
  readonly email: string;
  readonly keyID: string | undefined;
  readonly key: KeyObject;
  /** Differs between credentials; for the key of the account. */
  readonly fingerprint: string;
}

/**
 * Throws SourceError `unauthorized`, not `invalid-config`: a new Secret fixes it, without a change of the spec. The file's own address of a
 * token service is not used: a credential goes only to the host that it is for.
 */
export function readServiceAccount(secret: ReadonlyMap<string, Secret>): ServiceAccount {
  const fingerprint = secret.get('serviceAccount')?.reveal() ?? '';
  const file = parsed(fingerprint);
  const [email, keyID, pem] = ['client_email', 'private_key_id', 'private_key'].map((name) => memberOf(file, name));
  if (typeof email !== 'string' || !/^[!-~]{1,320}$/.test(email)) throw unusable('has no client_email');
  if (typeof pem !== 'string') throw unusable('has no private_key');
  return { email, keyID: typeof keyID === 'string' ? keyID : undefined, key: privateKeyOf(pem), fingerprint };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Without the cause: the parser's message quotes the text.
    throw unusable('is missing or not JSON');
  }
}

function privateKeyOf(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'rsa') return key;
  } catch {
    // What is wrong with it is said below: the parser's message may quote it.
  }
  throw unusable('has a private_key that is no RSA key in PEM form');
}

function unusable(why: string): SourceError {
  const advice = 'put the JSON file of a key of the service account there';
  return new SourceError(
    'unauthorized',
    `read the credential for Google: key serviceAccount of the Secret ${why}: ${advice}`,
  );
}

export interface TokenOptions {
  readonly account: ServiceAccount;
  /** The administrator in whose name the account acts. */
  readonly subject: string;
  readonly scopes: readonly string[];
  readonly identity: HttpClient;
  readonly clock: Clock;
}

const ATTEMPT = 'request a token';
/** Google takes an hour at most. */
const ASSERTION_SECONDS = 600;
/** An assertion from the token service's future is refused. */
const SKEW_SECONDS = 30;

export async function requestToken(options: TokenOptions, signal: AbortSignal): Promise<Grant> {
  const { identity, clock, scopes } = options;
  const body = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: assertionOf(options),
  });
  const answer = await identity.send({ method: 'POST', path: TOKEN_PATH, body, signal });
  if (answer.status < 200 || answer.status >= 300) throw tokenRefusal(answer, ATTEMPT, { scopes, now: clock.now() });
  const [token, seconds] = [memberOf(answer.body, 'access_token'), memberOf(answer.body, 'expires_in')];
  if (typeof token !== 'string' || !/^[!-~]{1,4096}$/.test(token)) {
    throw new SourceError('malformed', `${ATTEMPT}: the answer of Google holds no token: check endpoint in the spec`);
  }
  return { token, lifeMs: typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : undefined, scopes: undefined };
}

/** A JSON Web Token by RS256. */
function assertionOf({ account, subject, scopes, clock }: TokenOptions): string {
  const issued = Math.floor(clock.now().getTime() / 1000) - SKEW_SECONDS;
  const header = { alg: 'RS256', typ: 'JWT', ...(account.keyID !== undefined && { kid: account.keyID }) };
  const claims = {
    iss: account.email,
    sub: subject,
    scope: scopes.join(' '),
    aud: AUDIENCE,
    iat: issued,
    exp: issued + ASSERTION_SECONDS,
  };
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${sign('sha256', Buffer.from(text), account.key).toString('base64url')}`;
}
