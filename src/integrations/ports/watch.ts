// Being told of news by a source that is read: a hint, upon which it is read again. Types only.

import type { Cursor } from './changes.ts';

export interface Watching {
  /** What was read already: news from before the watch began counts as well. */
  readonly cursor: Cursor | undefined;
  /** Called for each hint; cheap, and throws nothing. */
  readonly onNews: () => void;
  readonly signal: AbortSignal;
}

/**
 * Ends when the connection does, after some time at the latest, or with the signal; rejects with whatever went wrong. Nobody relies on it:
 * the source is read at its interval all the same, and the next reading begins another watch.
 */
export type Watch = (watching: Watching) => Promise<void>;
