// The REST client of one opened source: authentication, the shared budget, and error responses as SourceErrors. Knows no resource.
// https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro/

import { type Clock } from '../../base/clock.ts';
import { SourceError } from '../ports/failure.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from '../ports/http.ts';
import { type Account } from './account.ts';
import { isAnonymous, refusal, UNAUTHORIZED, type Attempted } from './refusals.ts';

export type Call = Pick<HttpRequest, 'method' | 'path' | 'query' | 'body' | 'signal'> & Attempted;

export interface Session {
  /** Returns a 2xx response, or one with an `expected` status. Throws SourceError for every other. */
  ask(call: Call, expected?: readonly number[]): Promise<HttpAnswer>;
  /** The error that `ask` throws for this response. */
  refuse(answer: HttpAnswer, call: Call): SourceError;
  readonly account: Account;
}

export interface SessionOptions {
  readonly http: HttpClient;
  /** The value of the Authorization header. */
  readonly authorization: string;
  readonly account: Account;
  readonly clock: Clock;
}

export function createSession({ http, authorization, account, clock }: SessionOptions): Session {
  const refuse = (answer: HttpAnswer, call: Call): SourceError => refusal(answer, call, clock.now());
  return {
    account,
    refuse,
    async ask(call, expected = []) {
      account.budget.check(call.what);
      const { method = 'GET', path, query = [], body, signal } = call;
      const headers = { accept: 'application/json', authorization };
      const answer = await http.send({ method, path, query, headers, signal, ...(body === undefined ? {} : { body }) });
      account.budget.note(answer);
      if (isAnonymous(answer)) throw new SourceError('unauthorized', `${call.what}: ${UNAUTHORIZED}`);
      const isGood = answer.status >= 200 && answer.status < 300 && answer.status !== 206;
      if (isGood || expected.includes(answer.status)) return answer;
      throw refuse(answer, call);
    },
  };
}
