// Error responses as messages that a person can act on: what was attempted, what was returned, what to do. Quotes nothing of the response.
// https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro/#status-codes

import { SourceError } from '../ports/failure.ts';
import type { HttpAnswer } from '../ports/http.ts';
import { retryAfterHeaderMs } from '../kit/retry-after.ts';
import { retryAfterMs } from './limits.ts';
import { memberOf } from './schema.ts';

export interface Attempted {
  /** What was attempted: `search issues`. */
  readonly what: string;
  /** The scope of a scoped token that the request requires. */
  readonly scope: string;
  /** What the account of the credential must be allowed to do besides; default: browse the projects. */
  readonly right?: string;
  /** What a status 400 means, when it is the spec that Jira refuses. */
  readonly badRequest?: string;
}

export function refusal(answer: HttpAnswer, attempted: Attempted, now: Date): SourceError {
  const { status, headers } = answer;
  const head = `${attempted.what}: ${status} from Jira`;
  if (status === 429) {
    return new SourceError('rate-limited', `${head}: too many requests`, { retryAfterMs: retryAfterMs(headers, now) });
  }
  if (status === 408 || status >= 500) {
    const wait = retryAfterHeaderMs(headers, now);
    return new SourceError('unavailable', `${head}: it will be tried again`, { retryAfterMs: wait });
  }
  const { kind, advice } = definite(answer, attempted);
  return new SourceError(kind, `${head}: ${advice}`);
}

/** The gateway answers 401 for a token that is good and lacks a scope. */
export function lacksScope({ status, body }: HttpAnswer): boolean {
  const message = memberOf(body, 'message');
  return status === 401 && typeof message === 'string' && /scope does not match/i.test(message);
}

/** Jira answers a search of a refused credential as it answers anonymous visitors, and says so in a header only. */
export function isAnonymous({ headers }: HttpAnswer): boolean {
  return /AUTHENTICAT(ED_FAILED|ION_DENIED)/i.test(headers['x-seraph-loginreason'] ?? '');
}

export const UNAUTHORIZED =
  'the credential is refused: put a valid API token, and the mail address of its account, into the Secret';

type Definite = { readonly kind: SourceError['kind']; readonly advice: string };

function definite(answer: HttpAnswer, { scope, right = 'browse the projects', badRequest }: Attempted): Definite {
  const { status } = answer;
  if (status === 403 || lacksScope(answer)) {
    return { kind: 'forbidden', advice: `the credential lacks ${scope}, or its account may not ${right}` };
  }
  switch (status) {
    case 206:
      return { kind: 'incomplete', advice: 'a part of an answer is not the answer' };
    case 400:
      if (badRequest !== undefined) return { kind: 'invalid-config', advice: badRequest };
      return { kind: 'malformed', advice: 'the request was not understood: check endpoint in the spec' };
    case 401:
      return { kind: 'unauthorized', advice: UNAUTHORIZED };
    case 404:
    case 410:
      return { kind: 'not-found', advice: 'there is nothing at this address: check site, cloudID and endpoint' };
    default:
      return { kind: 'malformed', advice: 'the request was not understood: check endpoint in the spec' };
  }
}
