// The REST client of one opened source: authentication, the shared budget, and error responses as SourceErrors. Knows no resource.

import { type Clock } from '../../base/clock.ts';
import { SourceError } from '../ports/failure.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from '../ports/http.ts';
import { type Account, type Numbers } from './account.ts';
import { BLOCKED, refusal } from './refusals.ts';

export interface Call extends Pick<HttpRequest, 'method' | 'path' | 'query' | 'body' | 'signal'> {
  /** For messages: `list incidents`. */
  readonly what: string;
}

export interface Session {
  /** The base URL, which `next` addresses must be below. */
  readonly base: string;
  readonly account: Account;
  readonly numbers: Numbers;
  /** Returns a 2xx response with its JSON, or one with an `expected` status. Throws SourceError for every other. */
  ask(call: Call, expected?: readonly number[]): Promise<HttpAnswer>;
  /** The error that `ask` throws for this response. */
  refuse(answer: HttpAnswer, call: Call): SourceError;
}

export interface SessionOptions {
  readonly base: string;
  readonly http: HttpClient;
  /** The value of the Authorization header. */
  readonly authorization: string;
  readonly account: Account;
  readonly numbers: Numbers;
  readonly clock: Clock;
}

export function createSession({ base, http, authorization, account, numbers, clock }: SessionOptions): Session {
  const refuse = (answer: HttpAnswer, { what }: Call): SourceError => refusal(answer, what, clock.now());
  return {
    base,
    account,
    numbers,
    refuse,
    async ask(call, expected = []) {
      account.budget.check(call.what);
      const { method = 'GET', path, query = [], body, signal } = call;
      const headers = { accept: 'application/json', authorization };
      const request = { method, path, query, headers, signal, ...(body === undefined ? {} : { body }) };
      // As text: a firewall in front of Zenduty answers 209 with a text that is no JSON.
      const answer = await http.send({ ...request, answer: 'text' });
      account.budget.note(answer);
      if (expected.includes(answer.status)) return answer;
      if (answer.status < 200 || answer.status >= 300 || answer.status === 206 || answer.status === BLOCKED) {
        throw refuse(answer, call);
      }
      return { ...answer, body: parsed(answer, call.what) };
    },
  };
}

/** The JSON of a success. A body that is parsed already is taken as it is. */
function parsed({ status, body }: HttpAnswer, what: string): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body) as unknown;
  } catch (cause) {
    const why = body === '' ? 'without a body' : 'with a body that is not JSON';
    throw new SourceError('malformed', `${what}: ${status} from Zenduty ${why}`, { cause: nameOf(cause) });
  }
}

/** The parser's message quotes the body. */
function nameOf(cause: unknown): string {
  return cause instanceof Error ? cause.name : 'unknown';
}
