// The smallest KubeClient that the runtime's own tests need: objects, versions, a history to watch, compaction, and the quirks of
// servers of several ages. No validation, no selectors: what the API would refuse is the business of the embedded cluster.

import { keyOf, type KubeObject, type ObjectKey, type ResourceType } from '../../../src/api/meta.ts';
import type * as port from '../../../src/kube/client.ts';
import { KubeError, type StatusReason } from '../../../src/kube/errors.ts';
import type { Clock } from '../../../src/base/clock.ts';

interface Change {
  readonly version: number;
  readonly plural: string;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
}

export interface TinyClusterOptions {
  readonly clock: Clock;
  /** What `sendInitialEvents` meets: a current server, one with the feature off, or one too old to know it. */
  readonly watchList?: 'supported' | 'refused' | 'ignored';
}

const BOOKMARK_EVERY_MS = 60_000;

const statusError = (code: number, reason: StatusReason, message: string): KubeError =>
  new KubeError(message, { code, reason });

export class TinyCluster implements port.KubeClient {
  readonly #clock: Clock;
  watchList: 'supported' | 'refused' | 'ignored';
  /** Requests by verb, for assertions on what was asked of the server. */
  readonly requests: Record<string, number> = {};
  #version = 1;
  #compacted = 0;
  #uids = 0;
  readonly #objects = new Map<string, Map<string, KubeObject>>();
  readonly #history: Change[] = [];
  readonly #snapshots = new Map<string, { version: number; rest: KubeObject[] }>();
  readonly #wake = new Set<() => void>();

  constructor({ clock, watchList = 'supported' }: TinyClusterOptions) {
    this.#clock = clock;
    this.watchList = watchList;
  }

  /** Forgets the history: versions before now, and continue tokens, are gone. */
  compact(): void {
    this.#compacted = this.#version;
  }

