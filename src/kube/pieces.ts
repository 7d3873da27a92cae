// The pieces of a body that is read as it comes. What comes singly is read together: to wake up for each event of a watch costs a process
// more than to read it. Knows neither where the pieces come from nor what they mean.

import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';

/** What comes after a pause is handed over at once, and what follows it closely at most this much later. */
const GATHER_MS = 25;
/** Where so much came together, as in a list, nothing is gained by waiting for more. */
const ENOUGH_BYTES = 64 * 1024;

/** Where the pieces come from. Paused, it may bring one more. */
export interface FlowControl {
  pause(): void;
  resume(): void;
}

export class Pieces {
  #held: Buffer[] = [];
  #end: { readonly error: Error | undefined } | undefined;
  #news = Promise.withResolvers<void>();

  put(piece: Buffer): void {
    this.#held.push(piece);
    this.#news.resolve();
  }

  /** Nothing comes any more; only the first call counts. */
  end(error: Error | undefined): void {
    this.#end ??= { error };
    this.#news.resolve();
  }

  /** All that has come since it was asked last, at least one piece; to be read once. Throws the error after what came before it. */
  async *read(flow: FlowControl): AsyncGenerator<readonly Buffer[], void> {
    while (this.#end === undefined || this.#held.length > 0) {
      await this.#news.promise;
      // What arrives in the same turn of the event loop goes along.
      await turn();
      const taken = this.#take();
      if (this.#end === undefined) flow.pause();
      if (taken.length > 0) yield taken;
      if (this.#end !== undefined) continue;
      if (bytesOf(taken) < ENOUGH_BYTES) await sleep(GATHER_MS);
      flow.resume();
    }
    if (this.#end.error !== undefined) throw this.#end.error;
  }

  #take(): readonly Buffer[] {
    const taken = this.#held;
    this.#held = [];
    this.#news = Promise.withResolvers();
    return taken;
  }
}

export function bytesOf(pieces: readonly Buffer[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}
