// A row that keeps the whole object: for kinds with few objects. Leaves out what nobody reads, which is most of the bytes.

import type { KubeObject } from '../api/meta.ts';
import type { Row } from './lister.ts';

export interface ObjectRow<T extends KubeObject> extends Row {
  readonly resourceVersion: string;
  readonly object: T;
}

/** Throws when the object that the server sent has no identity. */
export function objectRow<T extends KubeObject>(object: T): ObjectRow<T> {
  const { managedFields: _dropped, ...metadata } = object.metadata;
  const { uid, resourceVersion, namespace, name } = metadata;
  if (uid === undefined || resourceVersion === undefined) {
    throw new Error(`project ${object.kind} ${name}: it has no uid or resourceVersion`);
  }
  return { namespace, name, uid, resourceVersion, object: { ...object, metadata } };
}

/** Whether two rows of one name are of the same object with the same spec. One that is created again has another uid. */
export function isSameSpec({ object: one }: ObjectRow<KubeObject>, { object: other }: ObjectRow<KubeObject>): boolean {
  return one.metadata.uid === other.metadata.uid && one.metadata.generation === other.metadata.generation;
}
