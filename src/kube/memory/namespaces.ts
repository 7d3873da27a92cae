// The lifecycle of namespaces in the embedded cluster: the initial ones, the refusal to create objects in a missing one, and the work of the
// namespace controller, which empties a namespace that is being deleted and then removes it.

import type { ObjectKey } from '../../api/meta.ts';
import { forbiddenAnswer, notFound } from './answers.ts';
import { NAMESPACES } from './core-kinds.ts';
import type { JsonObject } from '../../base/json.ts';
import { metaOf } from './decode.ts';
import type { Resource } from './resource.ts';

/** Present from the start. `default` cannot be deleted, as on every cluster. */
const PRESENT = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

export interface Namespaces {
  /** Throws if nothing may be created there: the namespace is missing or being deleted. */
  admitInto(name: string): void;
  seed(): void;
  /** Empties and removes namespaces that are being deleted. Call it after each write. */
  sweep(): void;
}

export function createNamespaces(resources: () => readonly Resource[]): Namespaces {
  const own = (): Resource | undefined => resources().find(({ kind }) => kind.type.kind === 'Namespace');
  return {
    admitInto(name) {
      const stored = own()?.collection.get({ name });
      if (stored === undefined) throw notFound(NAMESPACES, { name });
      if (isLeaving(stored))
        throw forbiddenAnswer(`unable to create new content in namespace ${name} because it is being terminated`);
    },
    seed() {
      for (const name of PRESENT) own()?.create({ metadata: { name } }, false);
    },
    sweep() {
      const namespaces = own();
      if (namespaces === undefined) return;
      for (const [name, stored] of namespaces.collection.entries()) {
        if (!isLeaving(stored)) continue;
        const left = resources().reduce((count, resource) => count + empty(resource, name), 0);
        if (left === 0) namespaces.collection.commit({ name }, () => undefined);
      }
    },
  };
}

const isLeaving = (namespace: JsonObject): boolean => metaOf(namespace).deletionTimestamp !== undefined;

/** Deletes the objects of a namespace. Returns how many remain because of their finalizers. */
function empty(resource: Resource, namespace: string): number {
  if (!resource.kind.type.namespaced) return 0;
  const keys: ObjectKey[] = [...resource.collection.entries()]
    .map(([, object]) => metaOf(object))
    .filter((meta) => meta.namespace === namespace)
    .map((meta) => ({ namespace, name: meta.name ?? '' }));
  for (const key of keys) resource.delete(key, {}, false);
  return keys.filter((key) => resource.collection.get(key) !== undefined).length;
}
