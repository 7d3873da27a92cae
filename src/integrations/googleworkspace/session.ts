// The REST client of one opened directory: the token, the shared budget, error responses as SourceErrors, and pages by their tokens.
// https://developers.google.com/workspace/admin/directory/reference/rest

import type { Clock } from '../../base/clock.ts';
import type { Credential } from '../kit/oauth.ts';
import { createPageTokens } from '../kit/paging.ts';
import type { RateBudget } from '../kit/rate-budget.ts';
import { SourceError } from '../ports/failure.ts';
import type { HttpAnswer, HttpClient } from '../ports/http.ts';
import { refusal, type Attempted } from './refusals.ts';
import { pageOf, type RawPage } from './schema.ts';

export interface Call extends Attempted {
  readonly path: string;
  readonly query: ReadonlyArray<readonly [string, string]>;
  readonly signal: AbortSignal;
}

export interface Session {
  /** Returns a whole response, or one with an `expected` status. Throws SourceError for every other. */
  get(call: Call, expected?: readonly number[]): Promise<HttpAnswer>;
  /** A listing, page by page, to its end. Each page begins behind the last row of the one before. */
  pages(name: 'users' | 'members', call: Call): AsyncGenerator<readonly unknown[]>;
}

export interface SessionOptions {
  readonly http: HttpClient;
  readonly credential: Credential;
  readonly budget: RateBudget;
  readonly clock: Clock;
}

const MAX_PAGES = 20_000;

export function createSession({ http, credential, budget, clock }: SessionOptions): Session {
  const sendAs = async ({ what, path, query, signal }: Call, authorization: string): Promise<HttpAnswer> => {
    budget.check(what);
    const answer = await http.send({ path, query, signal, headers: { accept: 'application/json', authorization } });
    budget.note(answer);
    return answer;
  };
  const get: Session['get'] = async (call, expected = []) => {
    const authorization = await credential.authorization(call.signal);
    let answer = await sendAs(call, authorization);
    if (answer.status === 401 && credential.renew(authorization)) {
      answer = await sendAs(call, await credential.authorization(call.signal));
    }
    const isGood = answer.status >= 200 && answer.status < 300 && answer.status !== 206;
    if (isGood || expected.includes(answer.status)) return answer;
    throw refusal(answer, call, clock.now());
  };
  return {
    get,
    async *pages(name, call) {
      const isNew = createPageTokens(call.what);
      let token: string | undefined;
      for (let count = 0; count < MAX_PAGES; count++) {
        const query = token === undefined ? call.query : [...call.query, ['pageToken', token] as const];
        const answer = await get({ ...call, query });
        const page: RawPage | undefined = pageOf(name, answer.body);
        if (page === undefined) {
          throw new SourceError('malformed', `${call.what}: ${answer.status} from Google without a list of ${name}`);
        }
        yield page.items;
        if (page.token === undefined) return;
        isNew(page.token);
        token = page.token;
      }
      throw new SourceError('incomplete', `${call.what}: more than ${MAX_PAGES} pages: the listing does not end`);
    },
  };
}
