// What goes over the wire and comes back, as the parts of the REST client hand it to each other. Types only.

/** What a TLS connection is made with. A new object means new connections; the same one reuses them. */
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
}

export interface AnswerHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Answer extends AnswerHead {
  readonly body: string;
}

/** For a status of 2xx `pieces` is the body as it comes and `body` is empty; else the other way round. Disposing of it closes the connection. */
export interface StreamedAnswer extends Answer, Disposable {
  readonly pieces: AsyncIterable<readonly Buffer[]>;
}
