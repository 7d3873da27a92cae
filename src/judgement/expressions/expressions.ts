// Evaluates expressions in a thread that can be ended: a rule has 100 ms of processor time and 64 MiB, and does not block the event loop.
// When the thread is ended, its open questions are asked again, so none is lost. Namespaces share the time of the thread. A thread that dies
// by itself is started again with back-off. Makes no verdict, and parses no rule on the main thread.

import type { ExpressionInput, ExpressionOutcome } from '../../compliance/expression/outcome.ts';
import type { ItemsQuestion, ItemsReading } from '../../integrations/ports/expressions.ts';
import { visibleOf } from '../../compliance/expression/view.ts';
import type { Clock } from '../../base/clock.ts';
import { FairJobs } from './fair-jobs.ts';
import {
  broken,
  CLOSED,
  EVALUATION_MS,
  MAX_INPUT_SIZE,
  OUT_OF_MEMORY,
  PAUSED,
  STALLED,
  TIMED_OUT,
  TOO_LARGE,
} from './outcomes.ts';
import { sizeOf } from './size.ts';
import { RulePauses } from './rule-pauses.ts';
import { ExpressionThread } from './thread.ts';
import { type LimitReached, type Meter, TimeLimit } from './time-limit.ts';
import type { Answer, Question } from './expression-worker.ts';

const START_MS = 30_000;
/** Twice, as a rule pays for what its thread loads or collects meanwhile, and a virtual machine may count the time of others as its own. */
const MAX_ATTEMPTS = 2;
/** So that the thread does not wait for the event loop. Bounded, as copying them blocks the event loop. */
const MAX_ASKED = 16;
const MAX_ASKED_SIZE = 100_000;
/** The wait before a thread is started again that died by itself; it doubles with each death without an answer in between. */
const FIRST_RESTART_MS = 100;
const MAX_RESTART_MS = 30_000;

/** One evaluation that is asked for. */
export interface Evaluation extends ExpressionInput {
  /** Of the check. */
  readonly namespace: string;
  readonly rule: string;
}

export interface Expressions {
  /** Never rejects. Answers come in any order. What waits holds no copy of its input. */
  evaluate(evaluation: Evaluation): Promise<ExpressionOutcome>;
  /** The same for items that were pushed: all of them share the limits of one evaluation. */
  evaluateItems(question: ItemsQuestion): Promise<ItemsOutcome>;
  /** Ends the thread; open questions are answered with a transient error. */
  close(): Promise<void>;
}

export interface ItemsOutcome {
  readonly reading: ItemsReading;
  /** Processor time of the thread; of an evaluation that was ended, how long it had. 0: it was not evaluated. */
  readonly usedMs: number;
}

export interface ExpressionsOptions {
  readonly clock: Clock;
  /** Questions sent ahead: a question of another namespace waits for as many. */
  readonly maxAsked?: number;
  /** How often a question is evaluated that runs out of time or memory. */
  readonly maxAttempts?: number;
  /** The program of the thread; the one beside this file by default. */
  readonly program?: URL;
  /** Tells the processor time of a thread; the thread itself by default. */
  readonly meterOf?: (thread: Meter) => Meter;
}

/** The thread is started with the first question. It keeps the process alive only while a question is open. */
export function createExpressions(options: ExpressionsOptions): Expressions {
  return new ThreadedExpressions(options);
}

type Outcome = Extract<Answer, { kind: 'answer' }>['outcome'];

interface Job {
  readonly namespace: string;
  /** What is paused when it fails again and again. */
  readonly rule: string;
  /** Made when it is asked, so that what waits holds no copy. */
  readonly question: () => Question;
  /** `usedMs` is undefined for what was given up and not evaluated. */
  readonly settle: (outcome: Outcome, usedMs?: number) => void;
  /** Of the question; known once it was asked. */
  size: number;
  attempts: number;
}

