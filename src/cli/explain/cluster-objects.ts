// Reads from a cluster what an explanation needs: the objects of one namespace, and the policies. Writes nothing; reads no Secret.

import { DISCLOSURE_POLICY, LASTING_KINDS, SLA_POLICY } from '../../api/kinds.ts';
import { apiVersionOf, type KubeObject, type ResourceType } from '../../api/meta.ts';
import type { DisclosurePolicySpec } from '../../api/v1alpha1/disclosurepolicy.gen.ts';
import type { SLAPolicySpec } from '../../api/v1alpha1/slapolicy.gen.ts';
import type { KubeClient } from '../../kube/client.ts';
import { isForbidden } from '../../kube/errors.ts';
import { systemClock } from '../../base/clock.ts';
import { listPages } from '../../runtime/list-pages.ts';

export interface ClusterObjects {
  readonly objects: readonly KubeObject[];
  /** The kinds of policies that may not be read, by their plural names. */
  readonly notReadable: readonly string[];
}

/** Stands for the policies that may not be read. It compiles to nothing, so that what depends on them is Unknown, and not judged without. */
export const UNREADABLE_POLICY = 'not-readable';

/**
 * Rejects when one of the kinds of the namespace cannot be listed: without it the verdict might be another. Policies are cluster-scoped,
 * and a role in a namespace does not reach them.
 */
export async function readCluster(
  client: Pick<KubeClient, 'list'>,
  namespace: string,
  signal: AbortSignal,
): Promise<ClusterObjects> {
  const notReadable: string[] = [];
  const lists = await Promise.all(
    LASTING_KINDS.map(async (type) => {
      try {
        return await listAll({ client, type, signal, namespace });
      } catch (error) {
        if (type.namespaced || !isForbidden(error)) throw error;
        notReadable.push(type.plural);
        return unreadable(type);
      }
    }),
  );
  return { objects: lists.flat(), notReadable };
}

interface Listing {
  readonly client: Pick<KubeClient, 'list'>;
  readonly type: ResourceType;
  readonly namespace: string;
  readonly signal: AbortSignal;
}

async function listAll({ client, type, namespace, signal }: Listing): Promise<KubeObject[]> {
  const objects: KubeObject[] = [];
  await listPages({
    ...{ client, type, signal, clock: systemClock },
    selection: type.namespaced ? { namespace } : {},
    onStart: () => objects.splice(0),
    // The items of a list have no apiVersion and kind of their own.
    onObject: (object) => objects.push({ ...object, apiVersion: apiVersionOf(type), kind: type.kind }),
  });
  return objects;
}

const SLA = { targets: [{ severity: 'Critical', resolveWithin: 'unreadable' }] } satisfies SLAPolicySpec;
const DISCLOSURE = {
  assessWithin: '72h',
  counting: 'Exact',
  obligations: [{ name: 'unreadable', recipient: 'unreadable', clocks: [{ start: 'Detected', within: 'unreadable' }] }],
} satisfies DisclosurePolicySpec;

function unreadable(type: ResourceType): KubeObject[] {
  const specs: Readonly<Record<string, object>> = { [SLA_POLICY.kind]: SLA, [DISCLOSURE_POLICY.kind]: DISCLOSURE };
  const spec = specs[type.kind];
  const metadata = { name: UNREADABLE_POLICY, uid: UNREADABLE_POLICY, resourceVersion: '1', generation: 1 };
  const object = { apiVersion: apiVersionOf(type), kind: type.kind, metadata, spec };
  return spec === undefined ? [] : [object];
}
