// Which sources have expressions that are quick: those that were answered quickly when they were last asked, and that did not run out of time
// or memory lately. What is new, or changed, has shown nothing yet. Keeps no clock; callers pass the monotonic time.

import { Allowance } from '../../base/allowance.ts';

/** An evaluation that took no more processor time is quick. The items of one question together. */
export const QUICK_MS = 50;
/** A source that ran out of time or memory is not quick for so long, whatever it does. */
export const REST_MS = 600_000;
/** How often sources of one namespace may be quick first, and then run out. Beyond that none of it is quick for a while. */
const BUDGET = { burst: 3, everyMs: 200_000 } as const;
/** Above this many the one that was noted longest ago is forgotten: it has to show again that it is quick. */
const MAX_STANDINGS = 5_000;

/** Who asks: a source, and its expressions as a text. */
export interface Asker {
  readonly namespace: string;
  readonly source: string;
  readonly expressions: string;
}

interface Standing {
  readonly expressions: string;
  readonly isQuick: boolean;
  readonly restsUntilMs: number;
}

export class Standings {
  readonly #standings = new Map<string, Standing>();
  readonly #budget = new Allowance(BUDGET);
  /** Namespaces beyond their budget, and until when. */
  readonly #namespaces = new Map<string, number>();

  isQuick(asker: Asker, nowMs: number): boolean {
    const standing = this.#standings.get(keyOf(asker));
    if (standing === undefined || standing.expressions !== asker.expressions) return false;
    const restsUntilMs = Math.max(standing.restsUntilMs, this.#namespaces.get(asker.namespace) ?? -Infinity);
    return standing.isQuick && restsUntilMs <= nowMs;
  }

  /** It was answered, and took so much processor time. */
  answered(asker: Asker, usedMs: number): void {
    const restsUntilMs = this.#standings.get(keyOf(asker))?.restsUntilMs ?? -Infinity;
    this.#note(asker, { isQuick: usedMs <= QUICK_MS, restsUntilMs });
  }

  /** It ran out of time or memory among the quick ones. What the thread had to load or collect may be why: what it comes to next decides. */
  doubted(asker: Asker): void {
    const restsUntilMs = this.#standings.get(keyOf(asker))?.restsUntilMs ?? -Infinity;
    this.#note(asker, { isQuick: false, restsUntilMs });
  }

  /** It ran out of time or memory again and again. `wasQuick`: it was doubted before. Other expressions do not end its rest. */
  failed(asker: Asker, nowMs: number, wasQuick: boolean): void {
    const { namespace } = asker;
    const isWithin = !wasQuick || this.#budget.take(namespace, nowMs) === 0;
    if (!isWithin) noteNewest(this.#namespaces, namespace, nowMs + REST_MS);
    this.#note(asker, { isQuick: false, restsUntilMs: nowMs + REST_MS });
  }

  #note(asker: Asker, standing: Omit<Standing, 'expressions'>): void {
    noteNewest(this.#standings, keyOf(asker), { expressions: asker.expressions, ...standing });
  }
}

function noteNewest<T>(notes: Map<string, T>, key: string, note: T): void {
  notes.delete(key);
  notes.set(key, note);
  const [oldest] = notes.keys();
  if (notes.size > MAX_STANDINGS && oldest !== undefined) notes.delete(oldest);
}

/** No namespace has a slash. */
const keyOf = ({ namespace, source }: Asker): string => `${namespace}/${source}`;
