// What a refusal of Microsoft Graph or of the token service means, as a SourceError. Quotes nothing of the answer but an AADSTS number.
// https://learn.microsoft.com/graph/errors, https://learn.microsoft.com/entra/identity-platform/reference-error-codes

import { retryAfterHeaderMs } from '../retry-after.ts';
import { SourceError } from '../../ports/failure.ts';
import type { HttpAnswer } from '../../ports/http.ts';
import { memberOf } from './answers.ts';

/** What was attempted (`list incidents`), and the application permission that it takes. */
export interface Attempted {
  readonly what: string;
  readonly permission: string;
}

export function refusal(answer: HttpAnswer, { what, permission }: Attempted, now: Date): SourceError {
  const head = `${what}: ${answer.status} from Microsoft Graph`;
  const passing = passingOf(answer, head, now);
  if (passing !== undefined) return passing;
  switch (answer.status) {
    case 401:
      return new SourceError('unauthorized', `${head}: the token is refused: check the Secret, tenantID and cloud`);
    case 402:
      return new SourceError('forbidden', `${head}: the tenant's licences do not include this`);
    case 403: {
      const advice = `the app lacks ${permission}: grant it that application permission, with an administrator's consent`;
      return new SourceError('forbidden', `${head}: ${advice}`);
    }
    case 404:
    case 410:
      return new SourceError('not-found', `${head}: there is nothing at this address: check cloud and endpoint`);
    default:
      return new SourceError('malformed', `${head}: the request was not understood: check cloud and endpoint`);
  }
}

/** What was attempted for a token, and what to check when it is refused. */
export interface TokenAttempt {
  readonly what: string;
  readonly advice: string;
}

export function tokenRefusal(answer: HttpAnswer, { what, advice }: TokenAttempt, now: Date): SourceError {
  const number = aadstsOf(answer.body);
  const head = `${what}: ${answer.status}${number === undefined ? '' : ` (${number})`} from Microsoft Entra`;
  const passing = passingOf(answer, head, now);
  if (passing !== undefined) return passing;
  const isCredential = [400, 401, 403].includes(answer.status);
  return isCredential
    ? new SourceError('unauthorized', `${head}: ${advice}`)
    : new SourceError('not-found', `${head}: there is no token service at this address: check cloud and endpoint`);
}

/** What may pass by itself. Graph's 429 carries `Retry-After` in seconds, though not always. */
function passingOf({ status, headers }: HttpAnswer, head: string, now: Date): SourceError | undefined {
  const retryAfterMs = retryAfterHeaderMs(headers, now);
  if (status === 429) return new SourceError('rate-limited', `${head}: too many requests`, { retryAfterMs });
  if (status !== 408 && status < 500) return undefined;
  return new SourceError('unavailable', `${head}: it will be tried again`, { retryAfterMs });
}

/** `AADSTS7000215`: the token service's own number for what is wrong. */
function aadstsOf(body: unknown): string | undefined {
  const text = memberOf(body, 'error_description');
  return typeof text === 'string' ? /^AADSTS\d{1,9}/.exec(text)?.[0] : undefined;
}
