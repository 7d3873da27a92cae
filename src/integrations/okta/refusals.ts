// Error responses as messages that a person can act on: what was attempted, what was returned, what to do. Quotes nothing of the response.
// https://developer.okta.com/docs/reference/error-codes/

import { retryAfterHeaderMs } from '../kit/retry-after.ts';
import { SourceError } from '../ports/failure.ts';
import type { HttpAnswer } from '../ports/http.ts';
import { retryAfterMs } from './limits.ts';

export function refusal({ status, headers }: HttpAnswer, what: string, now: Date): SourceError {
  const head = `${what}: ${status} from Okta`;
  if (status === 429) {
    return new SourceError('rate-limited', `${head}: too many requests`, { retryAfterMs: retryAfterMs(headers, now) });
  }
  if (status === 408 || status >= 500) {
    const wait = retryAfterHeaderMs(headers, now);
    return new SourceError('unavailable', `${head}: it will be tried again`, { retryAfterMs: wait });
  }
  const { kind, advice } = definite(status);
  return new SourceError(kind, `${head}: ${advice}`);
}

function definite(status: number): { readonly kind: SourceError['kind']; readonly advice: string } {
  switch (status) {
    case 206:
      return { kind: 'incomplete', advice: 'a part of an answer is not the answer' };
    case 401:
      return {
        kind: 'unauthorized',
        advice: 'the token is refused: put a valid one under the key token of the Secret, and check domain',
      };
    case 403:
      return {
        kind: 'forbidden',
        advice: 'the token lacks okta.users.read or okta.groups.read: create it as a Read-only Administrator',
      };
    case 404:
    case 410:
      return { kind: 'not-found', advice: 'there is nothing at this address: check domain and endpoint in the spec' };
    default:
      return { kind: 'malformed', advice: 'the request was not understood: check domain and endpoint in the spec' };
  }
}
