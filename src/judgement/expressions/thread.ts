// One worker thread for expressions: started with a limit on its memory, asked, and ended. Knows neither time nor rules; expressions.ts
// decides when to end a thread.

import path from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';

import type { Answer, Question } from './expression-worker.ts';
import type { Meter } from './time-limit.ts';

/** 64 MiB of heap in all. Threads share the process's limit on everything else. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 48, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 };

/** Beside this file: the source in development, `expression-worker.js` beside the bundle. */
const WORKER = new URL(`./expression-worker${path.extname(import.meta.url)}`, import.meta.url);

export interface ThreadEvents {
  readonly onAnswer: (answer: Answer) => void;
  /** The thread ended by itself: it ran out of memory, or could not be started. Called at most once, and not after `end`. */
  readonly onEnd: (error: NodeJS.ErrnoException) => void;
}

export class ExpressionThread implements Meter {
  readonly #worker: Worker;
  readonly #port: MessageChannel['port1'];
  readonly #events: ThreadEvents;
  #ended = false;

  /** `program`: the one beside this file by default. */
  constructor(events: ThreadEvents, program = WORKER) {
    this.#events = events;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#worker = new Worker(program, {
      workerData: { port: port2 },
      transferList: [port2],
      resourceLimits: RESOURCE_LIMITS,
      execArgv: [],
      env: {},
    });
    port1.on('message', (answer: Answer) => events.onAnswer(answer));
    this.#worker.on('error', (error) => this.#over(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on('exit', (code) => this.#over(new Error(`the thread ended with code ${code}`)));
    this.keepAlive(false);
  }

  ask(question: Question): void {
    // eslint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads has no origin.
    this.#port.postMessage(question);
  }

  /** Answered in the middle of an evaluation, as soon as the thread gets processor time; and also after its end. */
  async spentMs(): Promise<number> {
    const { user, system } = await this.#worker.cpuUsage();
    return (user + system) / 1000;
  }

  /** Whether the thread keeps the process alive. */
  keepAlive(wanted: boolean): void {
    this.#port.unref();
    if (wanted) this.#worker.ref();
    else this.#worker.unref();
  }

  /** Passes on answers that have arrived and that the event loop has not delivered yet. */
  drain(): void {
    for (let next = receiveMessageOnPort(this.#port); next !== undefined; next = receiveMessageOnPort(this.#port)) {
      this.#events.onAnswer(next.message as Answer);
    }
  }

  /** Ends the thread, whatever it is doing; resolves when it has ended. No event comes after this. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#port.removeAllListeners('message');
    this.#port.close();
    await this.#worker.terminate();
  }

  #over(error: NodeJS.ErrnoException): void {
    if (this.#ended) return;
    this.drain();
    this.#ended = true;
    this.#port.close();
    this.#events.onEnd(error);
  }
}
