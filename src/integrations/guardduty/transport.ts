// How the AWS SDK sends: its request handler over the guarded fetch. Refusals become SourceErrors here, so that the SDK only signs
// requests and reads successes. Never retries; the SDK's own HTTP client, which knows no allow-list, is not used.

import type { GuardDutyClientConfig } from '@aws-sdk/client-guardduty';

import { type Clock } from '../../base/clock.ts';
import type { RateBudget } from '../kit/rate-budget.ts';
import { SourceError } from '../ports/failure.ts';
import type { HttpAnswer, HttpClient } from '../ports/http.ts';
import { AwsRefusal, errorNameOf, type Attempted } from './refusals.ts';

/** The form that every client of the SDK takes. */
export type RequestHandler = NonNullable<GuardDutyClientConfig['requestHandler']>;

/** What the SDK hands over to be sent; the members that are used. */
interface SdkRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

export interface TransportOptions {
  readonly http: HttpClient;
  readonly budget: RateBudget;
  readonly clock: Clock;
  /** What the SDK is asked to do at the moment; for messages. */
  readonly attempted: () => Attempted;
  /** `json`: a success that is no JSON is `malformed`, before the SDK sees it. */
  readonly answers: 'json' | 'xml';
  /** Called with AWS's own time at each answer that says it, in epoch milliseconds. */
  readonly onDate: (vendorMs: number) => void;
}

export function createTransport(options: TransportOptions): RequestHandler {
  const handle = async (request: SdkRequest, { abortSignal }: { abortSignal?: unknown } = {}) => {
    const signal = abortSignal instanceof AbortSignal ? abortSignal : null;
    const { what } = options.attempted();
    options.budget.check(what);
    const response = await options.http.fetch(urlOf(request), {
      method: request.method,
      headers: sendable(request.headers),
      body: request.body ?? null,
      signal,
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const headers = Object.fromEntries(response.headers);
    const vendorMs = Date.parse(headers['date'] ?? '');
    if (!Number.isNaN(vendorMs)) options.onDate(vendorMs);
    checkAnswer(options, { status: response.status, headers }, bytes);
    // Without its date: the SDK would set its clock by it, and sdk.ts does that.
    const { date: _date, ...shown } = headers;
    return { response: { statusCode: response.status, headers: shown, body: bytes } };
  };
  // The SDK also configures its own handlers, which this one has no use for.
  return { handle, metadata: { handlerProtocol: 'http/1.1' }, updateHttpClientConfig: nothing, httpHandlerConfigs };
}

const nothing = (): void => undefined;
const httpHandlerConfigs = (): object => ({});

/** Encoded as it was signed: `URLSearchParams` writes a blank as a plus. */
function urlOf({ protocol, hostname, port, path, query }: SdkRequest): URL {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    [value ?? ''].flat().map((each) => `${escaped(name)}=${escaped(each)}`),
  );
  const search = pairs.length === 0 ? '' : `?${pairs.join('&')}`;
  return new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}${search}`);
}

function escaped(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The HTTP client writes these two itself, with the same values as were signed. */
function sendable(headers: Readonly<Record<string, string>>): Record<string, string> {
  const { host: _host, 'content-length': _length, ...rest } = headers;
  return rest;
}

function checkAnswer(options: TransportOptions, head: Pick<HttpAnswer, 'status' | 'headers'>, bytes: Uint8Array): void {
  const { attempted, budget, clock, answers } = options;
  const text = new TextDecoder().decode(bytes);
  const answer = { ...head, body: jsonOf(text) };
  const { what } = attempted();
  if (head.status === 206) throw new SourceError('incomplete', `${what}: 206 from AWS: the answer is only a part`);
  if (head.status < 200 || head.status >= 300) {
    const errorName = errorNameOf(answer, text);
    budget.note({ ...answer, body: errorName });
    throw new AwsRefusal(answer, errorName, { attempted: attempted(), now: clock.now() });
  }
  budget.note({ ...answer, body: '' });
  if (answers === 'json' && answer.body === undefined) {
    throw new SourceError(
      'malformed',
      `${what}: ${head.status} from AWS with an answer that is not JSON: it is not whole`,
    );
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
