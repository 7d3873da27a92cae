// The reflector on a real API server that is killed, cut off, overloaded and confused: its store equals the server each time, soon
// after the server answers again, and it lists anew only when the server says that its history is gone.

import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { loadKubeConfig } from '../../src/kube/config.ts';
import type { Authenticate } from '../../src/kube/credentials.ts';
import type { ControlPlaneAccess } from '../../tools/control-plane/access.ts';
import { freshNamespace, sharedControlPlane, useControlPlane } from '../support/clusters/control-plane.ts';
import {
  churn,
  configMapsInStore,
  configMapsOnServer,
  fastClock,
  reflectConfigMaps,
  type ReflectedConfigMaps,
} from '../support/clusters/reflected-configmaps.ts';
import { startFaultyProxy, type FaultyProxy } from '../support/clusters/tcp-proxy.ts';
import { times } from '../support/profile.ts';

const BACK_MS = 2000;
const KILLS = times({ ordinary: 3, nightly: 10 });

/** Milliseconds until the store equals the server; fails when it does not within the limit. */
async function msUntilEqual(
  plane: ControlPlaneAccess,
  { store }: ReflectedConfigMaps,
  { namespace, limitMs }: { readonly namespace: string; readonly limitMs: number },
): Promise<number> {
  const startMs = performance.now();
  const wanted = await configMapsOnServer(plane, namespace);
  await vi.waitFor(() => expect(configMapsInStore(store)).toEqual(wanted), { timeout: limitMs, interval: 5 });
  return performance.now() - startMs;
}

async function untilItAnswers(plane: ControlPlaneAccess, namespace: string): Promise<void> {
  await vi.waitFor(() => configMapsOnServer(plane, namespace), { timeout: 30_000, interval: 20 });
}

describe('an API server that is killed and started again', () => {
  const plane = useControlPlane();

  it(`${KILLS} times: the store equals it, within two seconds of its first answer`, { timeout: 240_000 }, async () => {
    const namespace = 'default';
    const kubeConfig = await loadKubeConfig({ kubeconfig: plane().kubeconfig });
    const reflected = reflectConfigMaps(kubeConfig, { namespace });
    await reflected.store.whenSynced(AbortSignal.timeout(10_000));
    const backMs: number[] = [];
    for (let round = 0; round < KILLS; round++) {
      await churn(plane(), namespace, 2 * round);
      await plane().killApiserver();
      const starting = plane().startApiserver();
      await untilItAnswers(plane(), namespace);
      backMs.push(await msUntilEqual(plane(), reflected, { namespace, limitMs: BACK_MS }));
      await starting;
      await churn(plane(), namespace, 2 * round + 1);
      await msUntilEqual(plane(), reflected, { namespace, limitMs: BACK_MS });
    }
    expect(reflected.store.size).toBeGreaterThan(2 * KILLS);
    expect(reflected.reflector.stats.relists).toBe(reflected.goneAnswers);
    expect(reflected.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    const worstMs = Math.round(Math.max(...backMs));
    console.info(
      `apiserver killed ${KILLS} times: back after ${worstMs} ms at worst, ${reflected.goneAnswers} times 410`,
    );
  });
});

describe('a network that breaks', () => {
  interface Bed {
    readonly plane: ControlPlaneAccess;
    readonly namespace: string;
    readonly proxy: FaultyProxy;
    readonly reflected: ReflectedConfigMaps;
  }

  async function aBed(rate = 1): Promise<Bed> {
    const plane = sharedControlPlane();
    const namespace = await freshNamespace();
    const { server, ca, adminToken } = plane.info;
    const proxy = await startFaultyProxy({ server, ca, token: adminToken });
    onTestFinished(() => proxy[Symbol.asyncDispose]());
    // The proxy has the credentials.
    const authenticate: Authenticate = () => Promise.resolve({ headers: {}, tls: {} });
    const kubeConfig = { server: proxy.url, isInCluster: false, authenticate };
    const reflected = reflectConfigMaps(kubeConfig, { namespace, clock: fastClock(rate) });
    await reflected.store.whenSynced(AbortSignal.timeout(10_000));
    return { plane, namespace, proxy, reflected };
  }

  it.each<{ name: string; because: string; breakIt: (proxy: FaultyProxy) => void; relists: number; limitMs: number }>([
    {
      name: 'resets',
      because: 'it resumes where it was',
      breakIt: (proxy) => proxy.reset(),
      relists: 0,
      limitMs: BACK_MS,
    },
    {
      name: '500 in the stream',
      because: 'the history is still there',
      breakIt: (proxy) => proxy.failWatches(500),
      relists: 0,
      limitMs: 10_000,
    },
    {
      name: '429 after a reset',
      because: 'it waits as long as it is told to, and resumes',
      breakIt: (proxy) => {
        proxy.refuse(2, { code: 429, retryAfterSeconds: 1 });
        proxy.reset();
      },
      relists: 0,
      limitMs: 10_000,
    },
    {
      name: '410 in the stream',
      because: 'only a list tells what is there',
      breakIt: (proxy) => proxy.failWatches(410),
      relists: 3,
      limitMs: 5000,
    },
  ])('$name, three times: $because', async ({ breakIt, relists, limitMs }) => {
    const { plane, namespace, proxy, reflected } = await aBed();
    for (let round = 0; round < 3; round++) {
      const churning = churn(plane, namespace, round);
      breakIt(proxy);
      await churning;
      await msUntilEqual(plane, reflected, { namespace, limitMs });
    }
    expect(reflected.reflector.stats.relists).toBe(relists);
    expect(reflected.goneAnswers).toBe(relists);
    expect(proxy.open).toBe(1);
  });

  it('a half-open connection is found by its silence', { timeout: 60_000 }, async () => {
    const { plane, namespace, proxy, reflected } = await aBed(20);
    proxy.freeze();
    await churn(plane, namespace, 0);
    expect(configMapsInStore(reflected.store)).not.toEqual(await configMapsOnServer(plane, namespace));
    await msUntilEqual(plane, reflected, { namespace, limitMs: 20_000 });
    expect(reflected.reflector.stats).toMatchObject({ relists: 0 });
  });
});
