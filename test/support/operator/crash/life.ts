// The life of one operator process as far as others can tell: the calls it makes, and the one at which it ends. Nothing of a dead
// process reaches a server any more, except a write that was on its way already.

import { KubeConnectionError } from '../../../../src/kube/errors.ts';

/**
 * What goes wrong at a call. `before`: the process dies before the server sees it. `after`: the server has done it, and the process
 * dies before it hears. `late`: the process dies, and the write reaches the server while the successor is at work. `unanswered`: the
 * server has done it, the connection breaks, and the process lives on.
 */
export type Mishap = 'before' | 'after' | 'late' | 'unanswered';

export interface Fate {
  /** Counted from 1; only writes count for `late`. */
  readonly call: number;
  readonly mishap: Mishap;
}

type Send = () => Promise<unknown>;

export class Life {
  readonly #end = new AbortController();
  readonly #late: Send[] = [];
  #fate: Fate | undefined;
  #calls = 0;
  #writes = 0;
  /** What was called when fate struck. */
  struckAt: string | undefined;
  /** Calls that wait for their answer. */
  inFlight = 0;
  /** Called with each write, and its number, before it is sent. */
  onWrite: (what: string, write: number) => Promise<void> = () => Promise.resolve();

  /** Aborts when the process dies. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  get isOver(): boolean {
    return this.#end.signal.aborted;
  }

  /** Calls since fate was last set. */
  get calls(): number {
    return this.#calls;
  }

  get writes(): number {
    return this.#writes;
  }

  /** Counts from here on. */
  destine(fate: Fate | undefined): void {
    this.#fate = fate;
    this.#calls = 0;
    this.#writes = 0;
  }

  end(): void {
    this.#end.abort(new Error('the process died'));
  }

  /** Writes of the dead that reach the server only now. */
  async arriveLate(): Promise<void> {
    // Refused or not: nobody is left to hear.
    for (const send of this.#late.splice(0)) await send().catch(() => undefined);
  }

  /** One call over a connection of this process. */
  async call<T>(what: string, isWrite: boolean, send: () => Promise<T>): Promise<T> {
    this.#assertAlive();
    if (isWrite) await this.onWrite(what, this.#writes + 1);
    const mishap = this.count(what, isWrite);
    this.inFlight++;
    try {
      return await this.#suffer(mishap, send);
    } finally {
      this.inFlight--;
    }
  }

  /** Counts a call; what goes wrong at it, if fate has it so. */
  count(what: string, isWrite: boolean): Mishap | undefined {
    this.#calls++;
    if (isWrite) this.#writes++;
    const number = this.#fate?.mishap === 'late' ? (isWrite ? this.#writes : 0) : this.#calls;
    if (this.#fate?.call !== number) return undefined;
    this.struckAt = what;
    return this.#fate.mishap;
  }

  async #suffer<T>(mishap: Mishap | undefined, send: () => Promise<T>): Promise<T> {
    if (mishap === 'late') this.#late.push(send);
    if (mishap === 'late' || mishap === 'before') this.end();
    this.#assertAlive();
    const answer = await send();
    if (mishap === 'after') this.end();
    this.#assertAlive();
    if (mishap === 'unanswered') throw new KubeConnectionError('socket hang up', undefined);
    return answer;
  }

  #assertAlive(): void {
    if (this.isOver) throw new KubeConnectionError('the process died', undefined);
  }
}
