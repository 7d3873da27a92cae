// The HTTP servers for metrics and probes. They answer from memory, take GET only, and know nothing of what they report.

import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';

export interface Listening {
  /** The port that is listened on; another than the one asked for if that was 0. */
  readonly port: number;
  close(): Promise<void>;
}

/** A probe's answer: undefined when all is well, else what is wrong. */
export type Probe = () => string | undefined;

interface Address {
  readonly host: string | undefined;
  readonly port: number;
}

/** `/metrics` in the text exposition format. */
export function serveMetrics(registry: Registry, address: Address): Promise<Listening> {
  return listen(address, (request, response) => {
    if (request.method !== 'GET' || pathOf(request.url) !== '/metrics') return void response.writeHead(404).end();
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      (error: unknown) => response.writeHead(500).end(`collect metrics: ${String(error)}\n`),
    );
  });
}

export interface Probes {
  readonly healthz: Probe;
  readonly readyz: Probe;
  /** What a person who asks for `/readyz` should know, whether it is ready or not: a line each. */
  readonly notes?: () => readonly string[];
}

/** `/healthz` and `/readyz`: 200 `ok`, or 503 with the reason. The notes follow that of `/readyz`. */
export function serveProbes(probes: Probes, address: Address): Promise<Listening> {
  const byPath: Readonly<Record<string, Probe>> = { '/healthz': probes.healthz, '/readyz': probes.readyz };
  return listen(address, (request, response) => {
    const path = pathOf(request.url);
    const probe = byPath[path];
    if (request.method !== 'GET' || probe === undefined) return void response.writeHead(404).end();
    const trouble = probe();
    const notes = path === '/readyz' ? (probes.notes?.() ?? []) : [];
    const text = [trouble ?? 'ok', ...notes].map((line) => `${line}\n`).join('');
    response.writeHead(trouble === undefined ? 200 : 503, { 'content-type': 'text/plain' }).end(text);
  });
}

const pathOf = (url: string | undefined): string => (url ?? '/').replace(/\?.*$/, '');

async function listen({ host, port }: Address, handler: RequestListener): Promise<Listening> {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000 }, handler);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(new Error(`listen on ${host ?? ''}:${port}: ${error.message}`, { cause: error })),
    );
    server.listen({ port, ...(host === undefined ? {} : { host }) }, resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
