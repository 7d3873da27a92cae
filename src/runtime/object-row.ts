// A row that keeps the whole object: for kinds of which there are few. What nobody reads is left out, as it is most of the bytes.

import type { KubeObject } from '../api/meta.ts';
import type { Row } from './lister.ts';

export interface ObjectRow<T extends KubeObject> extends Row {
  readonly resourceVersion: string;
  readonly object: T;
}

/** Throws when the server sent an object without identity. */
export function objectRow<T extends KubeObject>(object: T): ObjectRow<T> {
  const { managedFields: _dropped, ...metadata } = object.metadata;
  const { uid, resourceVersion, namespace, name } = metadata;
  if (uid === undefined || resourceVersion === undefined) {
    throw new Error(`project ${object.kind} ${name}: it has no uid or resourceVersion`);
  }
  return { namespace, name, uid, resourceVersion, object: { ...object, metadata } };
}
