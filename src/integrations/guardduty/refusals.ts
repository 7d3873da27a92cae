// What a refusal of AWS means, as a SourceError. AWS names its errors; the status alone says little (throttling is a 400). Quotes
// nothing of the answer but that name. https://docs.aws.amazon.com/guardduty/latest/APIReference/CommonErrors.html

import { retryAfterHeaderMs } from '../kit/retry-after.ts';
import { SourceError } from '../ports/failure.ts';
import type { HttpAnswer } from '../ports/http.ts';
import { memberOf } from './schema.ts';

/** What was attempted (`list findings in eu-west-1`), and the action that it takes (`guardduty:ListFindings`). */
export interface Attempted {
  readonly what: string;
  readonly action: string;
  /** What to do about a refusal, where it is not about the Secret or the action. */
  readonly advice?: string;
}

const THROTTLED = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
]);
const UNAUTHORIZED = new Set([
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidAccessKeyId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidIdentityToken',
  'IDPRejectedClaim',
]);
/** AWS also says `InvalidSignatureException` or `SignatureDoesNotMatch` when the time of the signature is too far off. */
const CLOCK = new Set([
  'RequestTimeTooSkewed',
  'RequestExpired',
  'RequestInTheFuture',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
]);
const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException']);
const FORBIDDEN = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  'NotAuthorized',
  'OptInRequired',
  'SubscriptionRequiredException',
]);

/** The error's own name, from the header or from a body in JSON or XML; empty when there is none. */
export function errorNameOf({ headers, body }: HttpAnswer, text: string): string {
  const named = headers['x-amzn-errortype'] ?? memberOf(body, '__type') ?? memberOf(body, 'code');
  const name = typeof named === 'string' ? named : (/<Code>([A-Za-z.]{1,80})<\/Code>/.exec(text)?.[1] ?? '');
  // `com.amazonaws#AccessDeniedException:http://...`
  return /^(?:[\w.]+#)?([A-Za-z.]{1,80})(?::|$)/.exec(name)?.[1] ?? '';
}

/** AWS's refusal, with what a caller may do about it. */
export class AwsRefusal extends SourceError {
  /** The signature's time was too far from AWS's, perhaps. */
  readonly isAboutClock: boolean;
  /** The session's credential has ended: another one may be good. */
  readonly isExpired: boolean;
  /** AWS's own name of the error. */
  readonly errorName: string;

  constructor(answer: HttpAnswer, errorName: string, { attempted, now }: { attempted: Attempted; now: Date }) {
    const meaning = meaningOf(answer.status, errorName, attempted);
    const { kind } = meaning;
    const isRefused = kind === 'unauthorized' || kind === 'forbidden';
    const advice = (isRefused ? attempted.advice : undefined) ?? meaning.advice;
    const shown = errorName === '' ? String(answer.status) : `${answer.status} (${errorName})`;
    const retryAfterMs = retryAfterHeaderMs(answer.headers, now);
    super(kind, `${attempted.what}: ${shown} from AWS: ${advice}`, { retryAfterMs });
    this.isAboutClock = CLOCK.has(errorName);
    this.isExpired = EXPIRED.has(errorName);
    this.errorName = errorName;
  }
}

export function isThrottled(status: number, errorName: string): boolean {
  return status === 429 || THROTTLED.has(errorName);
}

type Meaning = { readonly kind: SourceError['kind']; readonly advice: string };

function meaningOf(status: number, errorName: string, { action }: Attempted): Meaning {
  if (isThrottled(status, errorName)) return { kind: 'rate-limited', advice: 'too many requests' };
  if (status === 408 || status >= 500) return { kind: 'unavailable', advice: 'it will be tried again' };
  if (UNAUTHORIZED.has(errorName) || CLOCK.has(errorName) || status === 401) {
    return { kind: 'unauthorized', advice: 'the credential is refused: put a valid one into the Secret' };
  }
  if (FORBIDDEN.has(errorName) || status === 403) {
    return { kind: 'forbidden', advice: `the credential lacks ${action}: allow it in its IAM policy` };
  }
  if (status === 404)
    return { kind: 'not-found', advice: 'there is nothing at this address: check regions and endpoint' };
  return { kind: 'malformed', advice: 'the request was not understood: check regions and endpoint in the spec' };
}
