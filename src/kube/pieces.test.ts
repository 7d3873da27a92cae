import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Pieces, type FlowControl } from './pieces.ts';

/** A source that behaves like undici: while it is paused one more piece arrives, and the others wait. */
class Source implements FlowControl {
  readonly pieces = new Pieces();
  readonly log: string[] = [];
  #isPaused = false;
  #waiting: Buffer[] = [];
  #mayPass = 0;

  send(text: string): void {
    if (this.#isPaused && this.#mayPass === 0) return void this.#waiting.push(Buffer.from(text));
    if (this.#isPaused) this.#mayPass--;
    this.pieces.put(Buffer.from(text));
  }

  /** The end of a paused stream comes after the pieces that wait. */
  end(error?: Error): void {
    for (const piece of this.#waiting.splice(0)) this.pieces.put(piece);
    this.pieces.end(error);
  }

  pause(): void {
    this.log.push('pause');
    this.#isPaused = true;
    this.#mayPass = 1;
  }

  resume(): void {
    this.log.push('resume');
    this.#isPaused = false;
    for (const piece of this.#waiting.splice(0)) this.pieces.put(piece);
  }
}

const textsOf = (pieces: readonly Buffer[] | void): string[] => (pieces ?? []).map((piece) => piece.toString('utf8'));

describe('the pieces of a stream', () => {
  it('are handed over as soon as one is there, and the source is paused while nobody reads', async () => {
    const source = new Source();
    const reader = source.pieces.read(source);
    const first = reader.next();
    source.send('a');
    expect(textsOf((await first).value)).toEqual(['a']);
    expect(source.log).toEqual(['pause']);
  });

  it('that arrived one by one since the last read are handed over together', async () => {
    const source = new Source();
    const reader = source.pieces.read(source);
    source.send('a');
    await reader.next();
    for (const text of ['b', 'c', 'd']) {
      source.send(text);
      await turn();
    }
    expect(textsOf((await reader.next()).value)).toEqual(['b', 'c', 'd']);
    expect(source.log).toEqual(['pause', 'resume', 'pause']);
  });

  it('of a list are handed over without waiting', async () => {
    const source = new Source();
    const reader = source.pieces.read(source);
    source.send('x'.repeat(64 * 1024));
    await reader.next();
    void reader.next();
    await turn();
    expect(source.log).toEqual(['pause', 'resume']);
  });

  it('that arrived before an error are handed over before it is thrown', async () => {
    const source = new Source();
    const reader = source.pieces.read(source);
    source.send('a');
    source.send('b');
    source.end(new Error('reset'));
    expect(textsOf((await reader.next()).value)).toEqual(['a', 'b']);
    await expect(reader.next()).rejects.toThrow('reset');
  });

  it('are none if the stream ends without one', async () => {
    const source = new Source();
    source.end();
    expect(await Array.fromAsync(source.pieces.read(source))).toEqual([]);
  });

  it('law: all arrive, once each and in order, whenever they are sent and read', async () => {
    const steps = fc.array(fc.constantFrom('send', 'turn', 'ask'), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(steps, fc.boolean(), async (history, fails) => {
        const source = new Source();
        const reader = source.pieces.read(source);
        const asked: Array<Promise<IteratorResult<readonly Buffer[], void>>> = [];
        const sent: string[] = [];
        for (const step of history) {
          if (step === 'send') source.send(String(sent.push(String(sent.length)) - 1));
          if (step === 'turn') await turn();
          if (step === 'ask') asked.push(reader.next());
        }
        source.end(fails ? new Error('reset') : undefined);
        const ends: string[] = [];
        const read = async (next: Promise<IteratorResult<readonly Buffer[], void>>): Promise<string[]> => {
          try {
            const { done, value } = await next;
            if (done === true) ends.push('end');
            return textsOf(value);
          } catch {
            ends.push('error');
            return [];
          }
        };
        const texts: string[] = [];
        for (const next of asked) texts.push(...(await read(next)));
        while (ends.length === 0) texts.push(...(await read(reader.next())));
        expect(texts).toEqual(sent);
        expect(ends[0]).toBe(fails ? 'error' : 'end');
      }),
      { numRuns: 100 },
    );
  });
});
