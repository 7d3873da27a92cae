// How far the data that is read from outside can be trusted: the one in-memory object that the controllers of sources write, and
// that the check controller and the metrics read. An entry belongs to a kind, a namespace and a name, so that two kinds may have
// objects of one name. It keeps no clock: callers pass the monotonic time. Nothing of it survives a restart.

/** Results stand on data up to so many intervals old, and no longer. */
const INTERVALS_UNTIL_STALE = 3;

/** A sync that went through. `complete` false: something was left out, and `reason` says why. */
export interface SyncSuccess {
  readonly monotonicMs: number;
  readonly wallMs: number;
  readonly intervalMs: number;
  readonly complete: boolean;
  readonly reason?: string;
}

/** A sync that did not. `definite`: what was known cannot be trusted to be whole any more; otherwise it ages. */
export interface SyncFailure {
  readonly definite: boolean;
  readonly reason: string;
}

export type FreshnessJudgement =
  | { readonly kind: 'fresh'; readonly asOfWallMs: number }
  /** No sync since the start or the takeover: stored results stand. */
  | { readonly kind: 'unpolled' }
  | { readonly kind: 'stale'; readonly reason: 'StaleData'; readonly asOfWallMs: number }
  | { readonly kind: 'unusable'; readonly reason: string };

/** Which object's data is meant. */
export interface DataKey {
  /** The Kubernetes kind, such as `IncidentSource`. */
  readonly kind: string;
  /** `namespace/name`. */
  readonly key: string;
}

/** What the metrics show of a source. */
export interface SourceFreshness {
  /** `namespace/name`. */
  readonly key: string;
  readonly lastSuccessWallMs: number | undefined;
  readonly complete: boolean;
}

interface Entry {
  intervalMs: number;
  success: SyncSuccess | undefined;
  failure: SyncFailure | undefined;
  /** The judgement that listeners know of; its instant aside. */
  told: FreshnessJudgement;
}

const UNPOLLED: FreshnessJudgement = { kind: 'unpolled' };

/** The freshness of everything that is read, by kind. */
export class Freshness {
  readonly #kinds = new Map<string, KindFreshness>();
  readonly #listeners = new Set<(change: DataKey) => void>();
  readonly #readListeners = new Set<(read: DataKey) => void>();

