// Between a leader and the cluster: lets writes through for as long as it leads by the clock, not by what it has noticed. A process
// that was suspended may wake up in the middle of its work, long after another one took over. Reads pass.

import { describeObject, KubeError } from '../kube/errors.ts';
import { keyOf, type ObjectKey, type ResourceType } from '../api/meta.ts';
import type { KubeClient } from '../kube/client.ts';

/**
 * A client whose writes are refused, unsent, as a conflict (409) while `mayWrite` says no: to the caller it is the same news, that
 * what it decided on is out of date. What was sent before is not called back: it carries the version that it was decided on.
 */
export function fenced(client: KubeClient, mayWrite: () => boolean): KubeClient {
  const guard = (verb: string, type: ResourceType, { namespace, name }: ObjectKey): void => {
    if (mayWrite()) return;
    const key = keyOf(namespace === undefined ? { name } : { namespace, name });
    const message = `${verb} ${describeObject(type, { name })} (${key}): not sent, as this replica does not lead any more`;
    throw new KubeError(message, { code: 409, reason: 'Conflict' });
  };
  return {
    get: (type, key, options) => client.get(type, key, options),
    list: (type, options) => client.list(type, options),
    watch: (type, options) => client.watch(type, options),
    version: () => client.version(),
    async create(type, object, options) {
      guard('create', type, object.metadata);
      return client.create(type, object, options);
    },
    async update(type, object, options) {
      guard('update', type, object.metadata);
      return client.update(type, object, options);
    },
    async updateStatus(type, object, options) {
      guard('update the status of', type, object.metadata);
      return client.updateStatus(type, object, options);
    },
    async patch(type, key, patch, options) {
      guard('patch', type, key);
      return client.patch(type, key, patch, options);
    },
    async delete(type, key, options) {
      guard('delete', type, key);
      return client.delete(type, key, options);
    },
  };
}
