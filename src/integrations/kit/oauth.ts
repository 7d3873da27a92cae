// OAuth 2.0 client credentials (RFC 6749 section 4.4): a token is asked for when it is needed, shared by the sources of one account,
// and kept until shortly before it expires. There is no refresh token. Values leave this file only as an Authorization header.

import { Ajv, type ValidateFunction } from 'ajv';

import { abortable } from '../../base/abort.ts';
import { type Clock } from '../../base/clock.ts';
import { SourceError } from '../ports/failure.ts';
import type { HttpAnswer, HttpClient } from '../ports/http.ts';

/** Authenticates requests. */
export interface Credential {
  readonly kind: 'token' | 'oauth';
  /** The value of the Authorization header. */
  authorization(signal: AbortSignal): Promise<string>;
  /** Drops the value that `authorization` returned, because the vendor refused it. False when there is nothing else to try. */
  renew(refused: string): boolean;
  /** Makes the next sync request a new token, which may have more scopes. */
  forget(): void;
  /** The scopes that the vendor granted; undefined when it does not say. */
  grantedScopes(signal: AbortSignal): Promise<ReadonlySet<string> | undefined>;
}

interface GrantedToken {
  /** Behind a function, so that printing an account does not show it. */
  readonly reveal: () => string;
  /** Monotonic milliseconds. */
  readonly expiresAtMs: number;
  /** Undefined when the vendor did not say. */
  readonly scopes: ReadonlySet<string> | undefined;
}

/** The tokens of one account, by the requested scopes. */
export interface Tokens {
  readonly held: Map<string, GrantedToken>;
  /** Requests for a token that are under way. */
  readonly pending: Map<string, Promise<GrantedToken>>;
}

export function createTokens(): Tokens {
  return { held: new Map(), pending: new Map() };
}

/** What an issuer of tokens answered. */
export interface Grant {
  readonly token: string;
  /** Undefined when the issuer does not say. */
  readonly lifeMs: number | undefined;
  /** Undefined when the issuer does not say. */
  readonly scopes: ReadonlySet<string> | undefined;
}

export interface Granting {
  readonly tokens: Tokens;
  /** The key of the token among the account's. */
  readonly scope: string;
  readonly clock: Clock;
  /** Asks for a token. Throws a SourceError. */
  grant(signal: AbortSignal): Promise<Grant>;
}

export interface ClientCredentials {
  readonly tokens: Tokens;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Separated by spaces. */
  readonly scope: string;
  /** The endpoint that issues tokens. */
  readonly identity: HttpClient;
  readonly path: string;
  readonly clock: Clock;
  /** The vendor's name, for messages. */
  readonly vendor: string;
  /** What a refusal of the token request means. */
  refuse(answer: HttpAnswer, attempted: string): SourceError;
}

export function clientCredential(options: ClientCredentials): Credential {
  const { tokens, scope, clock } = options;
  return grantedCredential({ tokens, scope, clock, grant: (signal) => requestToken(options, signal) });
}

/** A token that is asked for when it is needed, shared, and renewed before it ends. */
export function grantedCredential(options: Granting): Credential {
  const { tokens, clock, scope } = options;
  const current = async (signal: AbortSignal): Promise<GrantedToken> => {
    const held = tokens.held.get(scope);
    if (held !== undefined && clock.monotonicMs() < held.expiresAtMs) return held;
    const token = await sharedRequest(options, signal);
    tokens.held.set(scope, token);
    return token;
  };
  return {
    kind: 'oauth',
    authorization: async (signal) => `Bearer ${(await current(signal)).reveal()}`,
    renew(refused) {
      // Another sync may have renewed the token in the meantime: try that one before requesting another.
      const held = tokens.held.get(scope);
      if (held !== undefined && refused === `Bearer ${held.reveal()}`) tokens.held.delete(scope);
      return true;
    },
    forget: () => void tokens.held.delete(scope),
    grantedScopes: async (signal) => (await current(signal)).scopes,
  };
}

/** One request at a time per credential. When another sync's request fails (it may have been aborted), this sync sends its own. */
async function sharedRequest(options: Granting, signal: AbortSignal): Promise<GrantedToken> {
  const { scope } = options;
  const { pending } = options.tokens;
  const others = pending.get(scope);
  if (others !== undefined) {
    const token = await abortable(
      others.catch(() => undefined),
      signal,
    );
    if (token !== undefined) return token;
    signal.throwIfAborted();
  }
  const own = newToken(options, signal);
  pending.set(scope, own);
  try {
    return await own;
  } finally {
    if (pending.get(scope) === own) pending.delete(scope);
  }
}

/** A token is renewed this long before it expires, or after nine tenths of a short lifetime. */
const EXPIRY_MARGIN_MS = 5 * 60_000;
const DEFAULT_LIFE_MS = 30 * 60_000;

async function newToken({ grant, clock }: Granting, signal: AbortSignal): Promise<GrantedToken> {
  const askedAtMs = clock.monotonicMs();
  const { token, lifeMs = DEFAULT_LIFE_MS, scopes } = await grant(signal);
  return {
    reveal: () => token,
    expiresAtMs: askedAtMs + Math.max(lifeMs - EXPIRY_MARGIN_MS, lifeMs * 0.9),
    scopes,
  };
}

const ATTEMPT = 'request an OAuth token';

async function requestToken(options: ClientCredentials, signal: AbortSignal): Promise<Grant> {
  const { clientId, clientSecret, scope, identity, path } = options;
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope,
  });
  const answer = await identity.send({ method: 'POST', path, body, signal });
  if (answer.status < 200 || answer.status >= 300) throw options.refuse(answer, ATTEMPT);
  if (!isToken(answer.body)) {
    const message = `${ATTEMPT}: the answer of ${options.vendor} holds no token: check endpoint in the spec`;
    throw new SourceError('malformed', message);
  }
  const { access_token: token, expires_in: seconds, scope: granted } = answer.body;
  return {
    token,
    lifeMs: typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : undefined,
    scopes: typeof granted === 'string' ? new Set(granted.split(/\s+/)) : undefined,
  };
}

interface RawToken {
  readonly access_token: string;
  readonly expires_in?: number | null;
  readonly scope?: string | null;
}

const isToken: ValidateFunction<RawToken> = new Ajv({ strict: true }).compile<RawToken>({
  type: 'object',
  required: ['access_token'],
  properties: {
    access_token: { type: 'string', pattern: '^[!-~]{1,4096}$' },
    expires_in: { type: 'number', nullable: true },
    scope: { type: 'string', nullable: true },
  },
});
