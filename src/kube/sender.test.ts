// How often a request is sent, and when: retries, renewed credentials, the in-flight limit.

import { describe, expect, it } from 'vitest';
import { hang, json, text } from '../../test/support/clusters/fake-apiserver.ts';
import {
  incident,
  incidents,
  key,
  type RestFixture,
  startRestFixture,
  TOKEN,
} from '../../test/support/clusters/rest-fixture.ts';
import { until } from '../../test/support/time/until.ts';
import { KubeConnectionError, KubeError } from './errors.ts';
import type { RequestInfo } from './rest.ts';

describe('429 and 503 with Retry-After', () => {
  it('are retried at the time that the server asked for, and the caller gets the answer', async () => {
    const seen: RequestInfo[] = [];
    await using fixture = await startRestFixture({ onRequest: (info) => seen.push(info) });
    const { server, clock, client } = fixture;
    server.script(json(429, {}, { 'retry-after': '1' }), text(503, 'text/plain', 'starting', { 'retry-after': '2' }));
    server.otherwise(json(201, incident('a')));
    const created = client.create(incidents, incident('a'));
    for (const [attempt, waitMs] of [1_000, 2_000].entries()) {
      await until('the wait has begun', () => server.requests.length === attempt + 1 && clock.pending === 1);
      await clock.advance(waitMs - 1);
      expect(server.requests).toHaveLength(attempt + 1);
      await clock.advance(1);
    }
    expect(await created).toEqual(incident('a'));
    expect(seen.map(({ method, code }) => `${method} ${code}`)).toEqual(['POST 429', 'POST 503', 'POST 201']);
    expect(new Set(seen.map(({ host }) => `http://${host}`))).toEqual(new Set([server.url]));
  });

  it('are thrown after five retries, with the time that the server asked for', async () => {
    await using fixture = await startRestFixture();
    const { server, clock, client } = fixture;
    server.otherwise(json(429, { kind: 'Status', code: 429, message: 'slow down' }, { 'retry-after': '1' }));
    const asked = client.create(incidents, incident('a')).catch((error: unknown) => error);
    for (let attempt = 1; attempt <= 5; attempt++) {
      await until('the wait has begun', () => server.requests.length === attempt && clock.pending === 1);
      await clock.advance(1_000);
    }
    expect(await asked).toMatchObject({ code: 429, reason: 'TooManyRequests', retryAfterMs: 1_000 });
    expect(server.requests).toHaveLength(6);
  });

  it('lower the in-flight limit', async () => {
    await using fixture = await startRestFixture();
    const before = fixture.client.stats().inFlightLimit;
    fixture.server.script(json(429, {}));
    await fixture.client.version().catch((error: unknown) => error);
    expect(fixture.client.stats().inFlightLimit).toBeLessThan(before);
  });
});

describe('many requests', () => {
  it.each([
    {
      verb: 'create',
      ask: ({ client }: RestFixture) => client.create(incidents, incident('p'), { isPrompt: true }),
      want: 'POST',
    },
    {
      verb: 'delete',
      ask: ({ client }: RestFixture) => client.delete(incidents, key('p'), { isPrompt: true }),
      want: 'DELETE',
    },
    { verb: 'get', ask: ({ client }: RestFixture) => client.get(incidents, key('p'), { isPrompt: true }), want: 'GET' },
  ])('wait for a prompt one: $verb', async ({ ask, want }) => {
    await using fixture = await startRestFixture({ maxInFlight: 2 });
    fixture.server.otherwise(json(200, incident('a')));
    const ordinary = Array.from({ length: 6 }, () => fixture.client.patch(incidents, key('a'), {}, { type: 'merge' }));
    await Promise.all([...ordinary, ask(fixture)]);
    const methods = fixture.server.requests.map(({ method }) => method);
    expect(methods.slice(0, 4)).toContain(want);
    expect(methods).toHaveLength(7);
  });

  it('share as many connections as the limit allows, and open no more once they are warm', async () => {
    await using fixture = await startRestFixture({ maxInFlight: 8 });
    const { server, client } = fixture;
    server.otherwise(json(200, incident('a')));
    const burst = (): Promise<unknown> =>
      Promise.all(Array.from({ length: 100 }, () => client.get(incidents, key('a'))));
    await burst();
    const warm = client.stats().connectionsOpened;
    expect(warm).toBeLessThanOrEqual(8);
    for (let round = 0; round < 10; round++) await burst();
    expect(client.stats().connectionsOpened).toBe(warm);
    expect(server.connections.accepted).toBe(warm);
  });

  it('do not delay the renewal of a lease', async () => {
    await using fixture = await startRestFixture({ maxInFlight: 4 });
    const { server, client } = fixture;
    server.script(hang, hang, hang, hang);
    const stuck = Array.from({ length: 20 }, () => client.get(incidents, key('a')).catch((error: unknown) => error));
    await until('the limit is reached', () => server.requests.length === 4);
    const leases = { group: 'coordination.k8s.io', version: 'v1', kind: 'Lease', plural: 'leases', namespaced: true };
    server.script(json(200, { ...incident('l'), kind: 'Lease' }));
    expect(await client.get(leases, key('l'))).toMatchObject({ kind: 'Lease' });
    expect(client.stats()).toMatchObject({ inFlight: 4, queued: 16 });
    await client.close();
    expect((await Promise.all(stuck)).every((error) => error instanceof KubeConnectionError)).toBe(true);
  });
});

describe('401', () => {
  const unauthorized = json(401, { kind: 'Status', code: 401, reason: 'Unauthorized', message: 'Unauthorized' });
  const rotating = () => {
    const tokens = ['old', 'new'];
    const reads: boolean[] = [];
    const authenticate = (fresh: boolean) => {
      reads.push(fresh);
      const token = (fresh ? tokens.pop() : tokens[0]) ?? 'none';
      return Promise.resolve({ headers: { authorization: `Bearer ${token}` }, tls: {} });
    };
    return { authenticate, reads };
  };

  it('renews the credentials once and retries with the new ones', async () => {
    const { authenticate, reads } = rotating();
    await using fixture = await startRestFixture({ authenticate });
    fixture.server.script(unauthorized, json(200, incident('a')));
    expect(await fixture.client.get(incidents, key('a'))).toEqual(incident('a'));
    expect(fixture.server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
    expect(reads).toEqual([false, true]);
  });

  it('starts one renewal for all requests that were refused together', async () => {
    const { authenticate, reads } = rotating();
    await using fixture = await startRestFixture({ authenticate });
    fixture.server.otherwise((response, request) => {
      const entry = request.headers.authorization === 'Bearer new' ? json(200, incident('a')) : unauthorized;
      entry(response);
    });
    await Promise.all(Array.from({ length: 20 }, () => fixture.client.get(incidents, key('a'))));
    expect(reads).toEqual([false, true]);
  });

  it('is thrown when the new credentials are refused as well', async () => {
    await using fixture = await startRestFixture({ authenticate: rotating().authenticate });
    fixture.server.otherwise(unauthorized);
    await expect(fixture.client.get(incidents, key('a'))).rejects.toThrow(
      /401 Unauthorized.*credential .* was refused/,
    );
    expect(fixture.server.requests).toHaveLength(2);
  });

  it('is thrown at once when there are no other credentials', async () => {
    await using fixture = await startRestFixture();
    fixture.server.otherwise(unauthorized);
    const error: unknown = await fixture.client.get(incidents, key('a')).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(KubeError);
    expect(JSON.stringify(error) + String(error)).not.toContain(TOKEN);
    expect(fixture.server.requests).toHaveLength(1);
  });
});
