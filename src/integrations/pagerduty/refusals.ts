// Error responses as messages that a person can act on: what was attempted, what was returned, what to do. Status codes as in
// PagerDuty/developer-docs docs/REST-API/14-Errors.md. Quotes nothing of the response but the vendor's numeric code.

import { SourceError } from '../ports/failure.ts';
import type { HttpAnswer } from '../ports/http.ts';
import { retryAfterHeaderMs } from '../kit/retry-after.ts';
import { retryAfterMs } from './limits.ts';
import { errorCodeOf } from './schema.ts';

export interface Attempted {
  /** What was attempted: `list incidents`. */
  readonly what: string;
  /** The scope that the request requires, by the vendor's name. */
  readonly scope: string;
  readonly credential: 'token' | 'oauth';
}

export function refusal(answer: HttpAnswer, attempted: Attempted, now: Date): SourceError {
  const { status } = answer;
  const code = errorCodeOf(answer.body);
  const head = `${attempted.what}: ${status}${code === undefined ? '' : ` (code ${code})`} from PagerDuty`;
  if (status === 429) {
    return new SourceError('rate-limited', `${head}: too many requests`, {
      retryAfterMs: retryAfterMs(answer.headers, now),
    });
  }
  if (status === 408 || status >= 500) {
    return new SourceError('unavailable', `${head}: it will be tried again`, {
      retryAfterMs: retryAfterHeaderMs(answer.headers, now),
    });
  }
  const { kind, advice } = definite(status, attempted);
  return new SourceError(kind, `${head}: ${advice}`);
}

type Definite = { readonly kind: SourceError['kind']; readonly advice: string };

function definite(status: number, { scope, credential }: Attempted): Definite {
  switch (status) {
    case 206:
      return { kind: 'incomplete', advice: 'a part of an answer is not the answer' };
    case 401:
      return { kind: 'unauthorized', advice: UNAUTHORIZED[credential] };
    case 402:
      return { kind: 'forbidden', advice: "the account's plan does not include this" };
    case 403:
      return { kind: 'forbidden', advice: `the credential lacks ${scope}: ${FORBIDDEN[credential]}` };
    case 404:
    case 410:
      return { kind: 'not-found', advice: 'there is nothing at this address: check region and endpoint in the spec' };
    default:
      return { kind: 'malformed', advice: 'the request was not understood: check endpoint in the spec' };
  }
}

const UNAUTHORIZED = {
  token: 'the API key is refused: put a valid one under the key token of the Secret, and check the region',
  oauth: 'the OAuth token is refused: check clientId, clientSecret and subdomain in the Secret, and the region',
} as const;

const FORBIDDEN = {
  token: 'use an API key that may read it',
  oauth: 'grant the app that scope',
} as const;
