// The REST client on a real API server: what the contract does not say (connections, overload, credentials, a server that
// goes away and comes back).

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CONFIG_MAP } from '../../src/api/kinds.ts';
import { loadKubeConfig } from '../../src/kube/config.ts';
import { KubeConnectionError } from '../../src/kube/errors.ts';
import { createRestClient, type RestClient, type RestClientOptions } from '../../src/kube/rest.ts';
import { systemClock } from '../../src/base/clock.ts';
import { freshNamespace, sharedControlPlane, useControlPlane } from '../support/clusters/control-plane.ts';
import { until } from '../support/time/until.ts';

const clients: RestClient[] = [];

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

async function connect(kubeconfig: string, options: Partial<RestClientOptions> = {}): Promise<RestClient> {
  const kubeConfig = await loadKubeConfig({ kubeconfig });
  const client = createRestClient({ kubeConfig, userAgent: 'docket-test', clock: systemClock, ...options });
  clients.push(client);
  return client;
}

const configMap = (namespace: string, name: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  data: { text: 'x'.repeat(500) },
});

/** Several callers, each creating one object after the other. */
async function createMany(
  client: RestClient,
  { namespace, callers, count }: { namespace: string; callers: number; count: number },
) {
  let made = 0;
  const caller = async (): Promise<void> => {
    while (made < count) await client.create(CONFIG_MAP, configMap(namespace, `many-${made++}`));
  };
  await Promise.all(Array.from({ length: callers }, caller));
}

describe('connections', () => {
  it('are never more than requests were in flight at once, whatever the verb', async () => {
    const client = await connect(sharedControlPlane().kubeconfig);
    const namespace = await freshNamespace();
    await createMany(client, { namespace, callers: 16, count: 100 });
    const names = (await client.list(CONFIG_MAP, { namespace })).items.map(({ metadata }) => metadata.name);
    let next = 0;
    const caller = async (): Promise<void> => {
      while (next < names.length) {
        const key = { namespace, name: names[next++] ?? '' };
        const held = await client.get(CONFIG_MAP, key);
        await client.patch(CONFIG_MAP, key, { data: { text: 'y' } }, { type: 'merge' });
        await client.delete(CONFIG_MAP, key, { uid: held.metadata.uid ?? '' });
      }
    };
    await Promise.all(Array.from({ length: 16 }, caller));
    expect(client.stats().connectionsOpened).toBeLessThanOrEqual(16);
  });
});

describe('a token in a file', () => {
  it('that is refused is read again, and the request goes through without its caller noticing', async () => {
    const plane = sharedControlPlane();
    const file = await plane.writeKubeconfig({ user: 'rotating', token: 'unused' });
    const tokenFile = join(plane.info.dir, 'rotating-token');
    writeFileSync(tokenFile, 'out-of-date');
    await plane.kubectl(['--kubeconfig', file, 'config', 'unset', 'users.rotating.token']);
    await plane.kubectl(['--kubeconfig', file, 'config', 'set', 'users.rotating.tokenFile', tokenFile]);
    const codes: unknown[] = [];
    const client = await connect(file, {
      onRequest({ code }) {
        codes.push(code);
        if (codes.length === 1) writeFileSync(tokenFile, `${plane.info.adminToken}\n`);
      },
    });
    const { items } = await client.list(CONFIG_MAP, { namespace: await freshNamespace() });
    expect(items).toEqual([]);
    expect(codes).toEqual([401, 200]);
  });
});

describe('a small API server', () => {
  // Without fair queueing there is nothing between a fifth write in flight and a 429; who is in system:masters is exempt.
  const plane = useControlPlane({
    tokens: [{ token: 'tenant-token', user: 'tenant' }],
    extraApiserverArgs: ['--enable-priority-and-fairness=false', '--max-mutating-requests-inflight=4'],
  });

  const connectAsTenant = async (options: Partial<RestClientOptions> = {}): Promise<RestClient> => {
    await plane().kubectl(['create', 'clusterrolebinding', 'tenant', '--clusterrole=cluster-admin', '--user=tenant']);
    return connect(await plane().writeKubeconfig({ user: 'tenant', token: 'tenant-token' }), options);
  };

  it('is found out, kept busy and hardly ever asked too much; no refusal reaches a caller', async () => {
    const codes = new Map<unknown, number>();
    const onRequest: RestClientOptions['onRequest'] = ({ code }) => codes.set(code, (codes.get(code) ?? 0) + 1);
    const client = await connectAsTenant({ onRequest });
    const namespace = await plane().createNamespace();
    const count = 600;
    await createMany(client, { namespace, callers: 32, count });
    const { items } = await client.list(CONFIG_MAP, { namespace });
    expect(items).toHaveLength(count);
    // Below where it began. Five of ours on their way need not be five in the server at once, so it may well settle above four.
    expect(client.stats().inFlightLimit).toBeLessThan(8);
    expect(codes.get(429) ?? 0).toBeGreaterThan(0);
    expect(codes.get(429) ?? 0).toBeLessThan(count / 20);
  });
});

describe('an API server that is killed', () => {
  const plane = useControlPlane();

  it('breaks watches and requests off with a KubeConnectionError, and is found again by the same client', async () => {
    const client = await connect(plane().kubeconfig);
    const namespace = await plane().createNamespace();
    const seen: string[] = [];
    const watching = (async () => {
      for await (const { type } of client.watch(CONFIG_MAP, { namespace, sendInitialEvents: true })) seen.push(type);
    })().catch((error: unknown) => error);
    await until('the initial events have ended', () => seen.includes('BOOKMARK'));
    await plane().killApiserver();
    expect(await watching).toBeInstanceOf(KubeConnectionError);
    await expect(client.list(CONFIG_MAP, { namespace })).rejects.toBeInstanceOf(KubeConnectionError);
    await plane().startApiserver();
    await client.create(CONFIG_MAP, configMap(namespace, 'after'));
    const { items } = await client.list(CONFIG_MAP, { namespace });
    expect(items.map(({ metadata }) => metadata.name)).toEqual(['after']);
  });
});
