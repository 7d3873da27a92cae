// What each event of a watch does to the store and to the place to resume from, and which events say that the stream cannot be
// trusted. It reads no stream and decides no retry.

import type { KubeObject } from '../api/meta.ts';
import type { WatchEvent } from '../kube/client.ts';
import type { Sink } from './reflector-sink.ts';
import { isOlderVersion } from './resource-version.ts';

/** The annotation of the bookmark that ends the streamed present state: https://kep.k8s.io/3157 */
const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';
/** One old bookmark is a server that lags behind another one; several in a row are a server that was set back in time. */
const MAX_OLD_BOOKMARKS = 3;

/** Where to resume. Undefined: the present state has not been taken. */
export interface Position {
  version: string | undefined;
}

/**
 * `unmarked`: the server does not mark the end of the present state. `disorder`: an event is older than one before it, so others
 * may be missing.
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
