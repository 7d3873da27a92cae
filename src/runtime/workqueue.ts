// A queue of keys with client-go's semantics: a key is in work at most once at a time; several additions while it waits count as one;
// an addition while it is in work runs it once more afterwards. Namespaces take turns. It does no work itself and knows no kind.
// https://pkg.go.dev/k8s.io/client-go/util/workqueue

import { onAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { DelayQueue } from '../base/delay-queue.ts';
import { FairLine } from '../base/fair-line.ts';
import { noMetrics, type RuntimeMetrics } from './metrics.ts';

export interface WorkqueueOptions {
  /** The `name` label of its metrics. */
  readonly name: string;
  readonly clock: Clock;
  /** 0 <= x < 1; only for jitter. */
  readonly random?: () => number;
  readonly metrics?: RuntimeMetrics;
  /** The first wait of `addRateLimited`; it doubles with each one until `forget`. Default 5 ms. */
  readonly baseDelayMs?: number;
  /** The longest wait of `addRateLimited`. Default 30 s. */
  readonly maxDelayMs?: number;
  /** Keys (`namespace/name`) of one namespace in work at once. Default: no limit. */
  readonly perNamespace?: number | undefined;
  /** Up to this fraction of a rate-limited wait is taken off at random. Jitter never lengthens a wait. Default 0. */
  readonly jitter?: number;
}

/** Gauges, read at scrape. */
export interface WorkqueueStats {
  /** Keys that wait to be taken. */
  readonly depth: number;
  /** Keys whose delay has not passed yet. */
  readonly delayed: number;
  /** Keys that were taken and are not done. */
  readonly inWork: number;
  /** The sum of how long each key has been in work. */
  readonly unfinishedSeconds: number;
  readonly longestRunningSeconds: number;
}

export interface Workqueue {
  readonly name: string;
  add(key: string): void;
  /** Adds after `ms`; of several delays for one key the earliest counts. */
  addAfter(key: string, ms: number): void;
  /** Adds after the key's back-off: base × 2^n up to the cap (`maxMs` lowers it), n = such additions since `forget`. */
  addRateLimited(key: string, options?: { readonly maxMs?: number }): void;
  /** The key succeeded: its back-off starts again. Does not remove it from the queue. */
  forget(key: string): void;
  /** How often in a row the key was rate-limited. */
  retries(key: string): number;
  /** The next key, which is then in work until `done`. Undefined: the signal aborted, or the queue shut down and is empty. */
  get(signal?: AbortSignal): Promise<string | undefined>;
  /** Must follow every `get`. */
  done(key: string): void;
  /** Keys that wait to be taken. */
  readonly length: number;
  stats(): WorkqueueStats;
  /** Accepts no more keys and drops delayed ones. Queued keys are still handed out. */
  shutdown(): void;
  /** Resolves once the queue is shut down, empty, and nothing is in work. */
  whenDrained(): Promise<void>;
}

export function createWorkqueue(options: WorkqueueOptions): Workqueue {
  return new KeyQueue(options);
}

class KeyQueue implements Workqueue {
  readonly name: string;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #metrics: RuntimeMetrics;
  readonly #baseDelayMs: number;
  readonly #maxDelayMs: number;
  readonly #jitter: number;

  /** Keys that need work, with the time at which they were added. A key that is also in work joins the line when it is done. */
  readonly #dirty = new Map<string, number>();
  /** Keys in work, with the time at which they were taken. */
  readonly #processing = new Map<string, number>();
  /** The order of the keys that can be taken. */
  readonly #line: FairLine;
  readonly #waiters = new Set<() => void>();
  readonly #failures = new Map<string, number>();

  readonly #delayed = new DelayQueue();
  #cancelTimer: (() => void) | undefined;
  #timerAtMs = Infinity;

  #closed = false;
  readonly #drained = Promise.withResolvers<void>();

  constructor(options: WorkqueueOptions) {
    this.name = options.name;
    this.#clock = options.clock;
    this.#random = options.random ?? Math.random;
    this.#metrics = options.metrics ?? noMetrics;
    this.#baseDelayMs = options.baseDelayMs ?? 5;
    this.#maxDelayMs = options.maxDelayMs ?? 30_000;
    this.#jitter = options.jitter ?? 0;
    this.#line = new FairLine({ groupOf: namespaceOf, limit: options.perNamespace ?? Infinity });
  }

  get length(): number {
    return this.#line.length;
  }

  add(key: string): void {
    if (this.#closed || this.#dirty.has(key)) return;
    this.#dirty.set(key, this.#clock.monotonicMs());
    this.#metrics.queueAdded(this.name);
    if (!this.#processing.has(key)) this.#enqueue(key);
  }

  addAfter(key: string, ms: number): void {
    if (this.#closed) return;
    this.#metrics.queueRetried(this.name);
    if (ms <= 0) return this.add(key);
    this.#delayed.schedule(key, this.#clock.monotonicMs() + ms);
    this.#armTimer();
  }

  addRateLimited(key: string, { maxMs = Infinity }: { readonly maxMs?: number } = {}): void {
    const failures = this.retries(key);
    this.#failures.set(key, failures + 1);
    const delayMs = Math.min(this.#baseDelayMs * 2 ** failures, this.#maxDelayMs, maxMs);
    this.addAfter(key, delayMs * (1 - this.#jitter * this.#random()));
  }

  forget(key: string): void {
    this.#failures.delete(key);
  }

  retries(key: string): number {
    return this.#failures.get(key) ?? 0;
  }

  async get(signal?: AbortSignal): Promise<string | undefined> {
    for (;;) {
      if (signal?.aborted === true) {
        // This waiter may have been woken for a key, which another one has to take now.
        if (this.#line.isReady) this.#wakeOne();
        return undefined;
      }
      if (this.#line.isReady || (this.#closed && this.length === 0)) return this.#take();
      await this.#wakeUp(signal);
    }
  }

  done(key: string): void {
    const takenMs = this.#processing.get(key);
    if (takenMs === undefined) return;
    this.#processing.delete(key);
    this.#metrics.queueFinished(this.name, (this.#clock.monotonicMs() - takenMs) / 1000);
    this.#line.done(key);
    if (this.#dirty.has(key)) this.#enqueue(key);
    else if (this.#line.isReady) this.#wakeOne();
    if (this.#closed) this.#wakeAll();
    this.#settleDrained();
  }

  stats(): WorkqueueStats {
    const nowMs = this.#clock.monotonicMs();
    let unfinishedMs = 0;
    let longestMs = 0;
    for (const takenMs of this.#processing.values()) {
      unfinishedMs += nowMs - takenMs;
      longestMs = Math.max(longestMs, nowMs - takenMs);
    }
    return {
      depth: this.length,
      delayed: this.#delayed.size,
      inWork: this.#processing.size,
      unfinishedSeconds: unfinishedMs / 1000,
      longestRunningSeconds: longestMs / 1000,
    };
  }

  shutdown(): void {
    this.#closed = true;
    this.#cancelTimer?.();
    this.#delayed.clear();
    this.#wakeAll();
    this.#settleDrained();
  }

  whenDrained(): Promise<void> {
    return this.#drained.promise;
  }

  #enqueue(key: string): void {
    this.#line.push(key);
    this.#wakeOne();
  }

  #wakeOne(): void {
    const [wake] = this.#waiters;
    wake?.();
  }

  /**
   * Resolves when there may be a key to take, or the signal aborts. The key is taken a moment later, so that a key added twice by the
   * handlers of one change is taken once.
   */
  #wakeUp(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        stopListening();
        this.#waiters.delete(wake);
        resolve();
      };
      const stopListening = onAbort(signal, wake);
      this.#waiters.add(wake);
    });
  }

  #wakeAll(): void {
    for (const wake of [...this.#waiters]) wake();
  }

  #take(): string | undefined {
    const key = this.#line.take();
    if (key === undefined) return undefined;
    const nowMs = this.#clock.monotonicMs();
    this.#metrics.queueTaken(this.name, (nowMs - (this.#dirty.get(key) ?? nowMs)) / 1000);
    this.#dirty.delete(key);
    this.#processing.set(key, nowMs);
    return key;
  }

  /** One timer for all delayed keys, set to the earliest. */
  #armTimer(): void {
    const nextMs = this.#delayed.nextMs ?? Infinity;
    if (nextMs >= this.#timerAtMs) return;
    this.#cancelTimer?.();
    this.#timerAtMs = nextMs;
    this.#cancelTimer = this.#clock.setTimer(() => this.#onTimer(), nextMs - this.#clock.monotonicMs());
  }

  #onTimer(): void {
    this.#timerAtMs = Infinity;
    this.#cancelTimer = undefined;
    const nowMs = this.#clock.monotonicMs();
    for (let key = this.#delayed.takeDue(nowMs); key !== undefined; key = this.#delayed.takeDue(nowMs)) this.add(key);
    this.#armTimer();
  }

  #settleDrained(): void {
    if (this.#closed && this.length === 0 && this.#processing.size === 0) this.#drained.resolve();
  }
}

/** A key without a namespace takes turns as if it were a namespace of its own. */
function namespaceOf(key: string): string {
  const slash = key.indexOf('/');
  return slash < 0 ? key : key.slice(0, slash);
}
