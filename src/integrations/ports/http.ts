// The port to a vendor's HTTP API, as providers see it. http.ts in the folder above implements it. Types only.

/** A string that shows as `[redacted]` wherever it is printed; `reveal()` gives the value to the code that sends it. */
export interface Secret {
  reveal(): string;
}

export interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'PUT';
  /** Relative to the base URL; a path prefix of the base is kept. */
  readonly path: string;
  readonly query?: ReadonlyArray<readonly [name: string, value: string]>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a URLSearchParams as a form. */
  readonly body?: unknown;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; `undefined` for an empty body. */
  readonly body: unknown;
}

/**
 * The one way out to a vendor. Refuses redirects, caps the size of an answer, times out, counts requests by provider and
 * code. Throws SourceError `unreachable` without an answer and `malformed` for a 2xx that is not JSON; every other status
 * is returned, as only the provider knows what it means.
 */
export interface HttpClient {
  send(request: HttpRequest): Promise<HttpAnswer>;
}
