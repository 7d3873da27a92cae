// Error responses as messages that a person can act on: what was attempted, what was returned, what to do. Quotes nothing of a response
// but the name of the permission that GitHub says is missing. https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api

import { SourceError } from '../ports/failure.ts';
import type { HttpAnswer } from '../ports/http.ts';
import { retryAfterHeaderMs } from '../kit/retry-after.ts';
import type { Permission } from './config.ts';
import { isLimited, retryAfterMs } from './limits.ts';
import type { Stream } from './normalize-id.ts';
import { refusalText } from './schema.ts';

export interface Attempted {
  /** What was attempted, and of what: `list DependabotAlerts of acme/shop`. */
  readonly what: string;
  readonly permission?: Permission;
}

export function refusal(answer: HttpAnswer, attempted: Attempted, now: Date): SourceError {
  const { status, headers } = answer;
  const head = `${attempted.what}: ${status} from GitHub`;
  if (isLimited(answer)) {
    const options = { retryAfterMs: retryAfterMs(headers, now) };
    return new SourceError('rate-limited', `${head}: too many requests`, options);
  }
  if (status === 408 || status === 409 || status >= 500) {
    const options = { retryAfterMs: retryAfterHeaderMs(headers, now) };
    return new SourceError('unavailable', `${head}: it will be tried again`, options);
  }
  const { kind, advice } = definite(answer, attempted);
  return new SourceError(kind, `${head}: ${advice}`);
}

type Definite = { readonly kind: SourceError['kind']; readonly advice: string };

function definite({ status, headers }: HttpAnswer, { permission }: Attempted): Definite {
  switch (status) {
    case 401:
      return { kind: 'unauthorized', advice: 'the credential is refused: put a valid one into the Secret' };
    case 403:
      return { kind: 'forbidden', advice: forbidden(headers, permission) };
    case 301:
    case 302:
    case 307:
    case 308:
      return {
        kind: 'not-found',
        advice: 'it was renamed or moved, and is not followed: correct its name in the spec',
      };
    case 404:
    case 410:
      return {
        kind: 'not-found',
        advice: `it does not exist, or the credential may not see it: check the spec, and ${permitted(permission)}`,
      };
    case 451:
      return { kind: 'forbidden', advice: 'GitHub does not show it for legal reasons' };
    default:
      return { kind: 'malformed', advice: 'the request was not understood: check endpoint in the spec' };
  }
}

function forbidden(headers: HttpAnswer['headers'], permission: Permission | undefined): string {
  if (headers['x-github-sso'] !== undefined) return 'authorize the token for single sign-on of the organization';
  const named = permissionsIn(headers);
  return named === undefined ? permitted(permission) : `the credential lacks ${named}: grant it`;
}

function permitted(permission: Permission | undefined): string {
  return permission === undefined
    ? 'let the credential read the repository'
    : `grant the credential the permission ${permission.title} (read)`;
}

/** `x-accepted-github-permissions: issues=read` names what would have been enough. Undefined when it names nothing that can be shown. */
export function permissionsIn(headers: HttpAnswer['headers']): string | undefined {
  const text = headers['x-accepted-github-permissions']?.trim() ?? '';
  return /^[a-z_]{1,60}=[a-z]{1,10}([;,] ?[a-z_]{1,60}=[a-z]{1,10}){0,9}$/.test(text) ? text : undefined;
}

/**
 * Whether a refusal of a listing says that the stream is switched off there: then it has no findings. Only GitHub's own sentence counts,
 * because missing permissions are 403 and 404, too.
 */
export function isSwitchedOff(stream: Stream, { status, body }: HttpAnswer): boolean {
  const sentence = refusalText(body);
  if (stream === 'Issues') return status === 410;
  if (status !== 403 && status !== 404) return false;
  return SWITCHED_OFF[stream].test(sentence);
}

const SWITCHED_OFF: Readonly<Record<Exclude<Stream, 'Issues'>, RegExp>> = {
  DependabotAlerts: /dependabot alerts are (disabled|not (enabled|available))/i,
  CodeScanningAlerts: /(no analysis found|must be enabled|(is|are) (disabled|not enabled|not available))/i,
  SecretScanningAlerts: /(is|are) (disabled|not (enabled|available))|must be enabled/i,
  SecurityAdvisories: /(is|are) (disabled|not (enabled|available))/i,
};
