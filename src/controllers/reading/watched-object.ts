// How an object that is read from outside is followed: which change of it asks for a reading, and which version its status is written to
// after a reading that took long. Reads and writes nothing.

import type { KubeObject } from '../../api/meta.ts';
import { isSameJson } from '../../base/json.ts';
import type { ObjectRow } from '../../runtime/object-row.ts';
import { isOlderVersion } from '../../runtime/resource-version.ts';
import { REQUESTED_AT } from './object-status.ts';

type Row = ObjectRow<KubeObject> | undefined;

/** It came or went, its spec changed, or one of the `annotations` has a new value. Its own status writes are no news. */
export function isNews(before: Row, after: Row, annotations: readonly string[] = [REQUESTED_AT]): boolean {
  if (before === undefined || after === undefined) return true;
  if (before.object.metadata.generation !== after.object.metadata.generation) return true;
  return annotations.some((name) => {
    const value = after.object.metadata.annotations?.[name];
    return value !== undefined && value !== before.object.metadata.annotations?.[name];
  });
}

type WithStatus = KubeObject & { readonly status?: object };

/**
 * A reading can take minutes. An annotation or a label that changes in the meantime does not affect what it read, so the status is still
 * written; otherwise each such change would repeat the reading. After another replica has written the status, the write is refused.
 */
export function latestVersion(cached: WithStatus | undefined, read: WithStatus): string {
  const { resourceVersion = '', uid, generation } = read.metadata;
  const latest = cached?.metadata.resourceVersion;
  if (cached === undefined || latest === undefined || isOlderVersion(latest, resourceVersion)) return resourceVersion;
  const isSame = cached.metadata.uid === uid && cached.metadata.generation === generation;
  return isSame && isSameJson(cached.status, read.status) ? latest : resourceVersion;
}
