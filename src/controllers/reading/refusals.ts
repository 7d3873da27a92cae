// Turns what stops a reading before the vendor is asked into an obstacle: an endpoint that may not be asked, a right that the API server
// refuses. Asks nobody itself.

import { type Hindrance, rightMissing } from '../../compliance/hindrance.ts';
import { SourceError } from '../../integrations/ports/failure.ts';
import { isUnauthorized } from '../../runtime/rights.ts';
import { hostOf, invalidHostMessage } from './endpoint.ts';
import type { Obstacle } from './obstacle.ts';

/** A host that cannot exist is wrong in the spec; no administrator could allow it. */
export function refusedEndpoint(endpoint: string): Obstacle {
  const host = hostOf(endpoint);
  if (host !== undefined) return { kind: 'endpoint-not-allowed', host };
  return {
    kind: 'failed',
    failure: 'invalid-config',
    message: invalidHostMessage(endpoint),
    retryAfterMs: undefined,
  };
}

/** What a reading threw, as an obstacle. Throws again what is neither a vendor's failure nor a refused right. */
export function obstacleOf(error: unknown): Obstacle {
  if (isUnauthorized(error)) return { kind: 'hindered', hindrance: hindranceOf(error) };
  if (!(error instanceof SourceError)) throw error;
  return { kind: 'failed', failure: error.kind, message: error.message, retryAfterMs: error.retryAfterMs };
}

/** The API server's own words: `User "x" cannot get resource "secrets" in API group "" in the namespace "team-a"`. */
function hindranceOf(error: unknown): Hindrance {
  const [, verb = 'read', resource = 'what the source names', namespace] =
    /cannot (\w+) resource "([^"]+)".*?(?:namespace "([^"]+)")?$/.exec((error as Error).message) ?? [];
  return rightMissing(`${verb} ${resource}${namespace === undefined ? '' : ` in the namespace ${namespace}`}`);
}
