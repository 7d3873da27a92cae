// The simplest client that works: undici, a token, JSON. The operator is measured against it. It retries nothing, checks only the status,
// and must not import anything of Docket.

import { Pool } from 'undici';

export interface BareClientOptions {
  readonly server: string;
  readonly ca: string;
  readonly token: string;
  readonly connections: number;
}

export interface BareClient extends AsyncDisposable {
  /** The parsed answer; throws for any status but 2xx. */
  send(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<unknown>;
  /** The lines of a watch, each parsed, until the caller stops or the server ends it. */
  watch(path: string): AsyncGenerator;
}

export function createBareClient({ server, ca, token, connections }: BareClientOptions): BareClient {
  const pool = new Pool(server, { connections, pipelining: 1, connect: { ca }, bodyTimeout: 0 });
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json', 'content-type': 'application/json' };
  const open = async (method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown) => {
    const answer = await pool.request({
      method,
      path,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (answer.statusCode < 300) return answer.body;
    throw new Error(`${method} ${path}: ${answer.statusCode} ${await answer.body.text()}`);
  };
  return {
    send: async (method, path, body) => (await open(method, path, body)).json(),
    async *watch(path) {
      const stream = await open('GET', path);
      let rest = '';
      stream.setEncoding('utf8');
      for await (const chunk of stream as AsyncIterable<string>) {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) yield JSON.parse(line) as unknown;
      }
    },
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
}
