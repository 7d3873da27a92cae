// The read-your-writes gate: waits until the cache shows what was just stored, before anything is concluded from the cache. Writes
// nothing, and waits for a bounded time.

import type { IncidentRow } from '../../compliance/verdict.ts';
import type { SourceDeps } from './deps.ts';

/** The watch delivers within milliseconds. When it is down, the next sync corrects what this one could not see. */
const CATCH_UP_TIMEOUT_MS = 10_000;

/** For one sync. Created before its first write, so that it also sees objects that are deleted again. */
export class CacheGate implements Disposable {
  readonly #deps: Pick<SourceDeps, 'incidents' | 'clock'>;
  /** Digests by key, of the objects that were stored and have not been seen in the cache yet. */
  readonly #awaited = new Map<string, number>();
  readonly #gone = new Set<string>();
  readonly #unsubscribe: () => void;
  #onEmpty: () => void = () => undefined;

  constructor(deps: Pick<SourceDeps, 'incidents' | 'clock'>) {
    this.#deps = deps;
    this.#unsubscribe = deps.incidents.onChange((before, after) => this.#see(before, after));
  }

  /** Registers a stored object, which the cache will show with this digest. */
  expect(key: string, digest: number): void {
    const isThere = this.#deps.incidents.get(key)?.digest === digest || this.#gone.has(key);
    if (!isThere) this.#awaited.set(key, digest);
  }

  /** Objects that were stored and have not been seen in the cache yet. */
  get pending(): number {
    return this.#awaited.size;
  }

  /** The digest that the cache will show under a key. Undefined once it was seen, or when nothing was stored. */
  expected(key: string): number | undefined {
    return this.#awaited.get(key);
  }

  /** Resolves once everything expected was seen, or at the timeout, or when the signal aborts. */
  async caughtUp(signal: AbortSignal): Promise<void> {
    if (this.#awaited.size === 0 || signal.aborted) return;
    const finished = Promise.withResolvers<void>();
    const cancel = this.#deps.clock.setTimer(finished.resolve, CATCH_UP_TIMEOUT_MS);
    const onAbort = (): void => finished.resolve();
    signal.addEventListener('abort', onAbort, { once: true });
    this.#onEmpty = finished.resolve;
    await finished.promise;
    cancel();
    signal.removeEventListener('abort', onAbort);
  }

  [Symbol.dispose](): void {
    this.#unsubscribe();
  }

  #see(before: IncidentRow | undefined, after: IncidentRow | undefined): void {
    const row = after ?? before;
    if (row === undefined) return;
    const key = `${row.namespace}/${row.name}`;
    if (after === undefined) this.#gone.add(key);
    else this.#gone.delete(key);
    if (after === undefined || this.#awaited.get(key) === after.digest) this.#awaited.delete(key);
    if (this.#awaited.size === 0) this.#onEmpty();
  }
}
