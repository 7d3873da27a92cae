// What waits for the thread, by namespace. Next is the namespace whose evaluations have taken the least time so far, so that rules which
// take long delay their own namespace and let others have half of the time. First in, first out within a namespace.

import { Fifo } from '../../base/fifo.ts';

interface Share<T> {
  /** Put back: they come before the rest. */
  readonly again: T[];
  readonly jobs: Fifo<T>;
  usedMs: number;
}

/** What each evaluation counts at least, so that namespaces of quick ones take turns. */
const MIN_CHARGE_MS = 0.1;
/** Above this many namespaces those without a job are forgotten. */
const MAX_IDLE = 256;

export class FairJobs<T extends { readonly namespace: string }> {
  readonly #shares = new Map<string, Share<T>>();
  #length = 0;
  /** The time that the namespace had used that was served last. One that comes anew starts from here: it has saved up nothing. */
  #servedMs = 0;

  get length(): number {
    return this.#length;
  }

  push(job: T): void {
    this.#shareFor(job.namespace).jobs.push(job);
    this.#length++;
  }

  /** Jobs that were taken and not evaluated, in their order. */
  putBack(jobs: readonly T[]): void {
    for (const job of jobs.toReversed()) {
      this.#shareFor(job.namespace).again.push(job);
      this.#length++;
    }
  }

  /** The namespace whose turn it is; undefined when nothing waits. */
  take(): T | undefined {
    const share = this.#next();
    if (share === undefined) return undefined;
    this.#length--;
    this.#servedMs = share.usedMs;
    share.usedMs += MIN_CHARGE_MS;
    return share.again.pop() ?? share.jobs.shift();
  }

  /** Evaluations of a namespace took so long. */
  charge(namespace: string, ms: number): void {
    const share = this.#shares.get(namespace);
    if (share !== undefined) share.usedMs += Math.max(0, ms);
  }

  /** Takes everything out. */
  clear(): T[] {
    const all: T[] = [];
    for (let job = this.take(); job !== undefined; job = this.take()) all.push(job);
    return all;
  }

  #next(): Share<T> | undefined {
    let next: Share<T> | undefined;
    for (const share of this.#shares.values()) {
      if (!isIdle(share) && (next === undefined || share.usedMs < next.usedMs)) next = share;
    }
    return next;
  }

  #shareFor(namespace: string): Share<T> {
    let share = this.#shares.get(namespace);
    if (share === undefined) {
      if (this.#shares.size >= MAX_IDLE) this.#forgetIdle();
      share = { again: [], jobs: new Fifo(), usedMs: 0 };
      this.#shares.set(namespace, share);
    }
    if (isIdle(share)) share.usedMs = Math.max(share.usedMs, this.#servedMs);
    return share;
  }

  #forgetIdle(): void {
    for (const [namespace, share] of this.#shares) {
      if (isIdle(share) && share.usedMs <= this.#servedMs) this.#shares.delete(namespace);
    }
  }
}

const isIdle = ({ again, jobs }: Share<unknown>): boolean => again.length + jobs.length === 0;