class ThreadedExpressions implements Expressions {
  readonly #options: ExpressionsOptions;
  readonly #pauses = new RulePauses();
  /** Not asked yet, or to be asked again. */
  readonly #waiting = new FairJobs<Job>();
  /** Asked and not answered; the first one is being evaluated. */
  #asked: Job[] = [];
  #askedSize = 0;
  #thread: ExpressionThread | undefined;
  #ready = false;
  #closed = false;
  /** Of the start of a thread. */
  #cancelTimer: () => void = () => undefined;
  readonly #limit: TimeLimit;
  /** When the first question began to be evaluated. */
  #begunMs = 0;
  /** What the thread had used by then. */
  #spentMs = 0;
  /** The namespace whose rule ended the last thread: it is charged for the start of the next one. */
  #culprit: string | undefined;
  /** Deaths of threads by themselves, without an answer in between, and until when none is started because of them. */
  #deaths = 0;
  #restMs = 0;

  constructor(options: ExpressionsOptions) {
    this.#options = options;
    this.#limit = new TimeLimit(options.clock);
  }

  async evaluate({ namespace, rule, incident, review }: Evaluation): Promise<ExpressionOutcome> {
    const question = (): Question => ({
      rule,
      incident: visibleOf('incident', incident),
      review: review && visibleOf('review', review),
    });
    const { outcome } = await this.#outcome({ namespace, rule, question });
    return outcome as ExpressionOutcome;
  }

  async evaluateItems({ namespace, expressions, items, payload, headers }: ItemsQuestion): Promise<ItemsOutcome> {
    const asked = { expressions, items, payload, headers };
    const rule = JSON.stringify(expressions);
    const { outcome, usedMs } = await this.#outcome({ namespace, rule, question: () => asked });
    if (usedMs === undefined) return { reading: { kind: 'Postponed' }, usedMs: 0 };
    if (!('message' in outcome)) return { reading: outcome as ItemsReading, usedMs };
    return { reading: { kind: 'NotEvaluated', message: outcome.message }, usedMs };
  }

  #outcome(asked: Pick<Job, 'namespace' | 'rule' | 'question'>): Promise<{ outcome: Outcome; usedMs?: number }> {
    return new Promise((resolve) => {
      const settle: Job['settle'] = (outcome, usedMs) => resolve({ outcome, ...(usedMs !== undefined && { usedMs }) });
      this.#waiting.push({ ...asked, settle, size: 0, attempts: 0 });
      this.#proceed();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#giveUp(CLOSED);
    await this.#endThread();
  }

  get #nowMs(): number {
    return this.#options.clock.monotonicMs();
  }

