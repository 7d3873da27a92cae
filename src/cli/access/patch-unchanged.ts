// Writes a spec that a person has just seen, unless somebody changed it meanwhile. The status, which the operator writes at any time, does
// not count.

import type { KubeObject, ObjectKey, ResourceType } from '../../api/meta.ts';
import type { KubeClient } from '../../kube/client.ts';
import { isConflict } from '../../kube/errors.ts';

const ATTEMPTS = 5;

export interface SpecPatch {
  readonly type: ResourceType;
  readonly key: ObjectKey;
  /** The object as it was shown. */
  readonly seen: KubeObject;
  /** Merged into the spec. */
  readonly spec: object;
}

/** Rejects when the object is another one, or has another spec, than the one that was seen. */
export async function patchUnchanged(client: KubeClient, { type, key, seen, spec }: SpecPatch): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const { metadata } = await client.get(type, key);
    if (metadata.uid !== seen.metadata.uid || metadata.generation !== seen.metadata.generation) {
      throw new Error(`${type.kind} ${key.name} was changed meanwhile, and nothing was written: look again`);
    }
    const patch = { metadata: { resourceVersion: metadata.resourceVersion }, spec };
    try {
      await client.patch(type, key, patch, { type: 'merge', fieldManager: 'docket-cli' });
      return;
    } catch (error) {
      if (!isConflict(error) || attempt === ATTEMPTS) throw error;
    }
  }
}
