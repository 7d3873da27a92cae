// The REST client of one opened directory: authentication, the shared budget, error responses as SourceErrors, and pages by Link headers.
// https://developer.okta.com/docs/api/

import type { Clock } from '../../base/clock.ts';
import { createPageTokens, nextRequest } from '../kit/paging.ts';
import type { RateBudget } from '../kit/rate-budget.ts';
import { SourceError } from '../ports/failure.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from '../ports/http.ts';
import { refusal } from './refusals.ts';

export interface Call extends Pick<HttpRequest, 'path' | 'query' | 'signal'> {
  /** For messages: `list users`. */
  readonly what: string;
}

export interface Session {
  /** Returns a whole response (2xx but 206), or one with an `expected` status. Throws SourceError for every other. */
  get(call: Call, expected?: readonly number[]): Promise<HttpAnswer>;
  /** The rows of a listing, page by page, to its end. Each page begins behind the last row of the one before. */
  pages(call: Call): AsyncGenerator<readonly unknown[]>;
}

export interface SessionOptions {
  readonly base: string;
  readonly http: HttpClient;
  /** The value of the Authorization header. */
  readonly authorization: string;
  readonly budget: RateBudget;
  readonly clock: Clock;
}

/** Leaves out what users set to get back into their accounts. https://developer.okta.com/docs/api/openapi/okta-management/ */
const CONTENT_TYPE = 'application/json; okta-response=omitCredentials,omitCredentialsLinks,omitTransitioningToStatus';
const MAX_PAGES = 20_000;

export function createSession({ base, http, authorization, budget, clock }: SessionOptions): Session {
  const headers = { accept: 'application/json', authorization, 'content-type': CONTENT_TYPE };
  const get: Session['get'] = async ({ what, ...request }, expected = []) => {
    budget.check(what);
    const answer = await http.send({ ...request, headers });
    budget.note(answer);
    const isGood = answer.status >= 200 && answer.status < 300 && answer.status !== 206;
    if (isGood || expected.includes(answer.status)) return answer;
    throw refusal(answer, what, clock.now());
  };
  return {
    get,
    async *pages(call) {
      const isNew = createPageTokens(call.what);
      let place: Pick<Call, 'path' | 'query'> = call;
      for (let count = 0; count < MAX_PAGES; count++) {
        const answer = await get({ ...place, what: call.what, signal: call.signal });
        if (!Array.isArray(answer.body)) {
          throw new SourceError('malformed', `${call.what}: ${answer.status} from Okta without a list`);
        }
        yield answer.body as readonly unknown[];
        const next = nextOf(answer);
        if (next === undefined) return;
        isNew(next);
        place = nextRequest(base, next, call.what);
      }
      throw new SourceError('incomplete', `${call.what}: more than ${MAX_PAGES} pages: the listing does not end`);
    },
  };
}

/** RFC 8288: `<https://acme.okta.com/api/v1/users?after=...>; rel="next"`. */
function nextOf({ headers }: HttpAnswer): string | undefined {
  for (const link of (headers['link'] ?? '').split(/,\s*(?=<)/)) {
    const { address, params = '' } = /^\s*<(?<address>[^>]*)>(?<params>.*)$/s.exec(link)?.groups ?? {};
    if (address !== undefined && /;\s*rel="?next"?/i.test(params)) return address;
  }
  return undefined;
}
