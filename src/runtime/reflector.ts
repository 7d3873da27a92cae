// Keeps a store equal to the server's objects of one kind, in one namespace or in all. It reads the present state, then follows the
// changes, and recovers from every fault of the connection or the server. It never gives up and never throws. It does not know what
// the objects mean. It does what client-go's Reflector does, on the KubeClient port.

import type { KubeObject } from '../api/meta.ts';
import type { ListOptions } from '../kube/client.ts';
import { isGone, KubeConnectionError, KubeError } from '../kube/errors.ts';
import { CutOff } from './cut-off.ts';
import { listPages } from './list-pages.ts';
import type { Row } from './lister.ts';
import type { Logger } from './log.ts';
import type { RelistReason } from './metrics.ts';
import { createEventHandler, type Distrust, type Position } from './reflector-events.ts';
import type { Reflector, ReflectorOptions, ReflectorStats } from './reflector-port.ts';
import { createSink, type Sink } from './reflector-sink.ts';
import { createRetryPolicy, type RetryPolicy } from './retry-policy.ts';
import type { Feed } from './store.ts';
import { pause } from '../base/timing.ts';
import { readWatch } from './watch-reader.ts';

export type { Reflector, ReflectorOptions } from './reflector-port.ts';

/** Registers with the store at once, so that the store is not synced before this reflector is. */
export function createReflector<T extends KubeObject, R extends Row>(options: ReflectorOptions<T, R>): Reflector {
  return new WatchReflector(options);
}

/** The server sends a bookmark about once a minute. A stream that is silent for this long, plus jitter, is dead. */
const SILENCE_MS = 90_000;
const SILENCE_JITTER_MS = 15_000;
/** Initial events follow each other closely. A server that does not mark their end falls silent. */
const INITIAL_SILENCE_MS = 15_000;
/** The server ends a watch after once to twice this time, so that connections spread over several servers again. */
const MIN_WATCH_SECONDS = 300;
/** A watch that ends sooner than this without an event was not served. */
const BRIEF_MS = 1000;
const MAX_RESUMES_WITHOUT_PROGRESS = 5;
/** A second relist within this time backs off, so that a faulty server is not asked for everything in a loop. */
const RELIST_AT_ONCE_AFTER_MS = 5000;
const ALIVE_MS = 300_000;
/** The answers of a server that does not support `sendInitialEvents`. */
const REFUSALS = new Set([400, 405, 406, 415, 422, 501]);
/** Answers to a resumed watch after which only a list shows what is there. */
const NOT_RESUMABLE = new Set([400, 404, 405, 410, 422]);

type Counters = { -readonly [Name in keyof ReflectorStats]: ReflectorStats[Name] };

class WatchReflector<T extends KubeObject, R extends Row> implements Reflector {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly stats: Counters = {
    lists: 0,
    relists: 0,
    watches: 0,
    events: 0,
    failures: 0,
    lastListMs: undefined,
    lastEventMs: undefined,
  };
  readonly #options: ReflectorOptions<T, R>;
  readonly #selection: Pick<ListOptions, 'namespace' | 'labelSelector' | 'fieldSelector'>;
  readonly #log: Logger;
  readonly #sink: Sink<T>;
  readonly #feed: Feed;
  readonly #retry: RetryPolicy;
  readonly #cutOff: CutOff;
  readonly #position: Position = { version: undefined };
  /** How to read the present state next: in pages for good once the server refused to stream, or once after a stream without an end. */
  #fillBy: 'stream' | 'pages' | 'pages-once' = 'stream';
  #resumesWithoutProgress = 0;
  #lastRelistMs = -Infinity;
  #startedMs: number | undefined;
  #isFailing = false;
  #fault: string | undefined;

