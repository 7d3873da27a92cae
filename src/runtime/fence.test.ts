// The law of the fence: a replica that may not write any more can still read. Its writes are not sent and fail as conflicts.

import { expect, it } from 'vitest';
import { aNote, NOTE } from '../../test/support/runtime/note.ts';
import { FakeClock } from '../../test/support/time/fake-clock.ts';
import { TinyCluster } from '../../test/support/clusters/tiny-cluster.ts';
import { isConflict } from '../kube/errors.ts';
import type { KubeClient, WriteOptions } from '../kube/client.ts';
import { fenced } from './fence.ts';

const KEY = { namespace: 'a', name: 'kept' };

const WRITES: ReadonlyArray<{ readonly verb: string; readonly write: (client: KubeClient) => Promise<unknown> }> = [
  { verb: 'create', write: (client) => client.create(NOTE, aNote('new')) },
  { verb: 'update', write: (client) => client.update(NOTE, aNote('kept', 'changed')) },
  {
    verb: 'updateStatus',
    write: (client) =>
      client.updateStatus(NOTE, { metadata: { ...KEY, resourceVersion: '2' }, status: { seen: true } }),
  },
  { verb: 'patch', write: (client) => client.patch(NOTE, KEY, { spec: { text: 'changed' } }, { type: 'merge' }) },
  { verb: 'delete', write: (client) => client.delete(NOTE, KEY) },
];

async function clusterWithNote(): Promise<TinyCluster> {
  const cluster = new TinyCluster({ clock: new FakeClock() });
  await cluster.create(NOTE, aNote('kept'));
  return cluster;
}

it.each(WRITES)('$verb is let through while the replica leads, and is not sent afterwards', async ({ write }) => {
  const cluster = await clusterWithNote();
  let leads = false;
  const client = fenced(cluster, () => leads);
  const before = cluster.all(NOTE);
  await expect(write(client)).rejects.toSatisfy(isConflict);
  await expect(write(client)).rejects.toThrow(/a\/(new|kept).*does not lead any more/);
  expect(cluster.all(NOTE)).toEqual(before);
  leads = true;
  await write(client);
  expect(cluster.all(NOTE)).not.toEqual(before);
});

it.each(WRITES)('$verb is not sent where the lead is lost while it waits to be', async ({ write }) => {
  let leads = true;
  const send = async (options?: WriteOptions): Promise<never> => {
    leads = false;
    options?.beforeSend?.();
    throw new Error('it was sent');
  };
  const busy: Pick<KubeClient, 'create' | 'update' | 'updateStatus' | 'patch' | 'delete'> = {
    create: (_type, _object, options) => send(options),
    update: (_type, _object, options) => send(options),
    updateStatus: (_type, _object, options) => send(options),
    patch: (_type, _key, _patch, options) => send(options),
    delete: (_type, _key, options) => send(options),
  };
  const client = fenced(busy as KubeClient, () => leads);
  await expect(write(client)).rejects.toThrow(/does not lead any more/);
});

it('reads pass, whoever leads', async () => {
  const client = fenced(await clusterWithNote(), () => false);
  expect(await client.get(NOTE, KEY)).toMatchObject({ metadata: KEY });
  expect((await client.list(NOTE)).items).toHaveLength(1);
  for await (const event of client.watch(NOTE, { sendInitialEvents: true })) {
    expect(event).toMatchObject({ type: 'ADDED', object: { metadata: KEY } });
    break;
  }
  expect(await client.version()).toMatchObject({ major: 1 });
});
