// A request to a loopback vendor and its response, without HTTP.

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface ApiAnswer {
  readonly status: number;
  /** Sent as JSON. Undefined: no body at all. */
  readonly body?: unknown;
  /** Sent as it is in place of `body`, for an API that does not speak JSON. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown when a request breaks a rule of the vendor. The server answers with it. */
export class Refusal extends Error {
  readonly answer: ApiAnswer;

  constructor(answer: ApiAnswer) {
    super(`refused with ${answer.status}`);
    this.answer = answer;
  }
}
