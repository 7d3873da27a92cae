// Gives the text of a mail: asks the worker thread, one mail at a time, and ends the thread that takes too long. What is wrong with a
// mail is a value; a mail never costs more than its own text.

import path from 'node:path';
import { Worker } from 'node:worker_threads';

import { onAbort } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import { MAX_MAIL_BYTES, TIMES } from './limits.ts';
import type { Parsed } from './mail-worker.ts';

export type MailText = Parsed | { readonly kind: 'none'; readonly reason: 'TooLarge' | 'TooSlow' };

/** 96 MiB of heap: a mail of 10 MB as text, a few times. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 72, maxYoungGenerationSizeMb: 24, stackSizeMb: 4 };

/** Beside this file: the source in development, `mail-worker.js` beside the bundle. */
const WORKER = new URL(`./mail-worker${path.extname(import.meta.url)}`, import.meta.url);

/** Lives for one reading. The thread starts with the first mail. */
export class TextReader implements AsyncDisposable {
  readonly #clock: Clock;
  readonly #program: URL;
  #worker: Worker | undefined;

  /** `program`: the one beside this file by default. */
  constructor(clock: Clock, program = WORKER) {
    this.#clock = clock;
    this.#program = program;
  }

  /** One at a time. Rejects only with the signal's reason. */
  async read(raw: Uint8Array, signal: AbortSignal): Promise<MailText> {
    signal.throwIfAborted();
    if (raw.byteLength > MAX_MAIL_BYTES) return { kind: 'none', reason: 'TooLarge' };
    const worker = (this.#worker ??= this.#start());
    const answer = await this.#ask(worker, raw, signal);
    if (answer === 'lost') await this[Symbol.asyncDispose]();
    signal.throwIfAborted();
    return answer === 'lost' ? { kind: 'none', reason: 'TooSlow' } : answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.#program, { resourceLimits: RESOURCE_LIMITS, execArgv: [], env: {} });
    // A thread that runs out of memory is an answer as well: see #ask.
    worker.on('error', () => undefined);
    return worker;
  }

  /** `lost`: no answer in time, or the thread has ended. */
  #ask(worker: Worker, raw: Uint8Array, signal: AbortSignal): Promise<Parsed | 'lost'> {
    return new Promise((resolve) => {
      const end = (answer: Parsed | 'lost'): void => {
        stopTimer();
        stopListening();
        worker.off('message', end).off('exit', lost).off('error', lost);
        resolve(answer);
      };
      const lost = (): void => end('lost');
      const stopTimer = this.#clock.setTimer(lost, TIMES.text);
      const stopListening = onAbort(signal, lost);
      worker.on('message', end).on('exit', lost).on('error', lost);
      const copy = Uint8Array.from(raw);
      worker.postMessage(copy, [copy.buffer]);
    });
  }
}
