// How Docket logs in to a mailbox: with a password, or with an app's token (XOAUTH2). Reads the Secret; values leave this file only to the
// servers.

import type { Clock } from '../../base/clock.ts';
import { retryAfterHeaderMs } from '../kit/retry-after.ts';
import { clientCredential, type Credential, type Tokens } from '../kit/oauth.ts';
import { SourceError } from '../ports/failure.ts';
import type { HttpAnswer, HttpClient, Secret } from '../ports/http.ts';
import type { TokenService } from './config.ts';

/** The keys of the Secret. */
export const SECRET_KEYS = [
  ['username', 'password'],
  ['username', 'clientId', 'clientSecret', 'tenantID'],
] as const;

/** In the form that imapflow takes. */
export interface Login {
  readonly user: string;
  readonly pass?: string;
  readonly accessToken?: string;
}

export interface MailLogin {
  readonly user: string;
  /** Throws SourceErrors when no token can be had. */
  login(signal: AbortSignal): Promise<Login>;
  /** The servers refused the last login: what was remembered of it is asked for again. */
  forget(): void;
}

export interface LoginOptions {
  readonly secret: ReadonlyMap<string, Secret>;
  readonly tokens: Tokens;
  readonly service: TokenService;
  readonly http: (baseUrl: string) => HttpClient;
  readonly clock: Clock;
}

/** Throws SourceError `unauthorized` for a value that cannot be a credential: a new Secret fixes it, without a change of the spec. */
export function loginOf(options: LoginOptions): MailLogin {
  const { secret } = options;
  const user = valueOf(secret, 'username', /^[^\p{Cc}]{1,320}$/u);
  if (!secret.has('clientId')) {
    const pass = valueOf(secret, 'password', /^[^\p{Cc}]{1,1024}$/u);
    return { user, login: async () => ({ user, pass }), forget: () => undefined };
  }
  const credential = appCredential(options);
  return {
    user,
    async login(signal) {
      const header = await credential.authorization(signal);
      return { user, accessToken: header.replace(/^Bearer /, '') };
    },
    forget: () => credential.forget(),
  };
}

function appCredential({ secret, tokens, service, http, clock }: LoginOptions): Credential {
  const tenant = valueOf(secret, 'tenantID', /^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$/);
  return clientCredential({
    tokens,
    clientId: valueOf(secret, 'clientId', TOKEN_TEXT),
    clientSecret: valueOf(secret, 'clientSecret', TOKEN_TEXT),
    scope: service.scope,
    identity: http(service.base),
    path: `${tenant}/oauth2/v2.0/token`,
    clock,
    vendor: 'Microsoft Entra',
    refuse: (answer, attempted) => tokenRefusal(answer, attempted, clock.now()),
  });
}

const TOKEN_TEXT = /^[!-~]{1,4096}$/;

function valueOf(secret: ReadonlyMap<string, Secret>, key: string, form: RegExp): string {
  const value = secret
    .get(key)
    ?.reveal()
    .replace(/\r?\n$/, '');
  if (value !== undefined && form.test(value)) return value;
  const message = `read the credential of the mailbox: key ${key} of the Secret is missing, empty or holds characters that it cannot have`;
  throw new SourceError('unauthorized', message);
}

function tokenRefusal({ status, headers, body }: HttpAnswer, attempted: string, now: Date): SourceError {
  const number = /^AADSTS\d{1,9}/.exec(descriptionOf(body))?.[0];
  const head = `${attempted}: ${status}${number === undefined ? '' : ` (${number})`} from Microsoft Entra`;
  const retryAfterMs = retryAfterHeaderMs(headers, now);
  if (status === 429) return new SourceError('rate-limited', `${head}: too many requests`, { retryAfterMs });
  if (status === 408 || status >= 500)
    return new SourceError('unavailable', `${head}: it will be tried again`, { retryAfterMs });
  if (![400, 401, 403].includes(status))
    return new SourceError('not-found', `${head}: there is no token service for this tenant`);
  return new SourceError('unauthorized', `${head}: check clientId, clientSecret and tenantID in the Secret`);
}

function descriptionOf(body: unknown): string {
  if (typeof body !== 'object' || body === null || !('error_description' in body)) return '';
  return typeof body.error_description === 'string' ? body.error_description : '';
}