  #proceed(): void {
    if (this.#closed) return this.#giveUp(CLOSED);
    if (this.#thread === undefined && this.#waiting.length > 0) this.#start();
    if (this.#ready) this.#askAhead();
    this.#thread?.keepAlive(this.#waiting.length + this.#asked.length > 0);
  }

  #start(): void {
    const restMs = this.#restMs - this.#nowMs;
    if (restMs > 0) return this.#setTimer(() => this.#proceed(), restMs);
    const { program } = this.#options;
    const events = {
      onAnswer: (answer: Answer) => this.#answered(answer),
      onEnd: (error: NodeJS.ErrnoException) => this.#ended(error),
    };
    this.#thread = new ExpressionThread(events, program);
    this.#ready = false;
    this.#begunMs = this.#nowMs;
    this.#setTimer(() => this.#ended(new Error(`it did not start within ${START_MS} ms`)), START_MS);
  }

  #askAhead(): void {
    const { maxAsked = MAX_ASKED } = this.#options;
    while (this.#asked.length < maxAsked && (this.#asked.length === 0 || this.#askedSize < MAX_ASKED_SIZE)) {
      const job = this.#waiting.take();
      if (job === undefined) return;
      if (this.#pauses.isPaused(job, this.#nowMs)) job.settle(PAUSED, 0);
      else this.#ask(job);
    }
  }

  #ask(job: Job): void {
    const question = job.question();
    job.size = sizeOf(question, MAX_INPUT_SIZE);
    if (job.size > MAX_INPUT_SIZE) return job.settle(TOO_LARGE, 0);
    this.#asked.push(job);
    this.#askedSize += job.size;
    this.#thread?.ask(question);
    if (this.#asked.length === 1) this.#startTimeLimit();
  }

  #answered(answer: Answer): void {
    this.#spentMs = answer.spentMs;
    if (answer.kind === 'ready') {
      this.#cancelTimer();
      this.#ready = true;
      this.#charge(this.#culprit);
      this.#culprit = undefined;
      return this.#proceed();
    }
    const job = this.#takeFirst();
    if (job === undefined) return;
    this.#deaths = 0;
    this.#pauses.clear(job);
    job.settle(answer.outcome, answer.usedMs);
    if (this.#asked.length === 0) this.#limit.stop();
    else this.#startTimeLimit();
    this.#proceed();
  }

  /** Starts the time limit of the first question. */
  #startTimeLimit(): void {
    const [first] = this.#asked;
    const thread = this.#thread;
    if (thread === undefined) return;
    this.#begunMs = this.#nowMs;
    const meter = this.#options.meterOf?.(thread) ?? thread;
    const onOver = (reached: LimitReached): void => {
      // The event loop may be late, and the answer here already.
      thread.drain();
      if (this.#asked[0] === first) this.#abandon(reached === 'stalled' ? STALLED : TIMED_OUT);
    };
    this.#limit.begin({ meter, spentMs: this.#spentMs, onOver });
  }

  #ended(error: NodeJS.ErrnoException): void {
    if (this.#ready && error.code === 'ERR_WORKER_OUT_OF_MEMORY') return this.#abandon(OUT_OF_MEMORY);
    this.#restMs = this.#nowMs + Math.min(FIRST_RESTART_MS * 2 ** this.#deaths++, MAX_RESTART_MS);
    if (this.#ready) return this.#abandon(broken(error));
    this.#dropThread();
    this.#giveUp(broken(error));
  }

  /** Ends the thread because of what it evaluates; the other questions are asked again. */
  #abandon(outcome: ExpressionOutcome): void {
    this.#dropThread();
    const job = this.#takeFirst();
    this.#culprit = job?.namespace;
    this.#waiting.putBack(this.#asked.splice(0));
    this.#askedSize = 0;
    if (job !== undefined) this.#tryAgain(job, outcome);
    this.#proceed();
  }

  #tryAgain(job: Job, outcome: ExpressionOutcome): void {
    const { maxAttempts = MAX_ATTEMPTS } = this.#options;
    job.attempts++;
    const isStalled = outcome === STALLED;
    if (!isStalled && job.attempts < maxAttempts) {
      this.#waiting.push(job);
      return;
    }
    this.#pauses.recordFailure(job, this.#nowMs);
    job.settle(outcome, isStalled ? undefined : EVALUATION_MS);
  }

  #takeFirst(): Job | undefined {
    const job = this.#asked.shift();
    this.#askedSize -= job?.size ?? 0;
    this.#charge(job?.namespace);
    return job;
  }

  /** The time since the first question, or the thread, began. */
  #charge(namespace: string | undefined): void {
    if (namespace !== undefined) this.#waiting.charge(namespace, this.#nowMs - this.#begunMs);
  }

  #giveUp(outcome: ExpressionOutcome): void {
    for (const job of [...this.#asked.splice(0), ...this.#waiting.clear()]) job.settle(outcome);
    this.#askedSize = 0;
  }

  #dropThread(): void {
    void this.#endThread();
  }

  async #endThread(): Promise<void> {
    const thread = this.#thread;
    this.#cancelTimer();
    this.#limit.stop();
    this.#thread = undefined;
    this.#ready = false;
    await thread?.end();
  }

  #setTimer(callback: () => void, ms: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.setTimer(callback, ms);
  }
}
