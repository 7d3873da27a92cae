// The servers of metrics and probes, over real HTTP: what they answer, and that nothing is open after they close.

import { Gauge, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { type Listening, type Probe, serveMetrics, serveProbes } from './server.ts';

const ADDRESS = { host: '127.0.0.1', port: 0 };
const well: Probe = () => undefined;

async function ask(
  { port }: Listening,
  path: string,
  method = 'GET',
): Promise<{ status: number; body: string; type: string | null }> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method });
  return { status: response.status, body: await response.text(), type: response.headers.get('content-type') };
}

/** Runs `body` against a server and closes it. */
async function serving<T>(listening: Promise<Listening>, body: (server: Listening) => Promise<T>): Promise<T> {
  const server = await listening;
  try {
    return await body(server);
  } finally {
    await server.close();
  }
}

describe('/metrics', () => {
  it('is the text exposition format', async () => {
    const registry = new Registry();
    new Gauge({ name: 'docket_example', help: 'An example.', registers: [registry] }).set(4);
    const { status, body, type } = await serving(serveMetrics(registry, ADDRESS), (server) =>
      ask(server, '/metrics?x=1'),
    );
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(body).toContain('docket_example 4');
  });

  it.each([
    { path: '/', method: 'GET' },
    { path: '/metrics/', method: 'GET' },
    { path: '/metrics', method: 'POST' },
    { path: '/healthz', method: 'GET' },
  ])('is all that its server has: $method $path is 404', async ({ path, method }) => {
    expect((await serving(serveMetrics(new Registry(), ADDRESS), (server) => ask(server, path, method))).status).toBe(
      404,
    );
  });

  it('that cannot be collected is an error, and the server goes on', async () => {
    const registry = new Registry();
    let isBroken = true;
    const gauge = new Gauge({
      name: 'docket_broken',
      help: 'Throws once.',
      registers: [registry],
      collect() {
        if (isBroken) throw new Error('the cache is on fire');
        this.set(1);
      },
    });
    await serving(serveMetrics(registry, ADDRESS), async (server) => {
      expect((await ask(server, '/metrics')).status).toBe(500);
      isBroken = false;
      expect((await ask(server, '/metrics')).status).toBe(200);
    });
    expect(gauge).toBeDefined();
  });
});

describe('the probes', () => {
  it.each([
    { name: 'both well', healthz: well, readyz: well, want: { '/healthz': [200, 'ok\n'], '/readyz': [200, 'ok\n'] } },
    {
      name: 'not ready',
      healthz: well,
      readyz: () => 'the caches are not synced yet',
      want: { '/healthz': [200, 'ok\n'], '/readyz': [503, 'the caches are not synced yet\n'] },
    },
    {
      name: 'not alive',
      healthz: () => 'every watch is silent',
      readyz: well,
      want: { '/healthz': [503, 'every watch is silent\n'], '/readyz': [200, 'ok\n'] },
    },
  ])('$name', async ({ healthz, readyz, want }) => {
    await serving(serveProbes({ healthz, readyz }, ADDRESS), async (server) => {
      for (const [path, answer] of Object.entries(want)) {
        const { status, body } = await ask(server, path);
        expect([status, body]).toEqual(answer);
      }
      expect((await ask(server, '/metrics')).status).toBe(404);
      expect((await ask(server, '/readyz', 'DELETE')).status).toBe(404);
    });
  });

  it.each([
    { because: 'it is ready', readyz: well, want: [200, 'ok\ncannot read Incident: forbidden\n'] },
    { because: 'it is not', readyz: () => 'not yet', want: [503, 'not yet\ncannot read Incident: forbidden\n'] },
  ])('of /readyz have the notes after them when $because', async ({ readyz, want }) => {
    const notes = (): string[] => ['cannot read Incident: forbidden'];
    await serving(serveProbes({ healthz: well, readyz, notes }, ADDRESS), async (server) => {
      const { status, body } = await ask(server, '/readyz');
      expect([status, body]).toEqual(want);
      expect((await ask(server, '/healthz')).body).toBe('ok\n');
    });
  });

  it('say which address they could not have', async () => {
    await serving(serveProbes({ healthz: well, readyz: well }, ADDRESS), async ({ port }) => {
      const second = serveProbes({ healthz: well, readyz: well }, { host: '127.0.0.1', port });
      await expect(second).rejects.toThrow(`listen on 127.0.0.1:${port}: `);
    });
  });
});
