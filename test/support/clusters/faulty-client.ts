// A KubeClient whose list and watch have the faults of networks and servers, each triggered by the test. The server behind it is correct;
// what is lost here is lost on the way.

import type { KubeObject, ResourceType } from '../../../src/api/meta.ts';
import type { KubeClient, ListOptions, ListResult, WatchEvent, WatchOptions } from '../../../src/kube/client.ts';
import { KubeConnectionError, KubeError } from '../../../src/kube/errors.ts';

/** What happens to the next event of a stream: it comes twice, after the one that follows it, or not at all as the socket breaks. */
export type EventFault = 'duplicate' | 'swap' | 'lose';

interface Trip {
  readonly kind: 'error' | 'freeze' | 'end';
  readonly error?: Error;
}

interface LiveStream {
  readonly trip: (trip: Trip) => void;
  nextEvent: EventFault | undefined;
}

const reset = (): KubeConnectionError => new KubeConnectionError('socket hang up', undefined);

export class FaultyClient implements Pick<KubeClient, 'list' | 'watch'> {
  readonly #inner: Pick<KubeClient, 'list' | 'watch'>;
  readonly #streams = new Set<LiveStream>();
  /** Requests fail, as when no server listens. */
  isDown = false;
  /** Thrown by the next requests, one each. */
  readonly answers: Error[] = [];
  /** What each watch was asked for. */
  readonly watches: WatchOptions[] = [];

  constructor(inner: Pick<KubeClient, 'list' | 'watch'>) {
    this.#inner = inner;
  }

  get streams(): number {
    return this.#streams.size;
  }

  /** Breaks every connection. */
  reset(): void {
    this.#tripAll({ kind: 'error', error: reset() });
  }

  /** Every open stream stays open and says nothing more. */
  freeze(): void {
    this.#tripAll({ kind: 'freeze' });
  }

  /** The server ends every watch, as it does at its timeout. */
  end(): void {
    this.#tripAll({ kind: 'end' });
  }

  /** An ERROR event in every stream. */
  failStreams(code: number): void {
    const reason = code === 410 ? 'Expired' : 'InternalError';
    this.#tripAll({ kind: 'error', error: new KubeError(`in stream: ${code}`, { code, reason }) });
  }

  onNextEvent(fault: EventFault): void {
    for (const stream of this.#streams) stream.nextEvent = fault;
  }

  async list<T extends KubeObject>(type: ResourceType, options?: ListOptions): Promise<ListResult<T>> {
    this.#admit();
    return this.#inner.list<T>(type, options);
  }

  async *watch<T extends KubeObject>(type: ResourceType, options: WatchOptions): AsyncIterable<WatchEvent<T>> {
    this.watches.push(options);
    this.#admit();
    const tripped = Promise.withResolvers<Trip>();
    const stream: LiveStream = { trip: tripped.resolve, nextEvent: undefined };
    const cut = new AbortController();
    const onAbort = (): void => cut.abort();
    options.signal?.addEventListener('abort', onAbort, { once: true });
    const events = this.#inner.watch<T>(type, { ...options, signal: cut.signal })[Symbol.asyncIterator]();
    this.#streams.add(stream);
    try {
      yield* this.#pump(events, { stream, tripped: tripped.promise, signal: cut.signal });
    } finally {
      this.#streams.delete(stream);
      options.signal?.removeEventListener('abort', onAbort);
      cut.abort();
    }
  }

  async *#pump<T extends KubeObject>(
    events: AsyncIterator<WatchEvent<T>>,
    { stream, tripped, signal }: { stream: LiveStream; tripped: Promise<Trip>; signal: AbortSignal },
  ): AsyncIterable<WatchEvent<T>> {
    let held: WatchEvent<T> | undefined;
    for (;;) {
      const next = await Promise.race([tripped, events.next()]);
      if ('kind' in next) return await trippedOver(next, signal);
      if (next.done === true) return;
      const fault = stream.nextEvent;
      stream.nextEvent = undefined;
      if (fault === 'lose') throw reset();
      // One that waits already is let go by this one: two would be one lost, and no server and no network loses it unnoticed.
      if (fault === 'swap' && held === undefined) {
        held = next.value;
        continue;
      }
      yield next.value;
      if (fault === 'duplicate') yield structuredClone(next.value);
      if (held !== undefined) yield held;
      held = undefined;
    }
  }

  #admit(): void {
    if (this.isDown) throw new KubeConnectionError('connect ECONNREFUSED', undefined);
    const answer = this.answers.shift();
    if (answer !== undefined) throw answer;
  }

  #tripAll(trip: Trip): void {
    for (const stream of this.#streams) stream.trip(trip);
  }
}

async function trippedOver({ kind, error }: Trip, signal: AbortSignal): Promise<void> {
  if (kind === 'freeze') await aborted(signal);
  if (error !== undefined) throw error;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
