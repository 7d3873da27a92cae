// What each event of a watch changes in the store and in the version to resume from, and which events show that the stream cannot be
// trusted. Reads no stream and decides no retry.

import type { KubeObject } from '../api/meta.ts';
import type { WatchEvent } from '../kube/client.ts';
import type { Sink } from './reflector-sink.ts';
import { isOlderVersion } from './resource-version.ts';

/** The annotation of the bookmark that ends the initial events: https://kep.k8s.io/3157 */
const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';
/** One old bookmark comes from a server that lags behind another one. Several in a row mean that the server was restored from a backup. */
const MAX_OLD_BOOKMARKS = 3;

/** The version to resume from. Undefined: the present state has not been read yet. */
export interface Position {
  version: string | undefined;
}

/**
 * `unmarked`: the server does not mark the end of the initial events. `disorder`: an event is older than one before it, so others may
 * be missing.
 */
export type Distrust = 'unmarked' | 'disorder';

export interface EventHandlerOptions<T extends KubeObject> {
  readonly position: Position;
  readonly sink: Sink<T>;
  /** The present state is complete at this version. */
  readonly onComplete: (version: string) => void;
}

/** A handler for the events of one stream, in their order. */
export function createEventHandler<T extends KubeObject>(
  options: EventHandlerOptions<T>,
): (event: WatchEvent<T>) => Distrust | undefined {
  const { position, sink, onComplete } = options;
  let oldBookmarks = 0;

  const onBookmark = ({ metadata }: T): Distrust | undefined => {
    const version = metadata.resourceVersion ?? '';
    if (position.version === undefined) {
      if (metadata.annotations?.[INITIAL_EVENTS_END] !== 'true') return 'unmarked';
      onComplete(version);
    } else if (isOlderVersion(version, position.version)) {
      oldBookmarks++;
      if (oldBookmarks >= MAX_OLD_BOOKMARKS) return 'disorder';
    } else {
      oldBookmarks = 0;
      position.version = version;
    }
    return undefined;
  };

  return ({ type, object }) => {
    if (type === 'BOOKMARK') return onBookmark(object);
    const version = object.metadata.resourceVersion ?? '';
    if (position.version !== undefined && isOlderVersion(version, position.version)) return 'disorder';
    if (type === 'DELETED') sink.drop(object);
    else sink.put(object);
    if (position.version !== undefined) position.version = version;
    return undefined;
  };
}
