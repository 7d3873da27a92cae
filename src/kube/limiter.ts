// How many requests may be in flight at once: between 4 and 32, by additive increase and multiplicative decrease, driven by the server's
// answers (429, no answer) and its latency. There is no fixed rate. Requests that somebody waits for go before the others, which keep a
// share; within each of the two it is first come, first served. It does not know HTTP.

import { onAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { Fifo } from '../base/fifo.ts';
import { createLatencyGauge } from './latency.ts';

/** The outcome of a request. Only outcomes that say something about the server's load move the limit. */
export type Outcome =
  | { readonly kind: 'answered'; readonly latencyMs: number; readonly latencyClass: string | undefined }
  | { readonly kind: 'overloaded' }
  | { readonly kind: 'unknown' };

export interface Permit {
  /** Gives the place to the next waiting request. Only the first call counts. */
  release(outcome: Outcome): void;
}

/** `prompt`: somebody waits for what the request does. */
export type Urgency = 'prompt' | 'ordinary';

export interface Limiter {
  /** Resolves when there is room; rejects with the signal's reason if that comes first. Default: ordinary. */
  acquire(signal?: AbortSignal, urgency?: Urgency): Promise<Permit>;
  readonly limit: number;
  readonly inFlight: number;
  readonly queued: number;
}

export interface LimiterOptions {
  readonly clock: Clock;
  readonly min?: number;
  readonly max?: number;
  readonly initial?: number;
}

/** After an overload the limit may rise to just below where it happened, and beyond that only once in this time. */
const PROBE_EVERY_MS = 10_000;
const ON_OVERLOAD = 0.5;
const ON_SLOWNESS = 0.9;
/** Slowness alone does not lower the limit below this: eight in flight keep a small server busy, and it may be slow for other reasons. */
const SLOWNESS_FLOOR = 8;

/**
 * While prompt requests come, ordinary ones have this part of the places, no more and no less: a server that works on many requests at once
 * is slow with each of them.
 */
const ORDINARY_SHARE = 1 / 8;
/** So long after a prompt request the next one is expected. */
const PROMPT_MS = 500;

interface Waiter {
  grant: (() => void) | undefined;
}

export function createLimiter(options: LimiterOptions): Limiter {
  const { clock, max = 32 } = options;
  const min = Math.min(options.min ?? 4, max);
  const window = createWindow({ clock, min, max, initial: Math.min(options.initial ?? 8, max) });
  const places = createPlaces(clock, window.size);
  let granted = 0;
  let saturations = 0;

  const permitFor = (urgency: Urgency) => (): Permit => {
    const before = saturations;
    const sequence = granted++;
    if (places.take(urgency) >= window.size()) saturations++;
    let released = false;
    return {
      release(outcome) {
        if (released) return;
        released = true;
        window.learn(outcome, { sequence, granted, saturated: saturations > before });
        places.giveBack(urgency);
      },
    };
  };

  return {
    acquire(signal, urgency = 'ordinary') {
      if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
      const permit = permitFor(urgency);
      return places.hasRoom(urgency) ? Promise.resolve(permit()) : places.wait(urgency, permit, signal);
    },
    get limit() {
      return window.size();
    },
    get inFlight() {
      return places.taken();
    },
    get queued() {
      return places.waiting();
    },
  };
}

// Who may have a place, and who gets the next one. An ordinary request waits beside a free place only while as many of them as their share
// are in flight, so that the end of one of these lets it in: nobody waits for a timer.
function createPlaces(clock: Clock, size: () => number) {
  const lines = { prompt: createLine(), ordinary: createLine() };
  const taken = { prompt: 0, ordinary: 0 };
  let promptAtMs = -Infinity;

  const total = (): number => taken.prompt + taken.ordinary;
  const hasShare = (): boolean => taken.ordinary < Math.max(1, Math.floor(size() * ORDINARY_SHARE));
  const isPromptTime = (): boolean => taken.prompt > 0 || clock.monotonicMs() < promptAtMs + PROMPT_MS;
  const grantNext = (): boolean => {
    if (total() >= size()) return false;
    if (hasShare() && lines.ordinary.grantNext()) return true;
    return lines.prompt.grantNext() || (!isPromptTime() && lines.ordinary.grantNext());
  };

  return {
    taken: total,
    waiting: (): number => lines.prompt.length() + lines.ordinary.length(),
    hasRoom: (urgency: Urgency): boolean => total() < size() && (urgency === 'prompt' || hasShare() || !isPromptTime()),
    wait: (urgency: Urgency, permit: () => Permit, signal: AbortSignal | undefined) =>
      lines[urgency].wait(permit, signal),
    /** Returns how many are taken now. */
    take(urgency: Urgency): number {
      taken[urgency]++;
      return total();
    },
    giveBack(urgency: Urgency): void {
      taken[urgency]--;
      if (urgency === 'prompt') promptAtMs = clock.monotonicMs();
      while (grantNext()) continue;
    },
  };
}

interface Sample {
  /** The number of the request among all granted ones, and how many have been granted by now. */
  readonly sequence: number;
  readonly granted: number;
  /** Whether the limit was reached while it was in flight. If not, a good answer says nothing about a higher limit. */
  readonly saturated: boolean;
}

interface WindowOptions {
  readonly clock: Clock;
  readonly min: number;
  readonly max: number;
  readonly initial: number;
}

// The size of the window. It decreases at most once per round trip: answers to requests that were already in flight do not lower the new
// size.
function createWindow({ clock, min, max, initial }: WindowOptions) {
  const latency = createLatencyGauge(clock);
  let size = initial;
  let ceiling = max;
  let probeStep = 1;
  let probeAt = 0;
  let decreasedAt = -1;

  const decrease = (factor: number, floor: number, { sequence, granted }: Sample): boolean => {
    if (sequence < decreasedAt) return false;
    decreasedAt = granted;
    size = Math.min(size, Math.max(floor, size * factor));
    return true;
  };
  const overload = (sample: Sample): void => {
    const before = Math.floor(size);
    if (!decrease(ON_OVERLOAD, min, sample)) return;
    ceiling = Math.max(min, before - 1);
    probeStep = 1;
    probeAt = clock.monotonicMs() + PROBE_EVERY_MS;
  };
  const raiseCeiling = (): void => {
    if (ceiling >= max || clock.monotonicMs() < probeAt) return;
    ceiling = Math.min(max, ceiling + probeStep);
    probeStep *= 2;
    probeAt = clock.monotonicMs() + PROBE_EVERY_MS;
  };
  const increase = (): void => {
    raiseCeiling();
    if (size < ceiling) size = Math.min(ceiling, size + 1 / size);
  };

  return {
    size: (): number => Math.floor(size),
    learn(outcome: Outcome, sample: Sample): void {
      if (outcome.kind === 'unknown') return;
      if (outcome.kind === 'overloaded') return overload(sample);
      const isSlow = outcome.latencyClass !== undefined && latency.isSlow(outcome.latencyClass, outcome.latencyMs);
      if (isSlow) decrease(ON_SLOWNESS, SLOWNESS_FLOOR, sample);
      else if (sample.saturated) increase();
    },
  };
}

// First come, first served. A waiter that gives up leaves an empty place, which is skipped later, so that nobody has to search.
function createLine() {
  const places = new Fifo<Waiter>();
  let waiting = 0;

  return {
    length: (): number => waiting,
    /** False when nobody waits. */
    grantNext(): boolean {
      for (let place = places.shift(); place !== undefined; place = places.shift()) {
        if (place.grant === undefined) continue;
        place.grant();
        return true;
      }
      return false;
    },
    wait(permit: () => Permit, signal: AbortSignal | undefined): Promise<Permit> {
      return new Promise((resolve, reject) => {
        const place: Waiter = { grant: undefined };
        const leave = (): void => {
          place.grant = undefined;
          waiting--;
        };
        const stopListening = onAbort(signal, () => {
          leave();
          reject(signal?.reason as Error);
        });
        place.grant = () => {
          stopListening();
          leave();
          resolve(permit());
        };
        places.push(place);
        waiting++;
      });
    },
  };
}
