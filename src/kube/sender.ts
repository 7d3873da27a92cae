// Sends one request to the API server: with current credentials (renewed once on 401), within the in-flight limit, and again after a 429
// or 503 with Retry-After. It must not retry anything else, nor show a credential.

import type { Clock } from '../base/clock.ts';
import { delay } from '../base/timing.ts';
import type { Credentials, CredentialSource } from './credentials.ts';
import { KubeConnectionError, KubeError } from './errors.ts';
import type { Limiter, Outcome } from './limiter.ts';
import { isOverload, retryDelayMs } from './retry.ts';
import { errorOfAnswer } from './status.ts';
import type { Transport } from './transport.ts';
import type { Answer, AnswerHead, HttpRequest, StreamedAnswer, TlsMaterial } from './wire.ts';

/** One attempt at a request, for metrics. The names are client-go's, so that its dashboards work. */
export interface RequestInfo {
  readonly method: string;
  /** The HTTP status, or `<error>` when there was no answer. */
  readonly code: number | '<error>';
  /** To the end of the answer; for a watch to its start. Without the time in the limiter's queue. */
  readonly durationMs: number;
  readonly host: string;
}

export interface Call {
  readonly method: HttpRequest['method'];
  /** Path and query, relative to the server's URL. */
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly signal?: AbortSignal | undefined;
  /** Names the calls whose latencies are comparable. Absent: its latency says nothing about load. */
  readonly latencyClass?: string;
  /** Does not wait in line: the renewal of a lease must not queue behind this process's own writes. */
  readonly isUrgent?: boolean;
  /** Goes before requests that are not: somebody waits for what it does. */
  readonly isPrompt?: boolean | undefined;
  readonly beforeSend?: (() => void) | undefined;
}

export interface Sender {
  /** A 2xx answer. Throws a KubeError for any other one, a KubeConnectionError if there is none, the signal's reason on abort. */
  send(call: Call): Promise<Answer>;
  /** The same for an answer whose body is read while it arrives. Outside the in-flight limit. */
  open(call: Call): Promise<StreamedAnswer>;
}

export interface SenderOptions {
  /** `https://host[:port][/prefix]`. */
  readonly server: URL;
  readonly userAgent: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly credentials: CredentialSource;
  readonly limiter: Limiter;
  readonly transport: Transport;
  /** Aborted when the client closes. */
  readonly closing: AbortSignal;
  readonly onRequest?: ((info: RequestInfo) => void) | undefined;
}

export function createSender(options: SenderOptions): Sender {
  const { transport, limiter, clock } = options;

  const request: Attempt<Answer> = (call, tls, message) =>
    timed(options, call.method, () => transport.request(tls, message));
  const limitedRequest: Attempt<Answer> = async (call, tls, message) => {
    const permit = await limiter.acquire(call.signal, call.isPrompt === true ? 'prompt' : 'ordinary');
    const startedMs = clock.monotonicMs();
    let outcome: Outcome = { kind: 'unknown' };
    try {
      const answer = await request(call, tls, message);
      outcome = outcomeOf(call, answer, clock.monotonicMs() - startedMs);
      return answer;
    } catch (error) {
      // What was not sent says nothing about the server.
      if (call.signal?.aborted !== true && !(error instanceof KubeError)) outcome = { kind: 'overloaded' };
      throw error;
    } finally {
      permit.release(outcome);
    }
  };
  const stream: Attempt<StreamedAnswer> = (call, tls, message) =>
    timed(options, call.method, () => transport.stream(tls, message));

  return {
    send: (call) =>
      guarded(options, call, () => perform(options, call, call.isUrgent === true ? request : limitedRequest)),
    open: (call) => guarded(options, call, () => perform(options, call, stream)),
  };
}

type Attempt<T extends Answer> = (call: Call, tls: TlsMaterial, message: HttpRequest) => Promise<T>;

const isSuccess = ({ status }: AnswerHead): boolean => status >= 200 && status < 300;

/** Names a call in messages: its method and path, without the query. */
export const subjectOf = ({ method, path }: Call): string => `${method} ${path.split('?')[0]}`;

async function perform<T extends Answer>(options: SenderOptions, call: Call, attempt: Attempt<T>): Promise<T> {
  const { clock, credentials, random, closing } = options;
  const startedMs = clock.monotonicMs();
  const body = call.body === undefined ? undefined : JSON.stringify(call.body);
  for (let retries = 0, isRenewed = false; ;) {
    const held = await credentials.current(call.signal);
    const answer = await attempt(call, held.tls, messageOf(options, call, { body, held }));
    if (isSuccess(answer)) return answer;
    if (answer.status === 401 && !isRenewed) {
      isRenewed = true;
      if ((await credentials.renew(held, call.signal)) !== undefined) continue;
    }
    const now = clock.now();
    const waitMs = retryDelayMs(answer, { retries, elapsedMs: clock.monotonicMs() - startedMs }, { now, random });
    if (waitMs === undefined) throw errorOfAnswer(subjectOf(call), answer, now);
    retries++;
    await delay(clock, waitMs, call.signal === undefined ? closing : AbortSignal.any([call.signal, closing]));
  }
}

function messageOf(
  { server, userAgent }: SenderOptions,
  call: Call,
  { body, held }: { readonly body: string | undefined; readonly held: Credentials },
): HttpRequest {
  const prefix = server.pathname.replace(/\/$/, '');
  const headers = {
    ...held.headers,
    accept: 'application/json',
    'user-agent': userAgent,
    ...(body !== undefined && { 'content-type': call.contentType ?? 'application/json' }),
  };
  const { method, path, signal, beforeSend } = call;
  return { method, path: `${prefix}${path}`, headers, body, signal, beforeSend };
}

function outcomeOf(call: Call, answer: Answer, latencyMs: number): Outcome {
  if (isOverload(answer.status)) return { kind: 'overloaded' };
  return { kind: 'answered', latencyMs, latencyClass: isSuccess(answer) ? call.latencyClass : undefined };
}

async function timed<T extends Answer>(options: SenderOptions, method: string, attempt: () => Promise<T>): Promise<T> {
  const { clock, onRequest, server } = options;
  if (onRequest === undefined) return attempt();
  const startedMs = clock.monotonicMs();
  let code: RequestInfo['code'] = '<error>';
  try {
    const answer = await attempt();
    code = answer.status;
    return answer;
  } finally {
    onRequest({ method, code, durationMs: clock.monotonicMs() - startedMs, host: server.host });
  }
}

// Every failure that is neither an answer nor the caller's own abort becomes a KubeConnectionError that says what was attempted.
async function guarded<T>(options: SenderOptions, call: Call, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof KubeError) throw error;
    if (call.signal?.aborted === true) throw call.signal.reason;
    const why = options.closing.aborted ? 'the client is closed' : reasonOf(error);
    throw new KubeConnectionError(`${subjectOf(call)}: no answer from ${options.server.host}: ${why}`, error);
  }
}

/** An error of a socket in words. Some codes say more than their messages, which can be empty. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (error.message === '' || error.message.includes(code)) return error.message || code || error.name;
  return `${error.message} (${code})`;
}
