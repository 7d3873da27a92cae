// A KubeClient that counts the writes that go through it, those that are refused too. Dry runs do not count.

import type { ResourceType } from '../../../src/api/meta.ts';
import type { KubeClient } from '../../../src/kube/client.ts';

export interface CountingClient extends KubeClient {
  /** Writes since the last call, as `update incidents/status` to how often: the words of the audit log. */
  takeWrites(): Readonly<Record<string, number>>;
  /** Of all writes since the beginning. */
  readonly total: number;
}

export function countingClient(inner: KubeClient): CountingClient {
  let counts: Record<string, number> = {};
  let total = 0;
  const count = (verb: string, { plural }: ResourceType, options: { readonly dryRun?: boolean } = {}): void => {
    if (options.dryRun === true) return;
    counts[`${verb} ${plural}`] = (counts[`${verb} ${plural}`] ?? 0) + 1;
    total++;
  };
  const statusOf = (type: ResourceType): ResourceType => ({ ...type, plural: `${type.plural}/status` });
  return {
    ...inner,
    create(type, object, options) {
      count('create', type, options);
      return inner.create(type, object, options);
    },
    update(type, object, options) {
      count('update', type, options);
      return inner.update(type, object, options);
    },
    updateStatus(type, object, options) {
      count('update', statusOf(type), options);
      return inner.updateStatus(type, object, options);
    },
    patch(type, key, patch, options) {
      count('patch', options.subresource === 'status' ? statusOf(type) : type, options);
      return inner.patch(type, key, patch, options);
    },
    delete(type, key, options) {
      count('delete', type, options);
      return inner.delete(type, key, options);
    },
    get total() {
      return total;
    },
    takeWrites() {
      const taken = counts;
      counts = {};
      return taken;
    },
  };
}
