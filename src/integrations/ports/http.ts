// The port to a vendor's HTTP API, as providers see it. http.ts in the folder above implements it. Types only.

import type { LookupFunction } from 'node:net';

/** A string that shows as `[redacted]` wherever it is printed; `reveal()` gives the value to the code that sends it. */
export interface Secret {
  reveal(): string;
}

export interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Relative to the base URL; a path prefix of the base is kept. */
  readonly path: string;
  readonly query?: ReadonlyArray<readonly [name: string, value: string]>;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * A string is sent as text, a Uint8Array as bytes, a URLSearchParams as a form, everything else as JSON. A header of the request
   * replaces the content type that goes with it.
   */
  readonly body?: unknown;
  /** What the body of a success is read as; default `json`. */
  readonly answer?: 'json' | 'text' | 'bytes';
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * As the request asked: parsed JSON (`undefined` for an empty body), a string, or a Uint8Array. Of a refusal: its JSON, `undefined`
   * when it is none.
   */
  readonly body: unknown;
}

/**
 * The only HTTP client for vendors. Refuses redirects, caps the size of a response, times out, counts requests by provider and
 * code. Throws SourceError `unreachable` without an answer and `malformed` for a 2xx that is not JSON where that was asked
 * for; every other status is returned (304 too), as only the provider knows what it means.
 */
export interface HttpClient {
  send(request: HttpRequest): Promise<HttpAnswer>;
  /**
   * `fetch` for a vendor's SDK: to the base URL's origin and below its path only, with the same time limits, cap, count of requests and
   * refusal of redirects; with `redirect: 'manual'` one is returned, and not followed either. Rejects with the SourceErrors of `send`, and
   * with the signal's reason after an abort. Bodies are not streamed.
   */
  readonly fetch: typeof fetch;
  /**
   * For a connection to the base URL's host and port by another protocol than HTTP: the name look-up that it must use, so that it goes to no
   * other address than `send` may. It fails with SourceError `invalid-config`.
   */
  readonly lookup: LookupFunction;
  /**
   * Counts a request by another protocol as `send` counts its own. `code`: what the server answered, of few values, or `timeout`, `aborted`,
   * `blocked` or `error`.
   */
  count(code: string): void;
}
