// A client that sends writes only while the replica leads, judged by the clock and not by what the replica has noticed: a process
// that was suspended may wake up in the middle of its work, long after another one took over. Reads always pass.

import { describeObject, KubeError } from '../kube/errors.ts';
import { keyOf, type ObjectKey, type ResourceType } from '../api/meta.ts';
import type { KubeClient } from '../kube/client.ts';

/**
 * While `mayWrite` is false, writes are not sent and fail as a conflict (409), as the caller has to do the same: look again. Writes that
 * were sent before cannot be called back; they carry the version that they were decided on.
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
