// A watch on the embedded cluster: the present state first if asked for, then every change in order, with bookmarks in between. Each
// watch reads the log of its kind by itself, so a slow reader costs nothing; one that falls behind the log gets 410.

import { onAbort } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import type { WatchEvent, WatchOptions } from '../client.ts';
import type { KubeObject } from '../../api/meta.ts';
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { cloneJson } from './json.ts';
import type { Change, Collection } from './storage.ts';

/** Which objects of the collection a list or a watch selects. */
export type Selection = (key: string, object: JsonObject) => boolean;

export interface WatchSource {
  readonly collection: Collection;
  readonly selects: Selection;
  /** `apiVersion` and `kind` of bookmarks. */
  readonly typeMeta: { readonly apiVersion: string; readonly kind: string };
  readonly clock: Clock;
  readonly bookmarkIntervalMs: number;
}

const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

/** A server sends a last bookmark this long before it ends a watch, so that the next watch can start from a recent version. */
const LAST_BOOKMARK_LEAD_MS = 2_000;

/** The start of a watch is fixed at this call, not when its first event is read. */
export function startWatch<T extends KubeObject>(
  source: WatchSource,
  options: WatchOptions,
  after: number | undefined,
): AsyncIterable<WatchEvent<T>> {
  const { collection } = source;
  const from = after ?? collection.revision;
  const initial = after === undefined ? [...collection.entries()].filter((entry) => source.selects(...entry)) : [];
  const events = run(
    source,
    options,
    from,
    initial.map(([, object]) => object),
  );
  return events as AsyncIterable<WatchEvent<T>>;
}

async function* run(
  source: WatchSource,
  options: WatchOptions,
  from: number,
  initial: readonly JsonObject[],
): AsyncGenerator<WatchEvent<JsonObject>> {
  const triggers = new WatchTriggers(source, options);
  try {
    for (const object of initial) {
      if (triggers.ended) return;
      yield { type: 'ADDED', object: cloneJson(object) };
    }
    if (options.sendInitialEvents === true) {
      yield bookmark(source, from, { [INITIAL_EVENTS_END]: 'true' });
    }
    yield* follow(source, from, triggers);
  } finally {
    triggers.stop();
  }
}

async function* follow(
  source: WatchSource,
  from: number,
  triggers: WatchTriggers,
): AsyncGenerator<WatchEvent<JsonObject>> {
  let seen = from;
  while (!triggers.ended) {
    triggers.settle();
    for (const change of source.collection.changesAfter(seen)) {
      seen = change.revision;
      const event = eventOf(change, source.selects);
      if (event !== undefined) yield event;
      if (triggers.ended) return;
    }
    // Something was written while the events were handed out. A bookmark at the present version would hide it.
    if (triggers.changed) continue;
    // Nothing of this kind is newer, so the watch is up to date with the whole cluster.
    if (triggers.takeBookmark()) {
      seen = source.collection.revision;
      yield bookmark(source, seen);
    } else {
      await triggers.next();
    }
  }
}

/** What a change looks like to a watch that selects some objects only. */
function eventOf({ revision, key, before, after }: Change, selects: Selection): WatchEvent<JsonObject> | undefined {
  const was = before !== undefined && selects(key, before);
  if (after !== undefined && selects(key, after)) return { type: was ? 'MODIFIED' : 'ADDED', object: cloneJson(after) };
  return was ? { type: 'DELETED', object: atRevision(before, revision) } : undefined;
}

function atRevision(object: JsonObject, revision: number): JsonObject {
  const copy = cloneJson(object);
  if (isJsonObject(copy['metadata'])) copy['metadata']['resourceVersion'] = String(revision);
  return copy;
}

function bookmark(source: WatchSource, revision: number, annotations?: object): WatchEvent<JsonObject> {
  const metadata = { resourceVersion: String(revision), ...(annotations === undefined ? {} : { annotations }) };
  return { type: 'BOOKMARK', object: { ...source.typeMeta, metadata } };
}

/** What wakes a watch: the next change, a bookmark that is due, and its end. */
class WatchTriggers {
  #ended = false;
  #bookmarkDue = false;
  /** Something was written since `settle` was called last. A write while events are handed out must not be missed. */
  #changed = false;
  #wake: (() => void) | undefined;
  readonly #cancel: Array<() => void> = [];

  constructor({ collection, clock, bookmarkIntervalMs }: WatchSource, options: WatchOptions) {
    const { signal, timeoutSeconds } = options;
    // The initial events end with a bookmark, so asking for them means asking for bookmarks.
    const bookmarks = options.allowWatchBookmarks === true || options.sendInitialEvents === true;
    if (signal?.aborted === true) this.#ended = true;
    const end = (): void => this.stop();
    this.#cancel.push(
      onAbort(signal, end),
      collection.subscribe(() => {
        this.#changed = true;
        this.#wake?.();
      }),
    );
    if (timeoutSeconds !== undefined && timeoutSeconds > 0)
      this.#cancel.push(clock.setTimer(end, timeoutSeconds * 1000));
    if (!bookmarks) return;
    this.#every(clock, bookmarkIntervalMs);
    const lastMs = (timeoutSeconds ?? 0) * 1000 - LAST_BOOKMARK_LEAD_MS;
    if (lastMs > 0) this.#cancel.push(clock.setTimer(() => this.#markBookmarkDue(), lastMs));
  }

  get ended(): boolean {
    return this.#ended;
  }

  get changed(): boolean {
    return this.#changed;
  }

  /** Whether a bookmark is due. Asking resets it. */
  takeBookmark(): boolean {
    const due = this.#bookmarkDue;
    this.#bookmarkDue = false;
    return due;
  }

  /** Call this before reading what changed. */
  settle(): void {
    this.#changed = false;
  }

  /** Waits until there is something to do. Returns at once when there is already. */
  async next(): Promise<void> {
    if (this.#changed || this.#bookmarkDue || this.#ended) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }

  stop(): void {
    this.#ended = true;
    for (const cancel of this.#cancel.splice(0)) cancel();
    this.#wake?.();
  }

  #markBookmarkDue(): void {
    this.#bookmarkDue = true;
    this.#wake?.();
  }

  #every(clock: Clock, ms: number): void {
    const arm = (): void => {
      const cancel = clock.setTimer(() => {
        this.#cancel.splice(this.#cancel.indexOf(cancel), 1);
        this.#markBookmarkDue();
        if (!this.#ended) arm();
      }, ms);
      this.#cancel.push(cancel);
    };
    arm();
  }
}
