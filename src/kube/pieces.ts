// The pieces of a body that is read while it arrives. Pieces that arrive one by one are read together: waking up for each event of a watch
// costs more than reading it. Knows neither where the pieces come from nor what they mean.

import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';

/** The first piece after a pause is handed over at once, and those that follow it closely at most this much later. */
const GATHER_MS = 25;
/** When this much has arrived, as in a list, waiting for more gains nothing. */
const ENOUGH_BYTES = 64 * 1024;

/** Stops and restarts the source of the pieces. After a pause one more piece may arrive. */
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

  /** No more pieces will arrive. Only the first call counts. */
  end(error: Error | undefined): void {
    this.#end ??= { error };
    this.#news.resolve();
  }

  /** Yields what has arrived since the last read, at least one piece. Read it once. An error is thrown after the pieces before it. */
  async *read(flow: FlowControl): AsyncGenerator<readonly Buffer[], void> {
    while (this.#end === undefined || this.#held.length > 0) {
      await this.#news.promise;
      // Pieces that arrive in the same turn of the event loop are included.
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
