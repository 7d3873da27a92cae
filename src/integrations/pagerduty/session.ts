// One opened source's way to the REST API: authentication, the required headers, the shared budget, and refusals as SourceErrors.
// Knows no resource. PagerDuty/developer-docs docs/REST-API/01-Overview.md

import { type Clock } from '../../base/clock.ts';
import type { SourceError } from '../ports/failure.ts';
import type { HttpAnswer, HttpClient } from '../ports/http.ts';
import { type Account } from './account.ts';
import type { Credential } from '../kit/oauth.ts';
import { refusal } from './refusals.ts';

export interface Call {
  readonly path: string;
  readonly query?: ReadonlyArray<readonly [name: string, value: string]>;
  /** For messages: `list incidents`. */
  readonly what: string;
  /** The scope that it takes. */
  readonly scope: string;
  readonly signal: AbortSignal;
}

export interface Session {
  /** A 2xx, or SourceError. */
  get(call: Call): Promise<HttpAnswer>;
  /** As `get`, but an answer with one of `expected` statuses is returned. */
  ask(call: Call, expected: readonly number[]): Promise<HttpAnswer>;
  /** What `get` throws for this answer. */
  refuse(answer: HttpAnswer, call: Call): SourceError;
  /** How far the vendor's clock is ahead of ours by the last answer, in milliseconds; 0 before the first one. */
  skewMs(): number;
  readonly credential: Credential;
  readonly account: Account;
}

/** The header is required: without it the vendor answers in an old form or not at all. */
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
    const { path, query = [], signal } = call;
    const answer = await http.send({ path, query, signal, headers: { accept: ACCEPT, authorization } });
    account.budget.note(answer);
    const vendorNow = Date.parse(answer.headers['date'] ?? '');
    const aheadMs = vendorNow - clock.now().getTime();
    // NaN without the header; a clock that is days off is no clock to follow.
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
    // A token keeps the scopes that it was granted with, for 30 days.
    if (answer.status === 403) credential.forget();
    if ((answer.status >= 200 && answer.status < 300) || expected.includes(answer.status)) return answer;
    throw refuse(answer, call);
  };
  return { ask, get: (call) => ask(call, []), refuse, skewMs: () => skewMs, credential, account };
}
