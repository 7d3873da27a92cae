// The REST client of one opened source: authentication, the required headers, the shared budget, and error responses as SourceErrors.
// Knows no resource. PagerDuty/developer-docs docs/REST-API/01-Overview.md

import { type Clock } from '../../base/clock.ts';
import type { SourceError } from '../ports/failure.ts';
import type { HttpAnswer, HttpClient } from '../ports/http.ts';
import { type Account } from './account.ts';
import type { Credential } from '../kit/oauth.ts';
import { refusal } from './refusals.ts';

export interface Call {
  /** Default GET. */
  readonly method?: 'GET' | 'PUT' | 'POST';
  readonly path: string;
  readonly query?: ReadonlyArray<readonly [name: string, value: string]>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** The mail address of the user in whose name something is written: the header `From`. */
  readonly from?: string | undefined;
  /** For messages: `list incidents`. */
  readonly what: string;
  /** The scope that the request requires. */
  readonly scope: string;
  readonly signal: AbortSignal;
}

export interface Session {
  /** Returns a whole response (2xx but 206), or throws SourceError. */
  get(call: Call): Promise<HttpAnswer>;
  /** Like `get`, but also returns a response with one of the `expected` statuses. */
  ask(call: Call, expected: readonly number[]): Promise<HttpAnswer>;
  /** The error that `get` throws for this response. */
  refuse(answer: HttpAnswer, call: Call): SourceError;
  /** How far the vendor's clock was ahead of ours at the last response, in milliseconds; 0 before the first. */
  skewMs(): number;
  readonly credential: Credential;
  readonly account: Account;
}

/** This header is required: without it the vendor answers in an old format or not at all. */
const MAX_SKEW_MS = 86_400_000;
const ACCEPT = 'application/vnd.pagerduty+json;version=2';

export interface SessionOptions {
  readonly http: HttpClient;
  readonly credential: Credential;
  readonly account: Account;
  readonly clock: Clock;
}

export function createSession({ http, credential, account, clock }: SessionOptions): Session {
  let skewMs = 0;
  const sendAs = async (call: Call, authorization: string): Promise<HttpAnswer> => {
    account.budget.check(call.what);
    const { method = 'GET', path, query = [], body, from, signal } = call;
    const headers = { accept: ACCEPT, authorization, ...(from !== undefined && { from }) };
    const answer = await http.send({ method, path, query, signal, headers, ...(body !== undefined && { body }) });
    account.budget.note(answer);
    const vendorNow = Date.parse(answer.headers['date'] ?? '');
    const aheadMs = vendorNow - clock.now().getTime();
    // NaN without the header. A clock that is days off is not trusted.
    if (Math.abs(aheadMs) <= MAX_SKEW_MS) skewMs = aheadMs;
    return answer;
  };
  const refuse = (answer: HttpAnswer, { what, scope }: Call): SourceError =>
    refusal(answer, { what, scope, credential: credential.kind }, clock.now());
  const ask = async (call: Call, expected: readonly number[]): Promise<HttpAnswer> => {
    const authorization = await credential.authorization(call.signal);
    let answer = await sendAs(call, authorization);
    if (answer.status === 401 && credential.renew(authorization)) {
      answer = await sendAs(call, await credential.authorization(call.signal));
    }
    // A token keeps the scopes that it was granted, for 30 days.
    if (answer.status === 403) credential.forget();
    const isGood = answer.status >= 200 && answer.status < 300 && answer.status !== 206;
    if (isGood || expected.includes(answer.status)) return answer;
    throw refuse(answer, call);
  };
  return { ask, get: (call) => ask(call, []), refuse, skewMs: () => skewMs, credential, account };
}
