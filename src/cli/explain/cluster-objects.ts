// Reads from a cluster what an explanation needs: the objects of one namespace, and the policies. Writes nothing; reads no Secret.

import { DOCKET_KINDS } from '../../api/kinds.ts';
import { apiVersionOf, type KubeObject } from '../../api/meta.ts';
import type { KubeClient } from '../../kube/client.ts';
import { systemClock } from '../../base/clock.ts';
import { listPages } from '../../runtime/list-pages.ts';

/** Rejects when one of the kinds cannot be listed: without it the verdict might be another. */
export async function readCluster(
  client: Pick<KubeClient, 'list'>,
  namespace: string,
  signal: AbortSignal,
): Promise<KubeObject[]> {
  const lists = await Promise.all(
    DOCKET_KINDS.map(async (type) => {
      const objects: KubeObject[] = [];
      await listPages({
        ...{ client, type, signal, clock: systemClock },
        selection: type.namespaced ? { namespace } : {},
        onStart: () => objects.splice(0),
        // The items of a list have no apiVersion and kind of their own.
        onObject: (object) => objects.push({ ...object, apiVersion: apiVersionOf(type), kind: type.kind }),
      });
      return objects;
    }),
  );
  return lists.flat();
}
