// Error responses as messages that a person can act on: what was attempted, what was returned, what to do. Quotes nothing of the response but
// the token service's own word. https://developers.google.com/workspace/admin/directory/v1/guides/troubleshoot-error-codes

import { retryAfterHeaderMs } from '../kit/retry-after.ts';
import { SourceError } from '../ports/failure.ts';
import type { HttpAnswer } from '../ports/http.ts';
import { isLimited, retryAfterMs } from './limits.ts';
import { memberOf } from './schema.ts';

export interface Attempted {
  /** `list users` */
  readonly what: string;
  /** The scope that the request requires. */
  readonly scope: string;
}

export function refusal(answer: HttpAnswer, { what, scope }: Attempted, now: Date): SourceError {
  const head = `${what}: ${answer.status} from Google`;
  const passing = passingOf(answer, head, now);
  if (passing !== undefined) return passing;
  switch (answer.status) {
    case 206:
      return new SourceError('incomplete', `${head}: a part of an answer is not the answer`);
    case 401:
      return new SourceError('unauthorized', `${head}: the token is refused: check the Secret and subject`);
    case 403: {
      const advice = `delegate ${scope} to the service account, and name an administrator as subject who may read users`;
      return new SourceError('forbidden', `${head}: ${advice}`);
    }
    case 404:
    case 410:
      return new SourceError('not-found', `${head}: there is nothing at this address: check customer and endpoint`);
    default:
      return new SourceError('malformed', `${head}: the request was not understood: check customer and endpoint`);
  }
}

/** The token service's words for what is wrong, which are safe to show. https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
const WORDS = new Set(['invalid_grant', 'invalid_client', 'unauthorized_client', 'invalid_scope', 'access_denied']);

export function tokenRefusal(
  answer: HttpAnswer,
  attempted: string,
  { scopes, now }: { readonly scopes: readonly string[]; readonly now: Date },
): SourceError {
  const word = memberOf(answer.body, 'error');
  const isKnown = typeof word === 'string' && WORDS.has(word);
  const head = `${attempted}: ${answer.status}${isKnown ? ` (${word})` : ''} from Google`;
  const passing = passingOf(answer, head, now);
  if (passing !== undefined) return passing;
  if (word === 'unauthorized_client' || word === 'access_denied' || word === 'invalid_scope') {
    const advice = `delegate these scopes to the service account: ${scopes.join(', ')}`;
    return new SourceError('forbidden', `${head}: ${advice}`);
  }
  if (![400, 401, 403].includes(answer.status)) {
    return new SourceError('not-found', `${head}: there is no token service at this address: check endpoint`);
  }
  return new SourceError('unauthorized', `${head}: check serviceAccount in the Secret, and subject`);
}

/** What may pass by itself. */
function passingOf(answer: HttpAnswer, head: string, now: Date): SourceError | undefined {
  const { status, headers } = answer;
  if (isLimited(answer)) {
    return new SourceError('rate-limited', `${head}: too many requests`, { retryAfterMs: retryAfterMs(headers, now) });
  }
  if (status !== 408 && status < 500) return undefined;
  const wait = retryAfterHeaderMs(headers, now);
  return new SourceError('unavailable', `${head}: it will be tried again`, { retryAfterMs: wait });
}
