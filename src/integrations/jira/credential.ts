// Authenticates requests to Jira: an API token with its account's mail address, or a token alone. Credentials leave this file only as an
// Authorization header. https://developer.atlassian.com/cloud/jira/platform/basic-auth-for-rest-apis/

import { SourceError } from '../ports/failure.ts';
import type { Secret } from '../ports/http.ts';

/** The keys of the Secret. With `email` the token is sent by Basic authentication, without it as a bearer token. */
export const SECRET_KEYS = [['email', 'token'], ['token']] as const;

/** The value of the Authorization header. Throws SourceError `unauthorized`: a new Secret fixes it, without a change of the spec. */
export function authorizationOf(secret: ReadonlyMap<string, Secret>): string {
  const token = valueOf(secret, 'token');
  if (!secret.has('email')) return `Bearer ${token}`;
  return `Basic ${Buffer.from(`${valueOf(secret, 'email')}:${token}`).toString('base64')}`;
}

/** Removes the line break that a file or an editor leaves at the end. */
function valueOf(secret: ReadonlyMap<string, Secret>, key: string): string {
  const value = secret.get(key)?.reveal().trim();
  if (value !== undefined && /^[!-~]{1,4096}$/.test(value)) return value;
  const why = value === undefined ? 'is missing' : 'is empty or holds characters that no credential has';
  throw new SourceError('unauthorized', `read the credential for Jira: key ${key} of the Secret ${why}`);
}
