// A KubeClient that records each request as a role would grant it: `patch incidents`, `update incidents/status`.

import type { ResourceType } from '../../../src/api/meta.ts';
import type { KubeClient } from '../../../src/kube/client.ts';

/** Each request is added to `asked`: a set of the kinds of requests, or whoever counts them. */
export function askingClient(inner: KubeClient, asked: { add(request: string): unknown }): KubeClient {
  const note = (verb: string, { plural }: ResourceType): void => void asked.add(`${verb} ${plural}`);
  return {
    ...inner,
    get(type, key, options) {
      note('get', type);
      return inner.get(type, key, options);
    },
    list(type, options) {
      note('list', type);
      return inner.list(type, options);
    },
    watch(type, options) {
      note('watch', type);
      return inner.watch(type, options);
    },
    create(type, object, options) {
      note('create', type);
      return inner.create(type, object, options);
    },
    update(type, object, options) {
      note('update', type);
      return inner.update(type, object, options);
    },
    updateStatus(type, object, options) {
      asked.add(`update ${type.plural}/status`);
      return inner.updateStatus(type, object, options);
    },
    patch(type, key, patch, options) {
      asked.add(`patch ${type.plural}${options.subresource === undefined ? '' : `/${options.subresource}`}`);
      return inner.patch(type, key, patch, options);
    },
    delete(type, key, options) {
      note('delete', type);
      return inner.delete(type, key, options);
    },
  };
}
