// Error responses as messages that a person can act on: what was attempted, what was returned, what to do. Quotes nothing of the response.

import { SourceError } from '../ports/failure.ts';
import type { HttpAnswer } from '../ports/http.ts';
import { retryAfterHeaderMs } from '../kit/retry-after.ts';
import { retryAfterMs } from './limits.ts';
import { memberOf } from './schema.ts';

/** The firewall in front of Zenduty answers so, with a text that is no JSON, to whom it blocks for a while. */
export const BLOCKED = 209;

export function refusal(answer: HttpAnswer, what: string, now: Date): SourceError {
  const { status, headers } = answer;
  const head = `${what}: ${status} from Zenduty`;
  if (status === 429) {
    return new SourceError('rate-limited', `${head}: too many requests`, { retryAfterMs: retryAfterMs(headers, now) });
  }
  if (status === BLOCKED || status === 408 || status >= 500) {
    const wait = retryAfterHeaderMs(headers, now);
    return new SourceError('unavailable', `${head}: it will be tried again`, { retryAfterMs: wait });
  }
  const { kind, advice } = definite(answer);
  return new SourceError(kind, `${head}: ${advice}`);
}

const UNAUTHORIZED = 'the API key is refused: put a valid one under the key token of the Secret';

function definite(answer: HttpAnswer): { readonly kind: SourceError['kind']; readonly advice: string } {
  switch (answer.status) {
    case 206:
      return { kind: 'incomplete', advice: 'a part of an answer is not the answer' };
    case 401:
      return { kind: 'unauthorized', advice: UNAUTHORIZED };
    case 403:
      if (isAboutToken(answer)) return { kind: 'unauthorized', advice: UNAUTHORIZED };
      return { kind: 'forbidden', advice: 'the user of the API key may not do this: use the key of one who may' };
    case 404:
    case 410:
      return { kind: 'not-found', advice: 'there is nothing at this address: check endpoint in the spec' };
    default:
      return { kind: 'malformed', advice: 'the request was not understood: check endpoint in the spec' };
  }
}

/** Zenduty answers 403, never 401, to a key that is wrong or was revoked. */
export function isAboutToken({ body }: HttpAnswer): boolean {
  const detail = memberOf(body, 'detail') ?? memberOf(body, 'message') ?? memberOf(body, 'error');
  return typeof detail === 'string' && /token|credentials/i.test(detail);
}