  /** The state of the world. */
  all(type: ResourceType, namespace?: string): KubeObject[] {
    return [...this.#kind(type.plural).values()]
      .filter((object) => namespace === undefined || object.metadata.namespace === namespace)
      .map((object) => structuredClone(object));
  }

  has(type: ResourceType, key: ObjectKey): boolean {
    return this.#kind(type.plural).has(keyOf(key));
  }

  async get<T extends KubeObject>(type: ResourceType, key: ObjectKey): Promise<T> {
    this.#count('get');
    return structuredClone(this.#existing(type, key)) as T;
  }

  async list<T extends KubeObject>(type: ResourceType, options: port.ListOptions = {}): Promise<port.ListResult<T>> {
    this.#count('list');
    const from = options.continue === undefined ? undefined : this.#snapshots.get(options.continue);
    if (options.continue !== undefined && (from === undefined || from.version < this.#compacted)) {
      throw statusError(410, 'Expired', 'The provided continue parameter is too old');
    }
    const { version, rest } = from ?? { version: this.#version, rest: this.all(type, options.namespace) };
    const limit = options.limit ?? rest.length;
    const page = { items: rest.slice(0, limit) as T[], resourceVersion: String(version) };
    if (rest.length <= limit) return page;
    const token = `${version}-${this.#snapshots.size}`;
    this.#snapshots.set(token, { version, rest: rest.slice(limit) });
    return { ...page, continue: token };
  }

  async *watch<T extends KubeObject>(
    type: ResourceType,
    options: port.WatchOptions,
  ): AsyncIterable<port.WatchEvent<T>> {
    this.#count('watch');
    if (options.signal?.aborted === true) return;
    if (options.sendInitialEvents === true && this.watchList === 'refused') {
      throw statusError(422, 'Invalid', 'sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch');
    }
    const { resourceVersion } = options;
    if (resourceVersion === undefined) {
      const since = this.#version;
      yield* this.#initial<T>(type, options);
      yield* this.#changesSince<T>(since, type, options);
      return;
    }
    if (Number(resourceVersion) < this.#compacted) throw statusError(410, 'Expired', 'too old resource version');
    yield* this.#changesSince<T>(Number(resourceVersion), type, options);
  }

  async *#changesSince<T extends KubeObject>(
    since: number,
    type: ResourceType,
    options: port.WatchOptions,
  ): AsyncIterable<port.WatchEvent<T>> {
    const { signal, timeoutSeconds = Infinity, namespace } = options;
    const isWatched = ({ plural, object }: Change): boolean =>
      plural === type.plural && (namespace === undefined || object.metadata.namespace === namespace);
    const endMs = this.#clock.monotonicMs() + timeoutSeconds * 1000;
    const isOver = (): boolean => signal?.aborted === true || this.#clock.monotonicMs() >= endMs;
    const isEqual = (): boolean => this.#history.every((each) => each.version <= cursor);
    let bookmarkMs = options.allowWatchBookmarks ? this.#clock.monotonicMs() + BOOKMARK_EVERY_MS : Infinity;
    let cursor = since;
    while (!isOver()) {
      const news = this.#history.filter((each) => each.version > cursor);
      cursor = news.at(-1)?.version ?? cursor;
      for (const change of news.filter(isWatched)) {
        yield { type: change.type, object: structuredClone(change.object) as T };
      }
      if (this.#clock.monotonicMs() >= bookmarkMs) {
        bookmarkMs += BOOKMARK_EVERY_MS;
        yield this.#bookmark<T>(type);
      }
      if (isEqual()) await this.#news(Math.min(endMs, bookmarkMs), signal);
    }
  }

  async create<T extends KubeObject>(type: ResourceType, object: T): Promise<T> {
    this.#count('create');
    const key = keyOf(object.metadata);
    if (this.#kind(type.plural).has(key))
      throw statusError(409, 'AlreadyExists', `${type.plural} "${key}" already exists`);
    const metadata = { ...object.metadata, uid: `uid-${++this.#uids}` };
    return this.#store(type, { ...structuredClone(object), metadata }, 'ADDED');
  }

  async update<T extends KubeObject>(type: ResourceType, object: T): Promise<T> {
    this.#count('update');
    const existing = this.#existing(type, object.metadata, object.metadata.resourceVersion);
    const metadata = { ...structuredClone(object.metadata), uid: existing.metadata.uid ?? '' };
    return this.#store(type, { ...structuredClone(object), metadata }, 'MODIFIED');
  }

  async updateStatus<T extends KubeObject>(type: ResourceType, { metadata, status }: port.StatusUpdate): Promise<T> {
    this.#count('updateStatus');
    const existing = this.#existing(type, metadata, metadata.resourceVersion);
    return this.#store(type, { ...existing, status: structuredClone(status) } as unknown as T, 'MODIFIED');
  }

  async patch<T extends KubeObject>(type: ResourceType, key: ObjectKey, patch: unknown): Promise<T> {
    this.#count('patch');
    const change = structuredClone(patch) as Record<string, unknown>;
    const wanted = (change['metadata'] as { resourceVersion?: string } | undefined)?.resourceVersion;
    return this.#store(type, merge(this.#existing(type, key, wanted), change) as T, 'MODIFIED');
  }

  async delete(type: ResourceType, key: ObjectKey): Promise<void> {
    this.#count('delete');
    const existing = this.#existing(type, key);
    this.#store(type, existing, 'DELETED');
  }

  version(): Promise<{ readonly major: number; readonly minor: number }> {
    return Promise.resolve({ major: 1, minor: this.watchList === 'ignored' ? 26 : 36 });
  }

  #count(verb: string): void {
    this.requests[verb] = (this.requests[verb] ?? 0) + 1;
  }

  #kind(plural: string): Map<string, KubeObject> {
    const known = this.#objects.get(plural) ?? new Map<string, KubeObject>();
    this.#objects.set(plural, known);
    return known;
  }

  #existing(
    type: ResourceType,
    { name, namespace }: { name: string; namespace?: string },
    version?: string,
  ): KubeObject {
    const key = keyOf(namespace === undefined ? { name } : { name, namespace });
    const existing = this.#kind(type.plural).get(key);
    if (existing === undefined) throw statusError(404, 'NotFound', `${type.plural} "${key}" not found`);
    if (version !== undefined && version !== existing.metadata.resourceVersion) {
      throw statusError(409, 'Conflict', `${type.plural} "${key}": the object has been modified`);
    }
    return existing;
  }

  #store<T extends KubeObject>(type: ResourceType, object: T, change: Change['type']): T {
    const version = ++this.#version;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    const key = keyOf(stored.metadata);
    if (change === 'DELETED') this.#kind(type.plural).delete(key);
    else this.#kind(type.plural).set(key, stored);
    this.#history.push({ version, plural: type.plural, type: change, object: stored });
    for (const wake of [...this.#wake]) wake();
    return structuredClone(stored);
  }

  *#initial<T extends KubeObject>(type: ResourceType, options: port.WatchOptions): Iterable<port.WatchEvent<T>> {
    const objects = this.all(type, options.namespace) as T[];
    const end = this.#bookmark<T>(type);
    for (const object of objects) yield { type: 'ADDED', object };
    if (options.sendInitialEvents !== true || this.watchList === 'ignored') return;
    end.object.metadata.annotations = { 'k8s.io/initial-events-end': 'true' };
    yield end;
  }

  #bookmark<T extends KubeObject>(type: ResourceType): port.WatchEvent<T> {
    const metadata = { name: '', resourceVersion: String(this.#version) };
    return { type: 'BOOKMARK', object: { apiVersion: type.version, kind: type.kind, metadata } as KubeObject as T };
  }

  /** A change, the time `untilMs`, or an abort. */
  #news(untilMs: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#wake.delete(wake);
        signal?.removeEventListener('abort', wake);
        cancel();
        resolve();
      };
      this.#wake.add(wake);
      signal?.addEventListener('abort', wake, { once: true });
      const cancel =
        untilMs === Infinity ? () => undefined : this.#clock.setTimer(wake, untilMs - this.#clock.monotonicMs());
      if (signal?.aborted === true) wake();
    });
  }
}

/** RFC 7386. */
function merge(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const merged: Record<string, unknown> = { ...(target as Record<string, unknown> | undefined) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = merge(merged[key], value);
  }
  return merged;
}
