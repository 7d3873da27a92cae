// Requests and responses, with errors in the vendor's format (PagerDuty/developer-docs docs/REST-API/14-Errors.md).

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown when a request breaks a rule. The server answers with it. */
export class Refusal extends Error {
  readonly answer: ApiAnswer;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.answer = { status, body: { error: { message, code, errors: [message] } } };
  }
}

export function refuse(status: number, code: number, message: string): never {
  throw new Refusal(status, code, message);
}
