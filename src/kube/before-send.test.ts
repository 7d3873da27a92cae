// What is asked right before a write is sent: whoever may not write any more by then sends nothing, however long the write has waited.

import { expect, it } from 'vitest';
import { json } from '../../test/support/clusters/fake-apiserver.ts';
import { incident, incidents, key, startRestFixture } from '../../test/support/clusters/rest-fixture.ts';
import { until } from '../../test/support/time/until.ts';
import type { KubeClient, WriteOptions } from './client.ts';
import { KubeError } from './errors.ts';

const REFUSAL = new KubeError('not sent', { code: 409, reason: 'Conflict' });

class Fence {
  isUp = false;
  readonly beforeSend = (): void => {
    if (this.isUp) throw REFUSAL;
  };
}

const status = { metadata: { ...key('a'), resourceVersion: '3' }, status: { state: 'Open' } };

const WRITES: Readonly<Record<string, (client: KubeClient, options: WriteOptions) => Promise<unknown>>> = {
  create: (client, options) => client.create(incidents, incident('a'), options),
  update: (client, options) => client.update(incidents, incident('a'), options),
  updateStatus: (client, options) => client.updateStatus(incidents, status, options),
  patch: (client, options) => client.patch(incidents, key('a'), { spec: {} }, { ...options, type: 'merge' }),
  delete: (client, options) => client.delete(incidents, key('a'), options),
};

it.each(Object.entries(WRITES))(
  '%s is not sent where that changed while it waited for a connection',
  async (_, write) => {
    await using fixture = await startRestFixture();
    const { server, client } = fixture;
    server.otherwise(json(200, incident('a')));
    const fence = new Fence();
    const limit = client.stats().inFlightLimit;
    const written = write(client, { beforeSend: fence.beforeSend });
    fence.isUp = true;
    await expect(written).rejects.toBe(REFUSAL);
    expect(server.requests).toEqual([]);
    expect(client.stats()).toMatchObject({ inFlightLimit: limit, inFlight: 0 });
    fence.isUp = false;
    await write(client, { beforeSend: fence.beforeSend });
    expect(server.requests).toHaveLength(1);
  },
);

it('is asked once a write has its turn', async () => {
  await using fixture = await startRestFixture();
  const { server, client } = fixture;
  const held = Promise.withResolvers<void>();
  server.otherwise(async (response) => {
    await held.promise;
    json(201, incident('a'))(response);
  });
  const { inFlightLimit } = client.stats();
  const before = Array.from({ length: inFlightLimit }, () => client.create(incidents, incident('a')));
  const fence = new Fence();
  const waiting = client
    .create(incidents, incident('b'), { beforeSend: fence.beforeSend })
    .catch((error: unknown) => error);
  await until('the others are under way', () => server.requests.length === inFlightLimit);
  fence.isUp = true;
  held.resolve();
  await Promise.all(before);
  expect(await waiting).toBe(REFUSAL);
  expect(server.requests).toHaveLength(inFlightLimit);
});

it('is asked again before a write is repeated', async () => {
  await using fixture = await startRestFixture();
  const { server, clock, client } = fixture;
  server.script(json(429, {}, { 'retry-after': '1' }));
  const fence = new Fence();
  const written = client
    .create(incidents, incident('a'), { beforeSend: fence.beforeSend })
    .catch((error: unknown) => error);
  await until('the wait has begun', () => server.requests.length === 1 && clock.pending === 1);
  fence.isUp = true;
  await clock.advance(1_000);
  expect(await written).toBe(REFUSAL);
  expect(server.requests).toHaveLength(1);
});
