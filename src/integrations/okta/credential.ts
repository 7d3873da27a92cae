// Authenticates requests to Okta: by an API token. It leaves this file only as an Authorization header.
// https://developer.okta.com/docs/guides/create-an-api-token/main/

import { SourceError } from '../ports/failure.ts';
import type { Secret } from '../ports/http.ts';

export const SECRET_KEYS = [['token']] as const;

/** The value of the Authorization header. Throws SourceError `unauthorized`: a new Secret fixes it, without a change of the spec. */
export function authorizationOf(secret: ReadonlyMap<string, Secret>): string {
  // The line break that a file or an editor leaves at the end is removed.
  const token = secret.get('token')?.reveal().trim() ?? '';
  if (/^[!-~]{1,4096}$/.test(token)) return `SSWS ${token}`;
  const why = 'key token of the Secret is missing, empty, or holds characters that no token has';
  throw new SourceError('unauthorized', `read the credential for Okta: ${why}`);
}