  constructor(options: ReflectorOptions<T, R>) {
    const { type, namespace, labelSelector, fieldSelector, project, store, log, metrics } = options;
    this.kind = type.kind;
    this.namespace = namespace;
    this.#options = options;
    this.#selection = {
      ...(namespace !== undefined && { namespace }),
      ...(labelSelector !== undefined && { labelSelector }),
      ...(fieldSelector !== undefined && { fieldSelector }),
    };
    this.#log = log.child(namespace === undefined ? { kind: type.kind } : { kind: type.kind, namespace });
    const { clock, onGaps = () => undefined } = options;
    this.#sink = createSink({ kind: type.kind, scope: { namespace }, project, store, log: this.#log, metrics, onGaps });
    this.#cutOff = new CutOff({ clock, onTurn: () => this.#cutOffTurned(onGaps) });
    this.#feed = store.addFeed();
    this.#retry = createRetryPolicy(options);
  }

  get quarantined(): ReadonlySet<string> {
    return this.#sink.quarantined;
  }

  get fault(): string | undefined {
    return this.#fault;
  }

  get hasGaps(): boolean {
    return this.#sink.quarantined.size > 0 || this.#cutOff.isLong;
  }

  isAlive(nowMs: number): boolean {
    const { lastListMs = -Infinity, lastEventMs = -Infinity } = this.stats;
    return nowMs - Math.max(this.#startedMs ?? nowMs, lastListMs, lastEventMs) <= ALIVE_MS;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    this.#startedMs = clock.monotonicMs();
    while (!signal.aborted) {
      const waitMs = await this.#attempt(signal);
      if (waitMs > 0) await pause(clock, waitMs, signal);
    }
    this.#cutOff.stop();
  }

  /** One list in pages, or one watch from its opening to its end. Returns how long to wait before the next. */
  async #attempt(signal: AbortSignal): Promise<number> {
    try {
      if (this.#position.version !== undefined || this.#fillBy === 'stream') return await this.#follow(signal);
      await this.#fillByPages(signal);
      return 0;
    } catch (error) {
      return signal.aborted ? 0 : this.#afterError(error);
    }
  }

  async #fillByPages(signal: AbortSignal): Promise<void> {
    const { client, type, clock } = this.#options;
    const version = await listPages<T>({
      client,
      type,
      selection: this.#selection,
      clock,
      signal,
      onStart: () => this.#beginFill(),
      onObject: (object) => {
        this.stats.lastListMs = clock.monotonicMs();
        this.#sink.put(object);
      },
    });
    this.#endFill(version);
  }

  #beginFill(): void {
    this.stats.lists++;
    this.#sink.begin();
  }

  #endFill(version: string): void {
    this.#sink.commit();
    this.#position.version = version;
    this.stats.lastListMs = this.#options.clock.monotonicMs();
    if (this.#fillBy === 'pages-once') this.#fillBy = 'stream';
    this.#progressed();
    this.#feed.markSynced();
  }

  /** Watches from the version of the last event, or from the present state, which the server then streams first. */
  async #follow(signal: AbortSignal): Promise<number> {
    const { client, type, clock, random } = this.#options;
    const resumeAt = this.#position.version;
    if (resumeAt === undefined) this.#beginFill();
    this.stats.watches++;
    const options = {
      ...this.#selection,
      ...(resumeAt === undefined ? { sendInitialEvents: true } : { resourceVersion: resumeAt }),
      allowWatchBookmarks: true,
      timeoutSeconds: Math.round(MIN_WATCH_SECONDS * (1 + random())),
    };
    const silenceMs = SILENCE_MS + SILENCE_JITTER_MS * random();
    const startedMs = clock.monotonicMs();
    let changes = 0;
    const handle = createEventHandler<T>({
      position: this.#position,
      sink: this.#sink,
      onComplete: (version) => this.#endFill(version),
    });
    const end = await readWatch<T, Distrust>(
      {
        open: (until) => client.watch<T>(type, { ...options, signal: until }),
        clock,
        silenceMs: () => (this.#position.version === undefined ? INITIAL_SILENCE_MS : silenceMs),
        signal,
      },
      (event) => {
        this.stats.events++;
        this.stats.lastEventMs = clock.monotonicMs();
        if (event.type !== 'BOOKMARK') changes++;
        if (this.#position.version !== undefined) this.#progressed();
        return handle(event);
      },
    );
    if (signal.aborted) return 0;
    const wasBrief = changes === 0 && clock.monotonicMs() - startedMs < BRIEF_MS;
    return this.#afterWatch(end, wasBrief);
  }

  #afterWatch(end: Distrust | 'ended' | 'silent', wasBrief: boolean): number {
    const what = `watch ${this.#options.type.plural}`;
    if (end === 'ended' && wasBrief) this.#cutOff.failed();
    // A watch that was followed for a while was readable, however it ended.
    else if (this.#position.version !== undefined) this.#cutOff.wentWell();
    switch (end) {
      case 'ended':
        if (this.#position.version === undefined) {
          this.#fillBy = 'pages-once';
          return this.#backOff(new Error(`${what}: the server ended it amid the present state`));
        }
        return wasBrief ? this.#backOff(new Error(`${what}: the server ended it at once`)) : 0;
      case 'disorder':
        return this.#relist('disorder', new Error(`${what}: events came out of order`));
      case 'unmarked':
        return this.#fillByPagesNext('pages-once');
      case 'silent':
        if (this.#position.version === undefined) return this.#fillByPagesNext('pages-once');
        return this.#backOff(new KubeConnectionError(`${what}: neither events nor bookmarks came`, undefined));
    }
  }

  #afterError(error: unknown): number {
    this.#cutOff.failed();
    const code = error instanceof KubeError ? error.code : 0;
    if (this.#position.version === undefined) {
      const isRefused = this.#fillBy === 'stream' && REFUSALS.has(code);
      return isRefused ? this.#fillByPagesNext('pages') : this.#backOff(error);
    }
    if (NOT_RESUMABLE.has(code)) return this.#relist(isGone(error) ? 'gone' : 'refused', error);
    if (code === 500) this.#resumesWithoutProgress++;
    if (this.#resumesWithoutProgress < MAX_RESUMES_WITHOUT_PROGRESS) return this.#backOff(error);
    return this.#relist('no-progress', error);
  }

  #fillByPagesNext(how: 'pages' | 'pages-once'): number {
    this.#log.info({}, 'server does not stream the present state, listing by pages');
    this.#fillBy = how;
    return 0;
  }

  #relist(reason: RelistReason, err: unknown): number {
    const { clock, metrics, type } = this.#options;
    this.#position.version = undefined;
    this.#resumesWithoutProgress = 0;
    this.stats.relists++;
    metrics.relisted(type.kind, reason);
    this.#log.info({ reason, err }, 'listing anew');
    const sinceMs = clock.monotonicMs() - this.#lastRelistMs;
    this.#lastRelistMs = clock.monotonicMs();
    return sinceMs < RELIST_AT_ONCE_AFTER_MS ? this.#backOff(err) : 0;
  }

  #backOff(err: unknown): number {
    this.stats.failures++;
    const waitMs = this.#retry.failed(err);
    this.#fault = err instanceof Error ? err.message : String(err);
    this.#log[this.#isFailing ? 'debug' : 'warn']({ err, waitMs }, 'watch interrupted');
    this.#isFailing = true;
    return waitMs;
  }

  #progressed(): void {
    this.#resumesWithoutProgress = 0;
    this.#cutOff.wentWell();
    this.#fault = undefined;
    if (!this.#isFailing) return;
    this.#isFailing = false;
    this.#log.info({}, 'watch restored');
  }

  #cutOffTurned(onGaps: () => void): void {
    if (this.#cutOff.isLong)
      this.#log.warn({}, 'nothing could be read for minutes: what is known of this kind may be old');
    onGaps();
  }
}