  /** The freshness of the objects of one kind. The same object for every call with that kind. */
  of(kind: string): KindFreshness {
    const known = this.#kinds.get(kind);
    if (known !== undefined) return known;
    const made = new KindFreshness({
      changed: (key) => tell(this.#listeners, { kind, key }),
      read: (key) => tell(this.#readListeners, { kind, key }),
    });
    this.#kinds.set(kind, made);
    return made;
  }

  /** How far the data of one object can be trusted. */
  judge({ kind, key }: DataKey, monotonicMs: number): FreshnessJudgement {
    return this.#kinds.get(kind)?.judge(key, monotonicMs) ?? UNPOLLED;
  }

  /** The last monotonic instant at which every judgement holds by itself; undefined when none changes without an event. */
  nextChange(): number | undefined {
    let earliest: number | undefined;
    for (const kind of this.#kinds.values()) {
      const until = kind.nextChange();
      if (until !== undefined && (earliest === undefined || until < earliest)) earliest = until;
    }
    return earliest;
  }

  /** Time passed: tells of each object whose data grew stale. */
  advance(monotonicMs: number): void {
    for (const kind of this.#kinds.values()) kind.advance(monotonicMs);
  }

  /** Nobody polls here any more (the lease is lost): what was known is no longer kept up. */
  clear(): void {
    for (const kind of this.#kinds.values()) kind.clear();
  }

  /**
   * Calls back for each object whose data is judged differently: not at every sync, so that a source that goes on well costs its
   * checks nothing. Returns the unsubscribe function.
   */
  onChange(listener: (change: DataKey) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls back for each object when a reading of it has ended, well or not, after `onChange`. What it read is stored. */
  onRead(listener: (read: DataKey) => void): void {
    this.#readListeners.add(listener);
  }
}

function tell(listeners: ReadonlySet<(data: DataKey) => void>, data: DataKey): void {
  for (const listener of listeners) listener(data);
}

/** Called with the key of an object. */
interface Events {
  /** Its data is judged differently. */
  readonly changed: (key: string) => void;
  /** A reading of it has ended. */
  readonly read: (key: string) => void;
}

/** The freshness of the objects of one kind; made by `Freshness.of`. Keys are `namespace/name`. */
export class KindFreshness {
  readonly #entries = new Map<string, Entry>();
  readonly #events: Events;
  /** What `nextChange` answers, until something changes it; null while it has to be worked out. */
  #nextChange: number | undefined | null = undefined;

  constructor(events: Events) {
    this.#events = events;
  }

  /** An object is there, and its data is read every `intervalMs`. */
  started(key: string, intervalMs: number): void {
    this.#nextChange = null;
    const entry = this.#entries.get(key);
    if (entry !== undefined) entry.intervalMs = intervalMs;
    else this.#entries.set(key, { intervalMs, success: undefined, failure: undefined, told: UNPOLLED });
  }

  succeeded(key: string, success: SyncSuccess): void {
    this.started(key, success.intervalMs);
    this.#update(key, success.monotonicMs, (entry) => {
      entry.success = success;
      entry.failure = undefined;
    });
    this.#events.read(key);
  }

  /** A transient failure does not weaken a definite one: only a success does. */
  failed(key: string, failure: SyncFailure, monotonicMs: number): void {
    this.#update(key, monotonicMs, (entry) => {
      if (entry.failure?.definite !== true || failure.definite) entry.failure = failure;
    });
    this.#events.read(key);
  }

  removed(key: string): void {
    if (!this.#entries.delete(key)) return;
    this.#nextChange = null;
    this.#events.changed(key);
  }

  /** Nobody polls this kind here any more: what was known is no longer kept up. */
  clear(): void {
    this.#entries.clear();
    this.#nextChange = undefined;
  }

  judge(key: string, monotonicMs: number): FreshnessJudgement {
    const entry = this.#entries.get(key);
    return entry === undefined ? UNPOLLED : judgeEntry(entry, monotonicMs);
  }

  /** The last monotonic instant at which every judgement holds by itself; undefined when none changes without an event. */
  nextChange(): number | undefined {
    if (this.#nextChange === null) this.#nextChange = this.#earliest();
    return this.#nextChange;
  }

  /** Time passed: tells of each object whose data grew stale. */
  advance(monotonicMs: number): void {
    for (const key of this.#entries.keys()) this.#update(key, monotonicMs, () => undefined);
  }

  /** Every object that was polled here. */
  *list(): IterableIterator<SourceFreshness> {
    for (const [key, { success, failure }] of this.#entries) {
      const complete = success?.complete === true && failure?.definite !== true;
      yield { key, lastSuccessWallMs: success?.wallMs, complete };
    }
  }

  #update(key: string, monotonicMs: number, change: (entry: Entry) => void): void {
    const entry = this.#entries.get(key) ?? { intervalMs: 0, success: undefined, failure: undefined, told: UNPOLLED };
    this.#entries.set(key, entry);
    change(entry);
    this.#nextChange = null;
    const judged = judgeEntry(entry, monotonicMs);
    const isToldAlready = judged.kind === entry.told.kind && reasonOf(judged) === reasonOf(entry.told);
    entry.told = judged;
    if (!isToldAlready) this.#events.changed(key);
  }

  #earliest(): number | undefined {
    let earliest: number | undefined;
    for (const entry of this.#entries.values()) {
      if (entry.success === undefined || entry.told.kind !== 'fresh') continue;
      const until = freshUntil(entry, entry.success);
      earliest = earliest === undefined ? until : Math.min(earliest, until);
    }
    return earliest;
  }
}

function reasonOf(judgement: FreshnessJudgement): string | undefined {
  return 'reason' in judgement ? judgement.reason : undefined;
}

function judgeEntry(entry: Entry, monotonicMs: number): FreshnessJudgement {
  const { success, failure } = entry;
  if (failure !== undefined && (failure.definite || success === undefined))
    return { kind: 'unusable', reason: failure.reason };
  if (success === undefined) return { kind: 'unpolled' };
  if (monotonicMs > freshUntil(entry, success))
    return { kind: 'stale', reason: 'StaleData', asOfWallMs: success.wallMs };
  if (!success.complete) return { kind: 'unusable', reason: success.reason ?? 'Incomplete' };
  return { kind: 'fresh', asOfWallMs: success.wallMs };
}

/** On time includes the last instant. */
function freshUntil({ intervalMs }: Entry, success: SyncSuccess): number {
  return success.monotonicMs + INTERVALS_UNTIL_STALE * intervalMs;
}
