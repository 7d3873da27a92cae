// One HTTPS request to the apiserver, on a connection of its own, so that a restart in between cannot break it.
// It must not be used by the product: that has a client with a port and a contract (src/kube).

import { once } from 'node:events';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import type { IncomingMessage } from 'node:http';

export interface ApiRequest {
  readonly server: string;
  /** PEM. */
  readonly ca: string;
  readonly token: string;
  /** Default GET. */
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly timeoutMs?: number;
}

export interface ApiResponse {
  readonly status: number;
  readonly body: string;
}

/** Resolves with any status; rejects only when there is no response. */
export async function request(options: ApiRequest): Promise<ApiResponse> {
  const { server, ca, token, method = 'GET', path, body, contentType = 'application/json' } = options;
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const outgoing = httpsRequest(new URL(path, server), {
    method,
    ca,
    agent: false,
    signal: AbortSignal.timeout(options.timeoutMs ?? 10_000),
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      'user-agent': 'docket-control-plane',
      ...(payload === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(payload) }),
    },
  });
  // Once there is a response, its body's stream reports what breaks; the request reports it a second time.
  outgoing.on('error', () => undefined).end(payload);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, body: await text(response) };
}
