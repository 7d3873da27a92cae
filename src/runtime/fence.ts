// A client that sends writes only while the replica leads, judged by the clock and not by what the replica has noticed: a process
// that was suspended may wake up in the middle of its work, long after another one took over. Reads always pass.

import { describeObject, KubeError } from '../kube/errors.ts';
import { keyOf, type ObjectKey, type ResourceType } from '../api/meta.ts';
import type { KubeClient, WriteOptions } from '../kube/client.ts';

/**
 * While `mayWrite` is false, writes are not sent and fail as a conflict (409), as the caller has to do the same: look again. It is asked when
 * a write is decided on, and again right before it is sent, as it may have waited for its turn or for a connection. Writes that were sent
 * before cannot be called back; they carry the version that they were decided on.
 */
export function fenced(client: KubeClient, mayWrite: () => boolean): KubeClient {
  const guarded = <O extends WriteOptions>(
    [verb, type, { namespace, name }]: readonly [verb: string, type: ResourceType, key: ObjectKey],
    options?: O,
  ): O & WriteOptions => {
    const beforeSend = (): void => {
      if (mayWrite()) return;
      const key = keyOf(namespace === undefined ? { name } : { namespace, name });
      const message = `${verb} ${describeObject(type, { name })} (${key}): not sent, as this replica does not lead any more`;
      throw new KubeError(message, { code: 409, reason: 'Conflict' });
    };
    beforeSend();
    return { ...(options as O), beforeSend };
  };
  return {
    get: (type, key, options) => client.get(type, key, options),
    list: (type, options) => client.list(type, options),
    watch: (type, options) => client.watch(type, options),
    version: () => client.version(),
    async create(type, object, options) {
      return client.create(type, object, guarded(['create', type, object.metadata], options));
    },
    async update(type, object, options) {
      return client.update(type, object, guarded(['update', type, object.metadata], options));
    },
    async updateStatus(type, object, options) {
      return client.updateStatus(type, object, guarded(['update the status of', type, object.metadata], options));
    },
    async patch(type, key, patch, options) {
      return client.patch(type, key, patch, guarded(['patch', type, key], options));
    },
    async delete(type, key, options) {
      return client.delete(type, key, guarded(['delete', type, key], options));
    },
  };
}
