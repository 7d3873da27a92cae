// Authenticates requests to GitHub: by a token, or as an installation of a GitHub App. Credentials leave this file only as an
// Authorization header. https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app

import { createAppAuth } from '@octokit/auth-app';

import type { Clock } from '../../base/clock.ts';
import { SourceError } from '../ports/failure.ts';
import type { HttpAnswer, Secret } from '../ports/http.ts';
import type { Account, InstallationToken } from './account.ts';
import { memberOf } from './schema.ts';

/** The keys of the Secret. A complete set for an App is used only when there is no `token`. */
export const SECRET_KEYS = [['token'], ['appID', 'installationID', 'privateKey']] as const;

export type SecretValues =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'app'; readonly appID: string; readonly installationID: string; readonly privateKey: string };

/** Throws SourceError `unauthorized`, not `invalid-config`: a new Secret fixes it, without a change of the spec. */
export function readSecret(secret: ReadonlyMap<string, Secret>): SecretValues {
  if (secret.has('token')) return { kind: 'token', token: valueOf(secret, 'token', /^[!-~]{1,4096}$/) };
  return {
    kind: 'app',
    appID: valueOf(secret, 'appID', /^[A-Za-z0-9._-]{1,64}$/),
    installationID: valueOf(secret, 'installationID', /^[1-9]\d{0,14}$/),
    privateKey: privateKeyOf(secret),
  };
}

function privateKeyOf(secret: ReadonlyMap<string, Secret>): string {
  const key = valueOf(
    secret,
    'privateKey',
    /^-----BEGIN (RSA )?PRIVATE KEY-----[^-]+-----END (RSA )?PRIVATE KEY-----$/,
  );
  return `${key.replaceAll(String.raw`\n`, '\n')}\n`;
}

function valueOf(secret: ReadonlyMap<string, Secret>, key: string, form: RegExp): string {
  const value = secret.get(key)?.reveal().trim();
  if (value === undefined) throw unusable(key, 'is missing: set token, or appID, installationID and privateKey');
  if (!form.test(value)) throw unusable(key, 'is empty or does not have the form of one');
  return value;
}

function unusable(key: string, why: string): SourceError {
  return new SourceError('unauthorized', `read the credential for GitHub: key ${key} of the Secret ${why}`);
}

export interface Credential {
  /** The value of the Authorization header. */
  authorization(signal: AbortSignal): Promise<string>;
  /** Drops the value that was refused. False when there is nothing else to try. */
  renew(refused: string): boolean;
  /** What an installation was granted (`issues: read`); undefined for a token. */
  permissions(signal: AbortSignal): Promise<Readonly<Record<string, string>> | undefined>;
}

export function tokenCredential(token: string): Credential {
  return { authorization: async () => `Bearer ${token}`, renew: () => false, permissions: async () => undefined };
}

export interface AppOptions {
  readonly values: Extract<SecretValues, { kind: 'app' }>;
  readonly account: Account;
  readonly clock: Clock;
  /** `POST /app/installations/{id}/access_tokens`, authenticated by a JWT. Returns a 2xx answer, or any 401. */
  exchange(installationID: string, jwt: string, signal: AbortSignal): Promise<HttpAnswer>;
  /** The error for a refused JWT. */
  refuse(answer: HttpAnswer): SourceError;
}

/** A token is renewed this long before it expires; it lives for an hour. */
const EXPIRY_MARGIN_MS = 5 * 60_000;
const LIFE_MS = 60 * 60_000;
/** GitHub refuses a JWT that is from its future, or lives for more than ten minutes. A clock that is off by more is corrected. */
const SKEW_TOLERANCE_MS = 20_000;

export function appCredential(options: AppOptions): Credential {
  const { account, clock } = options;
  const current = async (signal: AbortSignal): Promise<InstallationToken> => {
    const held = account.installation;
    if (held !== undefined && clock.monotonicMs() < held.expiresAtMs) return held;
    return (account.installation = await requestToken(options, signal));
  };
  return {
    authorization: async (signal) => `Bearer ${(await current(signal)).reveal()}`,
    renew(refused) {
      if (account.installation !== undefined && refused === `Bearer ${account.installation.reveal()}`) {
        account.installation = undefined;
      }
      return true;
    },
    permissions: async (signal) => (await current(signal)).permissions,
  };
}

/** Asked twice at most: a second time when the first response shows that the clocks differ. */
async function requestToken(options: AppOptions, signal: AbortSignal): Promise<InstallationToken> {
  const { values, account, clock, exchange } = options;
  const askedAtMs = clock.monotonicMs();
  const assumedMs = account.skewMs;
  let answer = await exchange(values.installationID, await jwtOf(options), signal);
  if (answer.status === 401 && Math.abs(account.skewMs - assumedMs) > SKEW_TOLERANCE_MS) {
    answer = await exchange(values.installationID, await jwtOf(options), signal);
  }
  if (answer.status === 401) throw options.refuse(answer);
  const token = memberOf(answer.body, 'token');
  if (typeof token !== 'string' || !/^[!-~]{1,4096}$/.test(token)) {
    const message = 'request an installation token: the answer of GitHub holds no token: check endpoint in the spec';
    throw new SourceError('malformed', message);
  }
  const expiresAt = Date.parse(String(memberOf(answer.body, 'expires_at')));
  const leftMs = expiresAt - clock.now().getTime() - account.skewMs;
  const lifeMs = leftMs > 0 && leftMs <= LIFE_MS ? leftMs : LIFE_MS;
  return {
    reveal: () => token,
    expiresAtMs: askedAtMs + Math.max(lifeMs - EXPIRY_MARGIN_MS, lifeMs * 0.9),
    permissions: permissionsOf(memberOf(answer.body, 'permissions')),
  };
}

/**
 * A JSON Web Token of the App, by the vendor's clock. The token is exchanged here and not by the library, which shares one exchange
 * among all Apps and hosts that have an installation of the same number.
 */
async function jwtOf({ values, account, clock }: AppOptions): Promise<string> {
  const vendorNowMs = clock.now().getTime() + account.skewMs;
  const timeDifference = Math.floor((vendorNowMs - Date.now()) / 1000);
  try {
    const auth = createAppAuth({ appId: values.appID, privateKey: values.privateKey, timeDifference });
    return (await auth({ type: 'app' })).token;
  } catch {
    // Without the cause, which may quote the key.
    throw unusable('privateKey', 'is not a private key in PEM form');
  }
}

function permissionsOf(value: unknown): Readonly<Record<string, string>> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.fromEntries(Object.entries(value).filter(([, level]) => typeof level === 'string'));
}
