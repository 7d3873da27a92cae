// Requests and answers, as the parts of the REST client pass them to each other. Types only.

/** Certificates and keys of a TLS connection. A new object means new connections; the same object reuses them. */
export interface TlsMaterial {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called right before the first byte is sent. What it throws is thrown, and none is. */
  readonly beforeSend?: (() => void) | undefined;
}

export interface AnswerHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Answer extends AnswerHead {
  readonly body: string;
}

/** With a 2xx status `pieces` is the body while it arrives and `body` is empty; otherwise the other way round. Disposing closes the connection. */
export interface StreamedAnswer extends Answer, Disposable {
  readonly pieces: AsyncIterable<readonly Buffer[]>;
}
