// A reflector of the ConfigMaps of one namespace on a real API server, and someone who changes them. Tests compare its store with
// what the server lists.

import { onTestFinished } from 'vitest';
import type { KubeObject, ResourceType } from '../../../src/api/meta.ts';
import type { KubeClient, WatchEvent, WatchOptions } from '../../../src/kube/client.ts';
import type { LoadedKubeConfig } from '../../../src/kube/config.ts';
import { isGone } from '../../../src/kube/errors.ts';
import { createRestClient, type RestClient } from '../../../src/kube/rest.ts';
import { systemClock, type Clock } from '../../../src/base/clock.ts';
import type { Row } from '../../../src/runtime/lister.ts';
import { noMetrics } from '../../../src/runtime/metrics.ts';
import { createReflector, type Reflector } from '../../../src/runtime/reflector.ts';
import { createStore, type Store } from '../../../src/runtime/store.ts';
import type { ControlPlaneAccess } from '../../../tools/control-plane/access.ts';
import { recordingLogger } from '../runtime/recording.ts';

const CONFIG_MAP: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  namespaced: true,
};

interface ConfigMap extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

export interface ConfigMapRow extends Row {
  readonly text: string | undefined;
}

const project = ({ metadata, data }: ConfigMap): ConfigMapRow => ({
  namespace: metadata.namespace,
  name: metadata.name,
  uid: metadata.uid ?? '',
  resourceVersion: metadata.resourceVersion ?? '',
  text: data?.['text'],
});

/** A clock that runs `rate` times as fast, for waits of minutes. */
export function fastClock(rate: number): Clock {
  return {
    now: () => systemClock.now(),
    monotonicMs: () => systemClock.monotonicMs() * rate,
    setTimer: (callback, ms) => systemClock.setTimer(callback, ms / rate),
  };
}

export interface ReflectedConfigMaps {
  readonly client: RestClient;
  readonly store: Store<ConfigMapRow>;
  readonly reflector: Reflector;
  readonly log: ReturnType<typeof recordingLogger>;
  /** How often the server said 410 to the reflector. */
  readonly goneAnswers: number;
}

/** Runs until the test is over. */
export function reflectConfigMaps(
  kubeConfig: LoadedKubeConfig,
  { namespace, clock = systemClock }: { readonly namespace: string; readonly clock?: Clock },
): ReflectedConfigMaps {
  const client = createRestClient({ kubeConfig, userAgent: 'docket-reflector-test', clock: systemClock });
  const log = recordingLogger();
  const store = createStore<ConfigMapRow>({
    indexes: { text: (row) => row.text },
    onHandlerError: (err) => log.error({ err }, 'handler failed'),
  });
  let goneAnswers = 0;
  const counted = countingGone(client, () => goneAnswers++);
  const reflector = createReflector<ConfigMap, ConfigMapRow>({
    ...{ client: counted, type: CONFIG_MAP, namespace, project, store, clock, log },
    random: Math.random,
    metrics: noMetrics,
  });
  const stop = new AbortController();
  const running = reflector.run(stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await running;
    await client.close();
  });
  return {
    client,
    store,
    reflector,
    log,
    get goneAnswers() {
      return goneAnswers;
    },
  };
}

function countingGone(client: KubeClient, onGone: () => void): Pick<KubeClient, 'list' | 'watch'> {
  return {
    list: (type, options) => client.list(type, options),
    async *watch<T extends KubeObject>(type: ResourceType, options: WatchOptions): AsyncIterable<WatchEvent<T>> {
      try {
        yield* client.watch<T>(type, options);
      } catch (error) {
        if (isGone(error)) onGone();
        throw error;
      }
    },
  };
}

/** `name@version/uid` of each ConfigMap, in order: what the store has to be equal to. */
export async function configMapsOnServer(plane: ControlPlaneAccess, namespace: string): Promise<readonly string[]> {
  const { status, body } = await plane.request({ path: `/api/v1/namespaces/${namespace}/configmaps`, timeoutMs: 2000 });
  if (status !== 200) throw new Error(`list ConfigMaps: ${status}`);
  const { items } = JSON.parse(body) as { items: ConfigMap[] };
  return items.map((item) => identityOf(project(item))).toSorted();
}

export function configMapsInStore(store: Store<ConfigMapRow>): readonly string[] {
  return [...store.list()].map(identityOf).toSorted();
}

const identityOf = ({ name, resourceVersion, uid }: ConfigMapRow): string => `${name}@${resourceVersion}/${uid}`;

/** Creates, changes, deletes, and recreates under the same name; which ones depends on the round. */
export async function churn(plane: ControlPlaneAccess, namespace: string, round: number): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/configmaps`;
  const send = async (method: string, name: string, text = `round ${round}`): Promise<void> => {
    const body = method === 'DELETE' ? undefined : { metadata: { name }, data: { text } };
    const target = method === 'POST' ? path : `${path}/${name}`;
    const { status, body: answer } = await plane.request({ method, path: target, ...(body && { body }) });
    if (status >= 300) throw new Error(`${method} ${target}: ${status} ${answer}`);
  };
  for (const name of ['a', 'b', 'c']) await send('POST', `r${round}-${name}`);
  await send('PUT', `r${round}-a`, 'changed');
  await send('DELETE', `r${round}-b`);
  await send('DELETE', `r${round}-c`);
  await send('POST', `r${round}-c`, 'anew');
  if (round > 0) await send('DELETE', `r${round - 1}-a`);
}
