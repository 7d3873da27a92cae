// A KubeClient through which one process talks to a cluster, for as long as it lives. The cluster behind is honest; what is lost
// here is lost with the process or on the way.

import { keyOf, type KubeObject, type ObjectKey, type ResourceType } from '../../../../src/api/meta.ts';
import type { KubeClient, WatchEvent, WatchOptions } from '../../../../src/kube/client.ts';
import type { Life } from './life.ts';

export function mortalClient(inner: KubeClient, life: Life): KubeClient {
  const read = <T>(what: string, send: () => Promise<T>): Promise<T> => life.call(what, false, send);
  const write = <T>(what: string, send: () => Promise<T>): Promise<T> => life.call(what, true, send);
  const still = <O extends { readonly signal?: AbortSignal }>(options: O): O =>
    life.isOver ? onItsWay(options) : options;
  return {
    get: (type, key, options) => read(nameOf('get', type, key), () => inner.get(type, key, options)),
    list: (type, options) => read(nameOf('list', type), () => inner.list(type, options)),
    watch: (type, options) => watch(inner, life, { type, options }),
    create: (type, object, options = {}) =>
      write(nameOf('create', type, object.metadata), () => inner.create(type, object, still(options))),
    update: (type, object, options = {}) =>
      write(nameOf('update', type, object.metadata), () => inner.update(type, object, still(options))),
    updateStatus: (type, object, options = {}) =>
      write(nameOf('update status of', type, object.metadata), () => inner.updateStatus(type, object, still(options))),
    patch: (type, key, patch, options) =>
      write(nameOf('patch', type, key), () => inner.patch(type, key, patch, still(options))),
    delete: (type, key, options = {}) =>
      write(nameOf('delete', type, key), () => inner.delete(type, key, still(options))),
    version: () => read('version', () => inner.version()),
  };
}

/** What has left the process cannot be called back by its end. */
function onItsWay<O extends { readonly signal?: AbortSignal }>({ signal: _signal, ...options }: O): O {
  return options as O;
}

/** Opening it is the call; what it brings later ends with the process. */
async function* watch<T extends KubeObject>(
  inner: KubeClient,
  life: Life,
  { type, options }: { type: ResourceType; options: WatchOptions },
): AsyncIterable<WatchEvent<T>> {
  const events = await life.call(nameOf('watch', type), false, async () => inner.watch<T>(type, options));
  for await (const event of events) {
    if (life.isOver) return;
    yield event;
  }
}

function nameOf(verb: string, type: ResourceType, key?: ObjectKey): string {
  return key === undefined ? `${verb} ${type.plural}` : `${verb} ${type.plural} ${keyOf(key)}`;
}
